"""PCM -> what is said in it, by a Whisper in CTranslate2's format.

Runs in a process of its own (see shelf.py); nothing else imports this file, which loads libraries
of a hundred megabytes. It does not fetch weights, and does not know where they come from.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from hashlib import blake2b
from math import log
from typing import Any

import numpy as np
from faster_whisper import WhisperModel
from faster_whisper.tokenizer import Tokenizer

from nakshatra.audio.listening import RATE, Samples, listen, samples
from nakshatra.audio.vad import windows
from nakshatra.errors import EngineError
from nakshatra.heard import Asked, Heard, Piece, Word

_BEAM = 1
"""Hypotheses kept while decoding. Five, the library's own number, are five times the work of it;
what they would gain with the real weights has not been measured."""

_NO_FRAMES = 2
"""Of sound in which the library looks for the place of each word, the fewest: how likely a word is
does not depend on it."""

_LEAST = 1e-6
"""Probability of a token that has none, so that it has a logarithm."""

_ENOUGH = 5.0
"""Seconds of speech by which the language is told."""


class _Once:
    """The library's encoder, asked once for one window: telling the language, and writing it down
    in two to see which is likelier, need the same of it, and it is most of the work."""

    def __init__(self, encode: Callable[[Any], Any]) -> None:
        self._encode = encode
        self._of, self.made = b"", None

    def __call__(self, features: Any) -> Any:
        of = blake2b(features.tobytes(), digest_size=16).digest()
        if of != self._of:
            self._of, self.made = of, self._encode(features)
        return self.made

    def forget(self) -> None:
        self._of, self.made = b"", None


class _Telling:
    """The library's core, which also keeps how likely it found each token that it wrote: it knows
    when it writes (3 ms of 41 tokens), and asked again it works for 47 (base)."""

    def __init__(self, core: Any) -> None:
        self._core = core
        self._keeps, self._told = False, list[tuple[int, float]]()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._core, name)

    def generate(self, *asked: Any, **how: Any) -> Any:
        results = self._core.generate(*asked, **how, return_logits_vocab=self._keeps)
        for result in results if self._keeps else ():
            (tokens, *_), (scores, *_) = result.sequences_ids, result.logits
            self._told += zip(tokens, map(_logprob, tokens, scores), strict=False)
        return results

    def begin(self, *, keeps: bool) -> None:
        self._keeps, self._told = keeps, []

    def told(self) -> list[tuple[int, float]]:
        """Tokens and their logarithms, since it began."""
        return self._told


class Whisper:
    """The engine; `shelf.Engine` makes it with the fields of `__init__` as options."""

    def __init__(self, folder: str, threads: int) -> None:
        self.model = WhisperModel(
            folder, device="cpu", compute_type="int8", cpu_threads=threads, local_files_only=True
        )
        self.model.encode = self._encoder = _Once(self.model.encode)
        self.model.model = self._core = _Telling(self.model.model)

    def hear(self, pcm: bytes, seconds: float, asked: Asked) -> Heard:
        """`asked.language` as the weights call it. `seconds`: the longest window; longer ones lose
        their end (Whisper stops at 224 tokens)."""
        heard = listen(pcm, seconds, asked, partial(self.write, asked=asked))
        if asked.last and not asked.first:
            self.forget()
        return heard

    def tongues(self, pcm: bytes) -> Mapping[str, float]:
        """Whisper's name of each language -> probability; empty when nobody speaks."""
        sound = samples(pcm)
        if not (spans := windows(sound, _ENOUGH)):
            return {}
        features = self.model.feature_extractor(sound[slice(*spans[0])])
        heard = features[..., :-1]  # as many as are written down, so that they are encoded once
        return dict(self.model.detect_language(features=heard)[2])

    def forget(self) -> None:
        """The recording is over."""
        self._encoder.forget()

    def ready(self) -> None:
        """It is, once it answers."""

    def write(self, sound: Samples, asked: Asked) -> Piece:
        """One window, at most 30 seconds. Greedy in temperature: the same sound, the same words."""
        self._core.begin(keeps=not asked.first and not asked.hotwords)
        try:
            segments, _ = self.model.transcribe(
                sound,
                language=asked.language,
                beam_size=_BEAM,
                without_timestamps=True,
                condition_on_previous_text=False,
                temperature=0.0,
                no_speech_threshold=None,
                log_prob_threshold=None,
                compression_ratio_threshold=None,
                hotwords=asked.hotwords or None,
            )
            parts = list(segments)
            words = () if asked.first else self._words(parts, asked)
        except (RuntimeError, ValueError) as error:
            raise EngineError(f"the recogniser failed: {error}") from error
        logprob = min((part.avg_logprob for part in parts), default=-10.0)
        if asked.hotwords and asked.judged and words:
            logprob = min(logprob, sum(word.logprob for word in words) / len(words))
        return Piece(
            text=" ".join(" ".join(part.text for part in parts).split()),
            seconds=len(sound) / RATE,
            logprob=logprob,
            no_speech=max((part.no_speech_prob for part in parts), default=1.0),
            words=words,
        )

    def _words(self, parts: Sequence[Any], asked: Asked) -> tuple[Word, ...]:
        """What was written, and how likely each word of it is. Where hotwords were given it is
        judged once more, without them: a word that only they made likely is found unlikely."""
        speller = Tokenizer(
            self.model.hf_tokenizer, self._core.is_multilingual, "transcribe", asked.language
        )
        tokens = [token for part in parts for token in part.tokens if token < speller.eot]
        if not tokens:
            return ()
        told = [one for one in self._core.told() if one[0] < speller.eot]
        logs = [log for _, log in told]
        if asked.hotwords or [token for token, _ in told] != tokens:
            logs = self._judged(speller.sot_sequence, tokens)
        texts, parted = speller.split_to_word_tokens(tokens)
        return _worded(texts, parted, logs)

    def _judged(self, start: Sequence[int], tokens: list[int]) -> list[float]:
        (judged,) = self._core.align(self._encoder.made, start, [tokens], _NO_FRAMES)
        return [log(max(chance, _LEAST)) for chance in judged.text_token_probs]


def _logprob(token: int, scores: Any) -> float:
    found = np.asarray(scores)
    most = found.max()
    return max(float(found[token] - most - np.log(np.exp(found - most).sum())), log(_LEAST))


def _worded(
    texts: Sequence[str], tokens: Sequence[Sequence[int]], logs: Sequence[float]
) -> tuple[Word, ...]:
    words, at = [], 0
    for text, own in zip(texts, tokens, strict=True):
        of_word = logs[at : at + len(own)]
        at += len(own)
        if of_word and text.strip():
            words.append(Word(text.strip(), sum(of_word) / len(of_word)))
    return tuple(words)
