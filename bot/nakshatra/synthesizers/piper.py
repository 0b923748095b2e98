"""Text -> sound, by a Piper voice whose weights are here (`nakshatra models pull ...`).

Piper is GPL-3: it runs in a program of its own (piper_program.py) and is never loaded here. Where
it is not installed or has no voice for a language it says so, and the next synthesizer is asked.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path

from nakshatra import weights
from nakshatra.audio.program import Program
from nakshatra.cards import ModelCard
from nakshatra.errors import EngineError, MissingModel
from nakshatra.registry import Spec
from nakshatra.text.reading import reading
from nakshatra.text.transliterate import to_native
from nakshatra.types import Audio, Lang

_LONGEST = 2000
"""Characters spoken: about two minutes."""

_SECONDS = 60.0
"""Allowed for one answer, loading the voice included."""


class Piper:
    def __init__(self, cards: Mapping[str, ModelCard], models_dir: Path) -> None:
        """`cards`: language -> the voice that speaks it."""
        self._cards, self._models_dir = cards, models_dir
        self._programs: dict[str, Program] = {}

    async def synthesize(self, text: str, lang: Lang) -> Audio:
        """Raise `EngineError` when no voice speaks this language, `MissingModel` when its weights
        are not here."""
        if lang.code not in self._cards:
            raise EngineError(f"models/ has no Piper voice for {lang}")
        program = self._program(self._cards[lang.code])
        return await program.say({"text": reading(to_native(text, lang), lang)[:_LONGEST]})

    async def close(self) -> None:
        for program in self._programs.values():
            await program.close()

    def _program(self, card: ModelCard) -> Program:
        if find_spec("piper") is None:
            raise MissingModel("piper-tts is not installed; run `make extras`")
        folder = weights.require(card, self._models_dir)
        if card.id not in self._programs:
            voice = next(name for name in card.files if name.endswith(".onnx"))
            self._programs[card.id] = Program(
                "nakshatra.synthesizers.piper_program", str(folder / voice), seconds=_SECONDS
            )
        return self._programs[card.id]


def build(spec: Spec) -> Piper:
    cards = {
        code: card
        for card in spec.catalogue.models.values()
        if card.kind == "tts" and card.engine == "piper"
        for code in card.languages
    }
    return Piper(cards, spec.settings.models_dir)
