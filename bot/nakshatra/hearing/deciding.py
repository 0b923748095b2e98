"""A recording -> the one language it is written down in, by what it sounds like and what two
transcripts of its beginning look like."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass

from nakshatra.heard import Asked, Expected
from nakshatra.hearing.ears import Ears
from nakshatra.hearing.script import Scripts
from nakshatra.hearing.tongue import Tongue
from nakshatra.hearing.writing import Once, Written
from nakshatra.ports import Sound
from nakshatra.types import Audio

_TRIAL_S = 5.0
"""Seconds of speech by which two languages are told apart: a dozen words."""

_LONG_S = 30.0
"""A longer recording is tried before it is heard in the language a person used last; in a shorter
one hearing all of it costs no more."""

_DOUBT = 0.5
_FOREIGN = 0.05
"""What a transcript in letters that cannot be mended is worth."""


@dataclass(frozen=True, slots=True)
class Deciding:
    ears: Ears
    tongue: Tongue
    scripts: Scripts
    left: Callable[[], float]
    """Seconds until the deadline."""

    go_on: Callable[[], Awaitable[None]]
    """Raise `TakenBack` when nobody waits for it any more."""

    async def doubts(self, code: str, sound: Sound) -> bool:
        """Whether the beginning of a long recording is hardly in this language."""
        if 0 < sound.seconds <= _LONG_S:
            return False
        trial = await self._tried(code, await _beginning(sound))
        return bool(trial.text) and self._worth(trial, code) < _DOUBT * _DOUBT

    async def language(self, sound: Sound, expected: Expected, doubted: str) -> str:
        """ "" when nothing is heard here. `doubted`: what the person used last, to be tried too."""
        audio = await _beginning(sound)
        await self.go_on()
        likely = await self.tongue.likely(audio, expected, self.left())
        if doubted and doubted not in likely:
            likely = [doubted, *likely[:1]]
        if not likely or self._is_one(likely):
            return next(iter(likely), "")
        worth = {code: self._worth(await self._tried(code, audio), code) for code in likely}
        return max(likely, key=worth.__getitem__)

    def _is_one(self, codes: Sequence[str]) -> bool:
        """One model writes both alike: their text will tell them apart."""
        ears = {(e := self.ears.hearing(code).ear).engine + e.id: e.script for code in codes}
        return len(codes) == 1 or (len(ears) == 1 and all(ears.values()))

    async def _tried(self, code: str, audio: Audio) -> Written:
        await self.go_on()
        asked = Asked(language=code, timeout=self.left(), first=_TRIAL_S)
        return Written().plus(await Once()(self.ears.hearing(code), audio, asked))

    def _worth(self, written: Written, code: str) -> float:
        """Mean probability of a token times that of the language, told from the text alone."""
        if not written.text:
            return 0.0
        mended = self.scripts.mended(written.text, code, self.ears.hearing(code).ear)
        if mended is None:
            return written.confidence * _FOREIGN
        found = self.scripts.identifier.identify(mended.heard or mended.text)
        share = found.p if found.lang.code == code else 1 - found.p
        return written.confidence * share


async def _beginning(sound: Sound) -> Audio:
    async with aclosing(sound.stretches()) as stretches:
        async for stretch in stretches:
            return stretch
    return Audio(b"")
