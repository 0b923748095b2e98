"""Text -> sound, by espeak-ng: small, robotic, always there, in every language of ours.

The library is GPL-3: it runs in a program of its own (espeak_program.py) and is never loaded here.
How each language is spoken stands in languages/<code>/espeak.toml.
"""

from __future__ import annotations

from collections.abc import Mapping

from nakshatra.audio.manner import Manner, manners
from nakshatra.audio.program import WAKING, Program
from nakshatra.errors import EngineError
from nakshatra.home import home
from nakshatra.registry import Spec
from nakshatra.text.reading import reading
from nakshatra.text.transliterate import to_native
from nakshatra.types import Audio, Lang

_LONGEST = 6000
"""Characters spoken: about seven minutes; nobody listens longer."""

_SECONDS = 30.0
"""Allowed for one answer; the longest takes less than one."""

_RATES = (80, 450)
"""Words a minute that espeak-ng can do; below, it does as if it were asked for 80."""


class Espeak:
    def __init__(self, manners: Mapping[str, Manner]) -> None:
        self._manners = manners
        self._program = Program("nakshatra.synthesizers.espeak_program", seconds=_SECONDS)

    async def synthesize(self, text: str, lang: Lang, pace: float = 1.0) -> Audio:
        """Raise `EngineError` when no voice speaks this language or there is nothing to say."""
        if lang.code not in self._manners:
            raise EngineError(f"espeak-ng has no voice for {lang}")
        said = reading(to_native(text, lang), lang)[:_LONGEST]
        if not any(map(str.isalnum, said)):
            raise EngineError("there is nothing to say")
        manner = self._manners[lang.code]
        slowest, fastest = _RATES
        return await self._program.say(
            {
                "text": said,
                "voice": manner.name,
                "rate": min(fastest, max(slowest, round(manner.rate * pace))),
                "pitch": manner.pitch,
                "gap": manner.gap,
            }
        )

    async def warm(self) -> None:
        """Its program, a few megabytes. Raise `EngineError`."""
        await self._program.start()

    async def wake(self, lang: Lang) -> None:
        """Its program, and what this process reads to say a number in the language."""
        if not self._program.runs:
            await self.synthesize(WAKING, lang)

    def voice(self, lang: Lang) -> str:
        if (manner := self._manners.get(lang.code)) is None:
            return ""
        return f"espeak-ng {manner.name} rate {manner.rate} pitch {manner.pitch} gap {manner.gap}"

    async def close(self) -> None:
        await self._program.close()


def build(spec: Spec) -> Espeak:
    return Espeak(manners(*filter(None, (home(), spec.settings.catalogue))))
