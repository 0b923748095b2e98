"""Settings -> a wired bot. The only place that knows which adapter stands behind which port."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from nakshatra.audio.kept import Kept
from nakshatra.cards import ExpertCard
from nakshatra.catalogue import Catalogue
from nakshatra.channels.web import Web
from nakshatra.durable.road import Road, Role
from nakshatra.errors import CatalogueError
from nakshatra.hearing.ears import Ears
from nakshatra.hearing.hotwords import Hotwords
from nakshatra.hearing.listener import Listener
from nakshatra.hearing.script import Scripts
from nakshatra.hearing.spoken import SpokenLanguages
from nakshatra.hearing.tongue import Tongue
from nakshatra.home import home
from nakshatra.pipeline.bot import Bot
from nakshatra.pipeline.hear import Limits
from nakshatra.ports import Channel, Closes, Expert, LanguageIdentifier
from nakshatra.registry import Spec, builder
from nakshatra.settings import Settings
from nakshatra.shelf import Shelf
from nakshatra.stores.sql import SqlStore
from nakshatra.surplus import give_back


@dataclass(frozen=True, kw_only=True)
class Parts:
    """A bot, and what must be let go of when it stops."""

    bot: Bot
    spec: Spec

    async def close(self) -> None:
        bot = self.bot
        every = (*bot.synthesizers, *bot.channels.values(), *bot.experts.values(), bot.transcriber)
        for part in every:
            if isinstance(part, Closes):
                await part.close()
        await self.spec.shelf.close()
        await bot.waking.close()


@dataclass(frozen=True, kw_only=True)
class House:
    """The bot with its durable road, its memory and its channels."""

    parts: Parts
    store: SqlStore
    road: Road
    web: Web

    @property
    def channels(self) -> Mapping[str, Channel]:
        return self.parts.bot.channels


def catalogue(settings: Settings) -> Catalogue:
    """Our own cards, those of models that were brought by hand, and the operator's after them.
    Raise `CatalogueError` when the operator's is not there."""
    if settings.catalogue and not settings.catalogue.is_dir():
        raise CatalogueError(
            f"{settings.catalogue}: no such folder; make it, or mend NAKSHATRA_CATALOGUE"
        )
    return Catalogue.load(*filter(None, (home(), settings.own_cards, settings.catalogue)))


def specify(settings: Settings, store: Any = None) -> Spec:
    """What adapters are built from. Raise `CatalogueError` when a card is wrong."""
    return Spec(
        settings=settings,
        catalogue=catalogue(settings),
        shelf=Shelf(settings.ram_budget_mb, settings.idle_minutes * 60.0),
        store=store,
    )


def wire(spec: Spec, channels: Mapping[str, Channel]) -> Parts:
    """A bot that answers through `channels`. Raise `CatalogueError` when a card is wrong."""
    settings, cards = spec.settings, spec.catalogue
    identifier = _adapter("identifiers", settings.identifier, spec)
    bot = Bot(
        channels=channels,
        transcriber=listener(spec, identifier),
        identifier=identifier,
        translator=_adapter("translators", settings.translator, spec),
        router=_adapter("routers", settings.router, spec),
        experts={id: _expert(card, spec) for id, card in cards.experts.items()},
        synthesizers=[_adapter("synthesizers", name, spec) for name in settings.voices],
        guard=_adapter("safety", "guard", spec),
        catalogue=cards,
        kept=_kept(settings),
        limits=Limits(settings.max_text, settings.max_audio_seconds, settings.max_media_bytes),
        sureness=settings.sureness,
    )
    give_back()  # what reading the cards and packs took
    return Parts(bot=bot, spec=spec)


def listener(spec: Spec, identifier: LanguageIdentifier) -> Listener:
    """What writes recordings down, with every engine of the setting `transcribers`."""
    cards = spec.catalogue.languages
    ears = Ears([_adapter("transcribers", name, spec) for name in spec.settings.ears])
    speakers = {code: card.speakers for code, card in cards.items()}
    tongue = Tongue(ears, SpokenLanguages(spec), speakers)
    return Listener(
        ears, tongue, Scripts(cards, identifier), Hotwords(spec.catalogue), spec.catalogue
    )


def build_house(
    settings: Settings,
    role: Role = Role.ALL,
    *,
    around: Callable[[Bot], Bot] = lambda bot: bot,
    over: Callable[[str, Any], None] = lambda _channel, _state: None,
) -> House:
    """Everything `nakshatra run` needs, not yet started. `around` may wrap the bot, to time it."""
    store = SqlStore(settings)
    spec = specify(settings, store)
    web: Web = _adapter("channels", "web", spec)
    channels: dict[str, Channel] = {web.name: web}
    if settings.telegram_token:
        channels["telegram"] = _adapter("channels", "telegram", spec)
    if settings.whatsapp_token:
        channels["whatsapp"] = _adapter("channels", "whatsapp", spec)
    if settings.sms_provider:
        channels["sms"] = _adapter("channels", "sms", spec)
    if settings.api_keys:
        channels["api"] = _adapter("channels", "api", spec)
    parts = wire(spec, channels)
    road = Road(around(parts.bot), store, settings, channels, role=role, over=over)
    return House(parts=parts, store=store, road=road, web=web)


def _kept(settings: Settings) -> Kept | None:
    limit = settings.voice_cache_mb * 1_000_000
    return Kept(settings.data_dir / "said", limit) if limit else None


def _adapter(port: str, name: str, spec: Spec) -> Any:
    return builder(port, name)(spec)


def _expert(card: ExpertCard, spec: Spec) -> Expert:
    """The card's own kind; packs write with the language model when the operator has one."""
    kind = "gguf" if spec.settings.llm and card.kind == "pack" else card.kind
    expert: Expert = builder("experts", kind)(replace(spec, id=card.id, options=card.settings))
    return expert
