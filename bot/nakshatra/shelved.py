"""A recogniser's model in a process of its own: its card -> an Ear, and calls that reach it.

What the engines of transcribers/ have in common. It decides no language and judges no text.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from importlib.util import find_spec
from typing import Any

from nakshatra import weights
from nakshatra.cards import ModelCard
from nakshatra.errors import MissingModel
from nakshatra.fetch import Fetch
from nakshatra.heard import Asked, Ear, Heard, Piece
from nakshatra.registry import Spec
from nakshatra.shelf import Engine
from nakshatra.types import Audio


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """How an engine is made of a card."""

    engine: str
    """As cards call it."""

    factory: str
    library: str
    """The module it needs."""

    extra: str = ""
    """What `make extras` brings it with; "" = always there."""


class Shelved:
    def __init__(self, spec: Spec, made: Made) -> None:
        self._made, self._settings, self._shelf = made, spec.settings, spec.shelf
        self._fetch = Fetch(spec.settings, spec.shelf)
        self.cards: Mapping[str, ModelCard] = {
            card.id: card
            for card in spec.catalogue.models.values()
            if card.kind == "asr" and card.engine == made.engine
        }

    def here(self, card: ModelCard) -> bool:
        return self._has_library() and weights.present(card, self._settings.models_dir)

    def expects(self, card: ModelCard) -> bool:
        """Whether it is told which words are likely."""
        setting = self._settings.hotwords
        return card.hotwords if setting == "cards" else setting == "all"

    async def hear(self, ear: Ear, audio: Audio, asked: Asked, **options: Any) -> Heard:
        engine = await self._engine(ear, options)
        heard: Heard = await self._shelf.call(
            engine, "hear", audio.pcm, ear.seconds, asked, timeout=asked.timeout
        )
        return _scaled(heard, self.cards[ear.id].confidence_scale)

    async def call(self, ear: Ear, method: str, *args: Any, seconds: float, **options: Any) -> Any:
        engine = await self._engine(ear, options)
        return await self._shelf.call(engine, method, *args, timeout=seconds)

    async def _engine(self, ear: Ear, options: Mapping[str, Any]) -> Engine:
        if not self._has_library():
            raise MissingModel(
                f"{ear.id} needs the library {self._made.library}: run `make extras` "
                f"(pip install nakshatra[{self._made.extra}])"
            )
        folder = await self._fetch.folder(self.cards[ear.id])
        return Engine(
            f"{self._made.engine}/{ear.id}",
            self._made.factory,
            {"folder": str(folder), "threads": self._settings.threads, **options},
            ear.ram_mb,
        )

    def _has_library(self) -> bool:
        return find_spec(self._made.library) is not None


def _scaled(heard: Heard, scale: float) -> Heard:
    """Its doubt as all engines' is understood."""
    return replace(heard, pieces=tuple(_piece_scaled(piece, scale) for piece in heard.pieces))


def _piece_scaled(piece: Piece, scale: float) -> Piece:
    words = tuple(replace(word, logprob=word.logprob * scale) for word in piece.words)
    whole = None if piece.logprob is None else piece.logprob * scale
    return replace(piece, logprob=whole, words=words)
