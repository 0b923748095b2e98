"""No real weights here -> random ones of the true shape of Whisper, in a folder that goes again.

Their speed and memory are those of real ones; what they write is always one and the same sentence.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from nakshatra import weights
from nakshatra.cards import ModelCard
from nakshatra.errors import EngineError
from nakshatra.partial import digest
from nakshatra.registry import Spec
from nakshatra.shelf import Engine, Shelf

SIZES = ("tiny", "base", "small")
_RAM_MB = {"tiny": 320, "base": 400, "small": 640}
"""Seen at most on this machine's kind of processor, rounded up; see docs/voice.md."""

_FILES = ("model.bin", "config.json", "tokenizer.json", "vocabulary.json")
_MAKING_MB, _MAKING_S = 1, 300.0


async def put(spec: Spec, sizes: tuple[str, ...], text: str, code: str) -> Spec:
    """`spec` with these recognisers of the language `code` and no other, lying in its data folder.
    Raise `EngineError` when they cannot be made."""
    shelf = Shelf(_MAKING_MB)
    cards = {}
    try:
        for size in sizes:
            card = _card(size, code)
            folder = weights.folder(card, spec.settings.models_dir)
            engine = Engine("noise", "nakshatra.audio.whisper_noise:Maker", {}, _MAKING_MB)
            made = await shelf.call(
                engine, "make", size, text, code, str(folder), timeout=_MAKING_S
            )
            _sign(card, folder)
            cards[card.id] = replace(card, bytes=made)
    except OSError as error:
        raise EngineError(f"the weights to measure with were not written: {error}") from error
    finally:
        await shelf.close()
    others = {id: card for id, card in spec.catalogue.models.items() if card.kind != "asr"}
    return replace(spec, catalogue=replace(spec.catalogue, models=others | cards))


def _sign(card: ModelCard, folder: Path) -> None:
    files = {path.name: (digest(path), path.stat().st_size) for path in folder.iterdir()}
    weights.Receipt(card.revision, files).write(folder)


def _card(size: str, code: str) -> ModelCard:
    return ModelCard(
        id=f"whisper-{size}-random",
        kind="asr",
        engine="faster_whisper",
        repository="none: made here",
        revision="none",
        files=dict.fromkeys(_FILES, ""),
        licence="none needed",
        languages=[code],
        bytes=0,
        ram_mb=_RAM_MB[size],
        status="random weights, for measuring alone",
        preference=1 + SIZES.index(size),
    )
