"""Sentences as IndicTrans2 reads them -> as it writes them, by CTranslate2 and SentencePiece.

Runs in a process of its own (see shelf.py); nothing else imports this file. What is before and
after (scripts, signs, tags) is text/indictrans.py's.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

from ctranslate2 import Translator
from sentencepiece import SentencePieceProcessor

from nakshatra.errors import EngineError

_MOST = 256
"""Places that the network has, for pieces and tags together."""

_BEAM = 1
"""Translations kept while one is made. The project's own program keeps five, for several times the
work; what they would gain with the real weights has not been measured."""

_TAG = re.compile(r"[a-z]{3}_[A-Z][a-z]{3}")


class Interpreter:
    """The engine; `shelf.Engine` makes it with the fields of `__init__` as options."""

    def __init__(self, folder: str, threads: int) -> None:
        model = _only(Path(folder), "model.bin").parent
        self._knows = _tags(_only(model, "source_vocabulary.*"))
        try:
            self._source = SentencePieceProcessor(model_file=str(_only(Path(folder), "model.SRC")))
            self._target = SentencePieceProcessor(model_file=str(_only(Path(folder), "model.TGT")))
            self._network = Translator(
                str(model), device="cpu", compute_type="int8", intra_threads=threads
            )
        except (RuntimeError, ValueError, OSError, LookupError) as error:
            raise EngineError(f"{folder}: the translator cannot be loaded: {error}") from error

    def translate(self, sentences: list[str], source: str, target: str) -> list[str]:
        """Tags as in "hin_Deva". Raise `EngineError` rather than lose the end of a sentence."""
        if lost := [tag for tag in (source, target) if tag not in self._knows]:
            raise EngineError(f"these weights know no {lost[0]}; they are of another direction")
        read = [[source, target, *self._source.encode(one, out_type=str)] for one in sentences]
        if max(map(len, read), default=0) > _MOST:
            raise EngineError(f"a sentence of more than {_MOST} pieces cannot be translated")
        try:
            made = self._network.translate_batch(read, beam_size=_BEAM, max_decoding_length=_MOST)
        except (RuntimeError, ValueError) as error:
            raise EngineError(f"the translator failed: {error}") from error
        written = [one.hypotheses[0] for one in made]
        if max(map(len, written), default=0) >= _MOST:
            raise EngineError("a translation did not end: the model repeats itself")
        return [self._target.decode(pieces) for pieces in written]


def _only(folder: Path, pattern: str) -> Path:
    """Raise `EngineError` when there is none of it, or more than one."""
    found = sorted(folder.rglob(pattern))
    if len(found) != 1:
        raise EngineError(f"{folder}: {pattern} should be there once, is {len(found)} times")
    return found[0]


def _tags(vocabulary: Path) -> frozenset[str]:
    """Languages of a vocabulary, which is a list in JSON or one word a line."""
    text = vocabulary.read_text("utf-8")
    try:
        words = json.loads(text) if vocabulary.suffix == ".json" else text.split("\n")
    except ValueError as error:
        raise EngineError(f"{vocabulary}: not a list of words: {error}") from error
    return frozenset(word for word in words if _TAG.fullmatch(word))
