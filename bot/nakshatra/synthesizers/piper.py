"""Text -> sound, by a Piper voice whose weights are here (`nakshatra models pull ...`).

Piper is GPL-3: it runs in a program of its own (piper_program.py) and is never loaded here. The
program stays loaded from sentence to sentence, within the shelf's budget and idle time; a spare one
without a voice waits for whoever is next. Where it is not installed or has no voice for a language
it says so, and the next synthesizer is asked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from importlib.util import find_spec
from pathlib import Path

from nakshatra import weights
from nakshatra.audio.program import WAKING, Program
from nakshatra.audio.spare import Spare
from nakshatra.cards import ModelCard
from nakshatra.errors import EngineError, MissingModel
from nakshatra.registry import Spec
from nakshatra.shelf import Engine, Shelf
from nakshatra.text.reading import reading
from nakshatra.text.transliterate import to_native
from nakshatra.types import Audio, Lang

_MODULE = "nakshatra.synthesizers.piper_program"

_LONGEST = 2000
"""Characters spoken: about two minutes."""

_SECONDS = 60.0
"""Allowed for one answer, loading the voice included."""

_ROOM_S = 5.0
"""Waited for memory that others use; then the next synthesizer speaks."""


class Piper:
    def __init__(
        self, cards: Mapping[str, Sequence[ModelCard]], models_dir: Path, shelf: Shelf
    ) -> None:
        """`cards`: language -> the voices that speak it, the preferred one first."""
        self._cards, self._models_dir, self._shelf = cards, models_dir, shelf
        self._programs: dict[str, Program] = {}
        self._spare = Spare(_MODULE)

    async def synthesize(self, text: str, lang: Lang, pace: float = 1.0) -> Audio:
        """Raise `EngineError` when no voice speaks this language or there is nothing to say,
        `MissingModel` when its weights are not here."""
        card = self._card(lang)
        program, file = self._program(card), self._file(card)
        said = reading(to_native(text, lang), lang)[:_LONGEST]
        if not any(map(str.isalnum, said)):
            raise EngineError("there is nothing to say")
        async with self._room(card, program):
            return await program.say({"voice": file, "text": said, "pace": pace})

    async def warm(self) -> None:
        """A spare program, where any voice is here: its libraries take longest to load. Raise
        `EngineError`."""
        cards = {card.id: card for voices in self._cards.values() for card in voices}
        here = any(weights.present(card, self._models_dir) for card in cards.values())
        if not here or find_spec("piper") is None:
            return
        try:
            await self._spare.fill()
        except OSError as error:
            raise EngineError(f"{_MODULE} did not start: {error!r}") from error

    async def wake(self, lang: Lang) -> None:
        card = self._card(lang)
        program = self._program(card)
        if not program.runs and self._shelf.has_room(_engine(card)):
            await self.synthesize(WAKING, lang)

    def voice(self, lang: Lang) -> str:
        cards = self._cards.get(lang.code)
        card = weights.first_here(cards, self._models_dir) if cards else None
        got = weights.receipt(card, self._models_dir) if card else None
        if card is None or got is None or not weights.present(card, self._models_dir):
            return ""
        return f"piper {card.id} {got.revision[:8]}"

    async def close(self) -> None:
        for program in self._programs.values():
            await program.close()
        await self._spare.close()

    def _card(self, lang: Lang) -> ModelCard:
        if lang.code not in self._cards:
            raise EngineError(f"models/ has no Piper voice for {lang}")
        return weights.first_here(self._cards[lang.code], self._models_dir)

    def _room(self, card: ModelCard, program: Program) -> AbstractAsyncContextManager[None]:
        return self._shelf.room(_engine(card), program.close, _ROOM_S)

    def _program(self, card: ModelCard) -> Program:
        if find_spec("piper") is None:
            raise MissingModel("piper-tts is not installed; run `make extras`")
        if card.id not in self._programs:
            self._programs[card.id] = Program(_MODULE, seconds=_SECONDS, spare=self._spare)
        return self._programs[card.id]

    def _file(self, card: ModelCard) -> str:
        """The voice's own; its settings lie beside it."""
        folder = weights.require(card, self._models_dir)
        return str(folder / next(name for name in card.files if name.endswith(".onnx")))


def _engine(card: ModelCard) -> Engine:
    return Engine(f"piper/{card.id}", "", {}, card.ram_mb)


def build(spec: Spec) -> Piper:
    cards: dict[str, list[ModelCard]] = {}
    for card in spec.catalogue.models.values():
        if card.kind == "tts" and card.engine == "piper":
            for code in card.languages:
                cards.setdefault(code, []).append(card)
    return Piper(cards, spec.settings.models_dir, spec.shelf)
