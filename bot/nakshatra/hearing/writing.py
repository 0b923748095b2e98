"""A recording and one language -> what is said in it, stretch by stretch, as one transcript.

Memory does not grow with the length: a stretch is forgotten once its words are written; speech that
its end cuts off is put before the next. An engine that dies is asked once more, then given up.
"""

from __future__ import annotations

import logging
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from math import exp

from nakshatra.audio.quality import fault, poor
from nakshatra.errors import Garbled, Stopped, Unheard
from nakshatra.heard import Asked, Heard, Piece, Word
from nakshatra.hearing.ears import Choice
from nakshatra.ports import Sound, Tell
from nakshatra.text.invented import believed, drawn, guessed, hurried
from nakshatra.types import Audio

log = logging.getLogger(__name__)

_PER_SECOND, _AT_LEAST = 4.0, 60.0
"""Seconds of work allowed for a second of sound, and in all: a stuck engine is ended."""

UNTOLD = 0.6
"""Confidence where the engine tells none: enough to be answered, too little not to be read back."""


@dataclass(frozen=True, slots=True)
class Written:
    """What was heard so far."""

    texts: tuple[str, ...] = ()
    speech: bool = False
    weight: float = 0.0
    """Seconds of the windows that were believed."""

    sure: float = 0.0
    """Mean probability of a token times those seconds."""

    doubtful: bool = False
    """Something was said besides of which the words could only be guessed, or the sound is poor, or
    these are more words than anybody says in that time."""

    words: tuple[Word, ...] | None = ()
    """Of the windows that were believed; None when one of them tells no doubt of its words."""

    @property
    def text(self) -> str:
        return " ".join(self.texts)

    @property
    def confidence(self) -> float:
        """0 to 1; where it is doubtful, low enough for it to be read back."""
        mean = self.sure / self.weight if self.weight else 0.0
        return min(mean, UNTOLD) if self.doubtful else mean

    def plus(self, heard: Heard) -> Written:
        kept = [(text, piece) for piece in heard.pieces if (text := believed(piece))]
        return Written(
            (*self.texts, *(text for text, _ in kept)),
            self.speech or heard.speech,
            self.weight + sum(piece.seconds for _, piece in kept),
            self.sure + sum(_probability(piece) * piece.seconds for _, piece in kept),
            self.doubtful or any(guessed(piece) or hurried(piece) for piece in heard.pieces),
            _told(self.words, [piece for _, piece in kept]),
        )


async def write(
    choice: Choice,
    sound: Sound,
    asked: Asked,
    left: Callable[[], float],
    tell: Tell | None = None,
) -> Written:
    """`left`: seconds until the deadline. Raise `Unheard` without words, `Garbled` when somebody
    speaks all the same, else `EngineError`; and what `tell` raises, before the next stretch."""
    written, rest, heard_s, first = Written(), Audio(b""), 0.0, Audio(b"")
    retries = Once()
    async with aclosing(_with_last(sound)) as stretches:
        async for stretch, last in stretches:
            if tell is not None:
                await tell(heard_s, sound.seconds)
            audio = Audio(rest.pcm + stretch.pcm, stretch.rate)
            seconds = min(left(), limit(audio.seconds))
            of_this = replace(asked, last=last, timeout=seconds)
            heard = await _heard(retries, choice, audio, of_this)
            written = written.plus(heard)
            if heard.pieces and poor(audio):
                written = replace(written, doubtful=True)
            rest = Audio(audio.pcm[len(audio.pcm) - 2 * heard.left :], audio.rate)
            heard_s += stretch.seconds
            first = first if first.pcm else stretch
    if not written.speech:
        raise fault(first, "nobody speaks in the recording")
    if not written.text:
        raise _wordless(first)
    return written


def limit(seconds: float) -> float:
    """How long a sound may take to be written down."""
    return max(_AT_LEAST, seconds * _PER_SECOND)


class Once:
    """An engine that dies is started again and asked the same, one time in a recording."""

    def __init__(self) -> None:
        self._used = False

    async def __call__(self, choice: Choice, audio: Audio, asked: Asked) -> Heard:
        try:
            return await choice.engine.hear(choice.ear, audio, asked)
        except Stopped as error:
            if self._used:
                raise
            self._used = True
            log.warning("heard again after a crash", extra={"engine": str(error)})
            return await choice.engine.hear(choice.ear, audio, asked)


async def _heard(hear: Once, choice: Choice, audio: Audio, asked: Asked) -> Heard:
    """Once more without the words to expect, when it may be they that were written."""
    heard = await hear(choice, audio, asked)
    if asked.judged and any(drawn(piece, asked.hotwords) for piece in heard.pieces):
        heard = await hear(choice, audio, replace(asked, hotwords=""))
    return heard


async def _with_last(sound: Sound) -> AsyncGenerator[tuple[Audio, bool], None]:
    """Each stretch, and whether none follows."""
    before: Audio | None = None
    async with aclosing(sound.stretches()) as stretches:
        async for stretch in stretches:
            if before is not None:
                yield before, False
            before = stretch
    if before is not None:
        yield before, True


def _told(before: tuple[Word, ...] | None, kept: Sequence[Piece]) -> tuple[Word, ...] | None:
    if before is None or not all(piece.words for piece in kept):
        return None
    return (*before, *(word for piece in kept for word in piece.words))


def _wordless(audio: Audio) -> Unheard:
    """There is a voice: only a torn one is worth another word than "nothing was understood"."""
    why = "no word of the recording could be made out"
    found = fault(audio, why)
    return found if found.phrase == "too_loud" else Garbled(why)


def _probability(piece: Piece) -> float:
    return UNTOLD if piece.logprob is None else exp(min(piece.logprob, 0.0))
