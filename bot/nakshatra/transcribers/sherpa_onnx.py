"""Sound -> Heard, by models in sherpa-onnx's format: IndicConformer, Zipformer, Moonshine.

A card of engine "sherpa_onnx" says with `model_type` which of audio/sherpa.py's networks it is. The
library is an extra; without it such a model is not here, and the error says how to get it.
"""

from __future__ import annotations

from collections.abc import Sequence

from nakshatra.cards import ModelCard
from nakshatra.heard import Asked, Ear, Heard
from nakshatra.registry import Spec
from nakshatra.shelved import Made, Shelved
from nakshatra.types import Audio

_MADE = Made(
    engine="sherpa_onnx",
    factory="nakshatra.audio.sherpa:Sherpa",
    library="sherpa_onnx",
    extra="sherpa",
)

_SECONDS = 15.0
"""IndicConformer drops words beyond 15 to 18 seconds."""


class SherpaOnnx:
    def __init__(self, spec: Spec) -> None:
        self._shelved = Shelved(spec, _MADE)

    def ears(self) -> Sequence[Ear]:
        return [self._ear(card) for card in self._shelved.cards.values()]

    async def hear(self, ear: Ear, audio: Audio, asked: Asked) -> Heard:
        return await self._shelved.hear(ear, audio, asked, model_type=self._type(ear))

    async def ready(self, ear: Ear, seconds: float) -> None:
        await self._shelved.call(ear, "ready", seconds=seconds, model_type=self._type(ear))

    def _type(self, ear: Ear) -> str:
        return self._shelved.cards[ear.id].model_type

    def _ear(self, card: ModelCard) -> Ear:
        return Ear(
            engine=card.engine,
            id=card.id,
            languages=tuple(card.languages),
            ram_mb=card.ram_mb,
            here=self._shelved.here(card),
            seconds=_SECONDS,
            script=card.output_script,
            hotwords=self._shelved.expects(card),
            preference=card.preference,
            unasked=not (card.licence_doubt or card.background),
        )


def build(spec: Spec) -> SherpaOnnx:
    return SherpaOnnx(spec)
