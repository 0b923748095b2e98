"""Settings -> a wired bot. The only place that knows which adapter stands behind which port."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from nakshatra.cards import ExpertCard
from nakshatra.catalogue import Catalogue, home
from nakshatra.pipeline.bot import Bot
from nakshatra.pipeline.hear import Limits
from nakshatra.ports import Channel, Closes, Expert
from nakshatra.registry import Spec, builder
from nakshatra.safety.guard import build as build_guard
from nakshatra.settings import Settings
from nakshatra.shelf import Shelf


@dataclass(frozen=True, kw_only=True)
class Parts:
    """A bot, and what must be let go of when it stops."""

    bot: Bot
    shelf: Shelf
    spec: Spec

    async def close(self) -> None:
        for voice in self.bot.synthesizers:
            if isinstance(voice, Closes):
                await voice.close()
        await self.shelf.close()


def catalogue(settings: Settings) -> Catalogue:
    """Our own cards, and the operator's after them."""
    return Catalogue.load(*filter(None, (home(), settings.catalogue)))


def wire(settings: Settings, channels: Mapping[str, Channel]) -> Parts:
    """A bot that answers through `channels`. Raise `CatalogueError` when a card is wrong."""
    cards = catalogue(settings)
    shelf = Shelf(settings.ram_budget_mb)
    spec = Spec(settings=settings, catalogue=cards, shelf=shelf)
    bot = Bot(
        channels=channels,
        transcriber=_adapter("transcribers", settings.transcriber, spec),
        identifier=_adapter("identifiers", settings.identifier, spec),
        translator=_adapter("translators", settings.translator, spec),
        router=_adapter("routers", settings.router, spec),
        experts={id: _expert(card, spec) for id, card in cards.experts.items()},
        synthesizers=[_adapter("synthesizers", name, spec) for name in settings.voices],
        guard=build_guard(spec),
        catalogue=cards,
        limits=Limits(settings.max_text, settings.max_audio_seconds, settings.max_media_bytes),
    )
    return Parts(bot=bot, shelf=shelf, spec=spec)


def _adapter(port: str, name: str, spec: Spec) -> Any:
    return builder(port, name)(spec)


def _expert(card: ExpertCard, spec: Spec) -> Expert:
    """The card's own kind; packs write with the language model when the operator has one."""
    kind = "gguf" if spec.settings.llm and card.kind == "pack" else card.kind
    expert: Expert = builder("experts", kind)(replace(spec, id=card.id, options=card.settings))
    return expert
