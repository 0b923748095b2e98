"""Sound -> Heard, by Whisper models in CTranslate2's format (models/*.toml say which).

The weights' own languages and script are said by their cards. It decides no language: it is told.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from nakshatra.cards import ModelCard
from nakshatra.heard import Asked, Ear, Heard
from nakshatra.registry import Spec
from nakshatra.shelved import Made, Shelved
from nakshatra.types import Audio

_MADE = Made(
    engine="faster_whisper",
    factory="nakshatra.audio.whisper:Whisper",
    library="faster_whisper",
)

_LATIN_SECONDS = 28.0
"""Whisper hears 30 seconds at once; 0.2 tokens a letter leave room for all that is said in them."""

_SECONDS = dict.fromkeys(["hi", "mr", "ne", "ta", "sa", "ur", "sd", "mai"], 15.0) | dict.fromkeys(
    ["te", "bn", "ml", "gu", "kn", "pa", "or", "as", "si"], 8.0
)
"""Whisper stops at 224 tokens a window and spends 1 to 2.6 on an Indian letter: at 14 letters a
second, more speech than this would lose its end without a word."""


class FasterWhisper:
    def __init__(self, spec: Spec) -> None:
        self._shelved = Shelved(spec, _MADE)

    def ears(self) -> Sequence[Ear]:
        return [self._ear(card) for card in self._shelved.cards.values()]

    async def hear(self, ear: Ear, audio: Audio, asked: Asked) -> Heard:
        """Each language in windows that fit its own tokens, not those of the wordiest."""
        card = self._shelved.cards[ear.id]
        ear = replace(ear, seconds=window(card, asked.language))
        token = card.decode_language or asked.language
        return await self._shelved.hear(ear, audio, replace(asked, language=token))

    async def tongues(self, ear: Ear, audio: Audio, seconds: float) -> Mapping[str, float]:
        found: Mapping[str, float] = await self._shelved.call(
            ear, "tongues", audio.pcm, seconds=seconds
        )
        return found

    async def ready(self, ear: Ear, seconds: float) -> None:
        await self._shelved.call(ear, "ready", seconds=seconds)

    def _ear(self, card: ModelCard) -> Ear:
        return Ear(
            engine=card.engine,
            id=card.id,
            languages=tuple(card.languages),
            ram_mb=card.ram_mb,
            here=self._shelved.here(card),
            seconds=min(window(card, code) for code in card.languages),
            script=card.output_script,
            detects=len(card.languages) > 1 and not card.decode_language,
            hotwords=self._shelved.expects(card),
            preference=card.preference,
            unasked=not (card.licence_doubt or card.background),
        )


def window(card: ModelCard, code: str) -> float:
    """Seconds of the longest piece the model may be given in this language."""
    return _LATIN_SECONDS if card.output_script == "Latn" else _SECONDS.get(code, _LATIN_SECONDS)


def build(spec: Spec) -> FasterWhisper:
    return FasterWhisper(spec)
