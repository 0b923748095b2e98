"""Sound -> which languages it may be in, by a model whose card is of the kind "spoken_lid"."""

from __future__ import annotations

from collections.abc import Mapping

from nakshatra import weights
from nakshatra.cards import ModelCard
from nakshatra.registry import Spec
from nakshatra.shelf import Engine
from nakshatra.types import Audio

_SAME = {"no": "nb", "iw": "he", "jw": "jv"}
"""VoxLingua107 has some codes of an older ISO 639."""


class SpokenLanguages:
    def __init__(self, spec: Spec) -> None:
        self._settings, self._shelf = spec.settings, spec.shelf
        self._cards = [c for c in spec.catalogue.models.values() if c.kind == "spoken_lid"]

    def here(self) -> bool:
        """Whether weights lie on this machine; they are never fetched without being asked for."""
        return self._card() is not None

    async def tongues(self, audio: Audio, seconds: float) -> Mapping[str, float]:
        """ISO 639 -> probability; empty when nobody speaks. Raise `EngineError`."""
        if (card := self._card()) is None:
            return {}
        folder = weights.inner(card, self._settings.models_dir)
        engine = Engine(
            f"spoken_lid/{card.id}",
            "nakshatra.audio.spoken_lid:SpokenLid",
            {"folder": str(folder), "threads": self._settings.threads},
            card.ram_mb,
        )
        found: Mapping[str, float] = await self._shelf.call(
            engine, "tongues", audio.pcm, timeout=seconds
        )
        return {_SAME.get(code, code): chance for code, chance in found.items()}

    def _card(self) -> ModelCard | None:
        here = [c for c in self._cards if weights.present(c, self._settings.models_dir)]
        return min(here, key=lambda card: card.ram_mb, default=None)
