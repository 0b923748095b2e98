"""What is known of a speaker, and the beginning of a recording -> the languages it may be in.

In this order: what they wrote or spoke before; what a model of spoken languages finds among those
that can be heard here. Languages that sound alike stay what the person wrote before. It writes
nothing down: where two languages are left, writing.py lets their transcripts decide.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from nakshatra.errors import EngineError
from nakshatra.heard import Expected
from nakshatra.hearing.ears import Ears
from nakshatra.hearing.spoken import SpokenLanguages
from nakshatra.ports import TellsTongues
from nakshatra.types import Audio

log = logging.getLogger(__name__)

SURE = 0.8
"""Share of the sound's own probability from which on one language is enough."""

_SURELY = 0.9
"""Probability among all that a model knows, from which on it is a language not heard here."""

_EVERYBODYS = ("", "en", "hi")
"""What phones are set to, whatever their owners speak."""

_READS = 3.0
"""How much likelier the language is that the platform says they read. Most phones in India are set
to English or Hindi whatever their owner speaks: a nudge, no more."""

_ALIKE = (("hi", "ur"), ("mr", "kok"))
"""By ear these are one language each, or nearly: the sound does not decide between them."""


def twin(code: str) -> str:
    """The language that sounds alike; "" = none does."""
    return next((a if b == code else b for a, b in _ALIKE if code in (a, b)), "")


@dataclass(frozen=True, slots=True)
class Tongue:
    ears: Ears
    lid: SpokenLanguages | None
    speakers: Mapping[str, float]
    """ISO 639 -> millions."""

    def known(self, expected: Expected) -> str:
        """The language this person used last, or its twin where only that can be heard; "" = none.

        It may be one that cannot be heard here: then they are asked to type, for what a model of
        another language would write of it is nonsense that looks like words."""
        if not expected.used:
            return ""
        code, codes = expected.used[0].code, self.ears.codes()
        return twin(code) if code not in codes and twin(code) in codes else code

    async def likely(self, audio: Audio, expected: Expected, seconds: float) -> list[str]:
        """One or two, likeliest first; empty when nothing can be heard here."""
        codes = self.ears.codes()
        sound = await self._by_sound(audio, seconds) if codes else {}
        if (deaf := self._deaf(sound, codes, expected)) or len(codes) < 2:
            return [deaf] if deaf else list(codes)
        total = sum(sound.get(code, 0.0) for code in codes)
        found = {code: sound.get(code, 0.0) / total for code in codes} if total > 0 else {}
        chances = self._weighed(found, codes, expected)
        ranked = sorted(chances, key=lambda code: -chances[code])
        if found and chances[ranked[0]] >= SURE:
            return ranked[:1]
        return ranked[:2]

    def _deaf(self, sound: Mapping[str, float], codes: Sequence[str], expected: Expected) -> str:
        """The language it surely is, which cannot be heard here; "" = none such."""
        likeliest = max(sound, key=sound.__getitem__, default="")
        if not likeliest:
            reads = expected.reads.code if expected.reads else ""
            likeliest = "" if reads in _EVERYBODYS else reads
        elif sound[likeliest] < _SURELY:
            return ""
        known = likeliest in self.speakers and likeliest not in codes
        return likeliest if known and twin(likeliest) not in codes else ""

    async def _by_sound(self, audio: Audio, seconds: float) -> Mapping[str, float]:
        """Empty when no model tells."""
        try:
            return await self._asked(audio, seconds)
        except EngineError as error:
            log.warning("the spoken language is not told", extra={"error": str(error)})
            return {}

    async def _asked(self, audio: Audio, seconds: float) -> Mapping[str, float]:
        if self.lid is not None and self.lid.here():
            return await self.lid.tongues(audio, seconds)
        for choice in self.ears.all():
            if choice.ear.detects and choice.ear.here and isinstance(choice.engine, TellsTongues):
                return await choice.engine.tongues(choice.ear, audio, seconds)
        return {}

    def _weighed(
        self, found: Mapping[str, float], codes: Sequence[str], expected: Expected
    ) -> dict[str, float]:
        """Without a model, how many people speak it decides, and what this person reads."""
        reads = expected.reads.code if expected.reads else ""
        every = sum(self.speakers.get(code, 0.0) for code in codes) or 1.0
        chances = {
            code: found.get(code, 0.0) if found else self.speakers.get(code, 0.0) / every
            for code in codes
        }
        self._join_alike(chances, expected)
        if reads in chances:
            chances[reads] *= _READS
        total = sum(chances.values()) or 1.0
        return {code: chance / total for code, chance in chances.items()}

    def _join_alike(self, chances: dict[str, float], expected: Expected) -> None:
        """All that a pair has goes to the one they wrote, or read, or that more people speak."""
        for pair in _ALIKE:
            if not all(code in chances for code in pair):
                continue
            known = [lang.code for lang in (*expected.used, expected.reads) if lang]
            spoken = sorted(pair, key=lambda code: -self.speakers.get(code, 0.0))
            keeper = next(code for code in (*known, *spoken) if code in pair)
            whole = sum(chances[code] for code in pair)
            chances |= dict.fromkeys(pair, 0.0) | {keeper: whole}
