"""No real weights here -> random ones of the true shape of Whisper, and a Piper voice that hums, in
a folder that goes again.

The Whispers' speed and memory are those of real ones; what they write is always one and the same
sentence. The voice is far smaller than a real one.
"""

from __future__ import annotations

import shutil
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

_HUM, _HUM_MB = Path(__file__).with_name("hum.onnx"), 100
"""By tests/data/piper_sine/make.py."""

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


def hum(spec: Spec, folder: Path, code: str) -> Spec:
    """`spec` with a Piper voice of the language `code` and no other, lying in this folder."""
    settings = replace(spec.settings, data_dir=folder, offline=True)
    files = [_HUM, _HUM.with_name(f"{_HUM.name}.json")]
    card = ModelCard(
        id="humming",
        kind="tts",
        engine="piper",
        repository="none: made here",
        revision="none",
        files={file.name: "" for file in files},
        licence="none needed",
        languages=[code],
        bytes=sum(file.stat().st_size for file in files),
        ram_mb=_HUM_MB,
        status="hums a tenth of a second for each letter",
    )
    lies = weights.folder(card, settings.models_dir)
    lies.mkdir(parents=True)
    for file in files:
        shutil.copy(file, lies)
    _sign(card, lies)
    others = {id: one for id, one in spec.catalogue.models.items() if one.engine != "piper"}
    catalogue = replace(spec.catalogue, models=others | {card.id: card})
    return replace(spec, settings=settings, catalogue=catalogue)


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
