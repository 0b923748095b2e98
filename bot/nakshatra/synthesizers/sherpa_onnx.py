"""Text -> sound, by a sherpa-onnx voice whose weights are here (cards of kind "tts").

It runs in the shelf's process (audio/sherpa_voice.py). A voice trained on letters is given the text
itself; one trained on sounds (Piper exports, Kokoro) is given IPA, which espeak-ng makes in its own
program, because sherpa-onnx 2 carries no espeak-ng.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from nakshatra import weights
from nakshatra.audio.manner import Manner, manners
from nakshatra.audio.program import WAKING, Program
from nakshatra.cards import ModelCard
from nakshatra.errors import EngineError, MissingModel
from nakshatra.home import home
from nakshatra.recommend import runnable
from nakshatra.registry import Spec
from nakshatra.shelf import Engine, Shelf
from nakshatra.text.aloud.latin import in_own_letters
from nakshatra.text.reading import reading
from nakshatra.text.transliterate import to_native
from nakshatra.types import Audio, Lang

_FACTORY = "nakshatra.audio.sherpa_voice:SherpaVoice"

_LONGEST = 2000
"""Characters spoken: about two minutes."""

_SECONDS = 60.0
"""Allowed for one answer, loading the voice included."""

_LANGUAGE_MARK = re.compile(r"\([a-z-]+\)")
"""espeak-ng's "(en)" before a word it reads as English."""

_SCHWA = "ə"
"""In the table of every voice that speaks from IPA, and no letter of any language of ours."""


class SherpaOnnx:
    def __init__(
        self,
        cards: Mapping[str, Sequence[ModelCard]],
        models_dir: Path,
        shelf: Shelf,
        *,
        threads: int = 1,
        manners: Mapping[str, Manner],
    ) -> None:
        """`cards`: language -> the voices that speak it, the preferred one first; `manners`: who
        makes its IPA."""
        self._cards, self._models_dir, self._shelf = cards, models_dir, shelf
        self._threads, self._manners = threads, manners
        self._espeak = Program("nakshatra.synthesizers.espeak_program", seconds=_SECONDS)

    async def synthesize(self, text: str, lang: Lang, pace: float = 1.0) -> Audio:
        """Raise `EngineError` when no voice speaks this language or there is nothing to say,
        `MissingModel` when its weights are not here."""
        card = self._card(lang)
        said = reading(to_native(text, lang), lang)[:_LONGEST]
        if not any(map(str.isalnum, said)):
            raise EngineError("there is nothing to say")
        engine, method = self._engine(card), "say"
        if _from_sounds(Path(engine.options["tokens"])):
            said, method = await self._phonemes(said, lang), "say_phonemes"
        else:
            said = in_own_letters(said, lang)
        pcm, rate = await self._shelf.call(engine, method, said, 0, pace, timeout=_SECONDS)
        if not pcm:
            raise EngineError(f"{card.id} knows none of these letters")
        return Audio(pcm, rate)

    async def wake(self, lang: Lang) -> None:
        engine = self._engine(self._card(lang))
        if engine.name not in self._shelf.loaded and self._shelf.has_room(engine):
            await self.synthesize(WAKING, lang)

    def voice(self, lang: Lang) -> str:
        cards = self._cards.get(lang.code)
        card = weights.first_here(cards, self._models_dir) if cards else None
        got = weights.receipt(card, self._models_dir) if card else None
        if card is None or got is None or not weights.present(card, self._models_dir):
            return ""
        return f"sherpa-onnx {card.id} {got.revision[:8]}"

    async def close(self) -> None:
        await self._espeak.close()

    def _card(self, lang: Lang) -> ModelCard:
        if lang.code not in self._cards:
            raise EngineError(f"models/ has no sherpa-onnx voice for {lang}")
        if find_spec("sherpa_onnx") is None:
            raise MissingModel("sherpa-onnx is not installed; run `make extras`")
        return weights.first_here(self._cards[lang.code], self._models_dir)

    def _engine(self, card: ModelCard) -> Engine:
        folder = weights.require(card, self._models_dir)
        files = {role: str(folder / name) for role, name in _roles(card).items()}
        options = {**files, "threads": self._threads}
        return Engine(f"sherpa_onnx/{card.id}", _FACTORY, options, card.ram_mb)

    async def _phonemes(self, text: str, lang: Lang) -> str:
        if lang.code not in self._manners:
            raise EngineError(f"espeak-ng makes no sounds of {lang} for this voice")
        asked = {"text": text, "voice": self._manners[lang.code].voice, "phonemes": True}
        _, told = await self._espeak.ask(asked)
        clauses = _LANGUAGE_MARK.sub("", told.decode()).splitlines()
        return unicodedata.normalize("NFD", ", ".join(map(str.strip, clauses)) + ".")


def build(spec: Spec) -> SherpaOnnx:
    cards: dict[str, list[ModelCard]] = {}
    for card in spec.catalogue.models.values():
        if card.kind == "tts" and card.engine == "sherpa_onnx" and runnable(card):
            for code in card.languages:
                cards.setdefault(code, []).append(card)
    return SherpaOnnx(
        cards,
        spec.settings.models_dir,
        spec.shelf,
        threads=spec.settings.threads,
        manners=manners(*filter(None, (home(), spec.settings.catalogue))),
    )


def _roles(card: ModelCard) -> dict[str, str]:
    """What each file of the card is to the engine. Raise `EngineError` when one is lacking."""
    found: dict[str, str] = {}
    for name in card.files:
        file = name.rpartition("/")[2]
        for role in ("tokens", "lexicon", "voices"):
            if file.startswith(role):
                found[role] = name
        if file.endswith(".onnx"):
            found["model"] = name
    if lacking := {"model", "tokens"} - found.keys():
        raise EngineError(f"models/{card.id}.toml names no file for {sorted(lacking)[0]}")
    return found


@cache
def _from_sounds(tokens: Path) -> bool:
    lines = tokens.read_text("utf-8").splitlines()
    return any(line.startswith(_SCHWA) for line in lines)
