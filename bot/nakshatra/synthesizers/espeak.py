"""Text -> sound, by espeak-ng: small, robotic, always there, in every language of ours.

The library is GPL-3: it runs in a program of its own (espeak_program.py) and is never loaded here.
"""

from __future__ import annotations

from nakshatra.audio.program import Program
from nakshatra.errors import EngineError
from nakshatra.registry import Spec
from nakshatra.text.reading import reading
from nakshatra.text.transliterate import to_native
from nakshatra.types import Audio, Lang

_OWN = ["hi", "en", "bn", "ta", "te", "mr", "gu", "kn", "ml", "pa", "or", "as", "ur", "ne", "sd"]
VOICES = {code: code for code in _OWN} | {"kok": "mr", "sa": "hi", "mai": "hi"}
"""Language -> espeak-ng's voice. Its own Konkani spells letters, so Marathi reads it; it has no
Sanskrit and no Maithili, so Hindi does: all are written in Devanagari."""

_WORDS_A_MINUTE = 155
"""A little under espeak-ng's 175: it is heard over a phone, often in a second language."""

_PITCH = 50
_LONGEST = 6000
"""Characters spoken: about seven minutes; nobody listens longer."""

_SECONDS = 30.0
"""Allowed for one answer; the longest takes less than one."""


class Espeak:
    def __init__(self) -> None:
        self._program = Program("nakshatra.synthesizers.espeak_program", seconds=_SECONDS)

    async def synthesize(self, text: str, lang: Lang) -> Audio:
        """Raise `EngineError` when no voice speaks this language or there is nothing to say."""
        if lang.code not in VOICES:
            raise EngineError(f"espeak-ng has no voice for {lang}")
        said = reading(to_native(text, lang), lang)[:_LONGEST]
        if not any(map(str.isalnum, said)):
            raise EngineError("there is nothing to say")
        return await self._program.say(
            {
                "text": said,
                "voice": VOICES[lang.code],
                "rate": _WORDS_A_MINUTE,
                "pitch": _PITCH,
            }
        )

    async def close(self) -> None:
        await self._program.close()


def build(_: Spec) -> Espeak:
    return Espeak()
