"""Voices for tests: folders of models in which tiny real files lie as if they had been pulled."""

from __future__ import annotations

from pathlib import Path

from nakshatra import weights
from nakshatra.audio.manner import manners
from nakshatra.cards import ModelCard
from nakshatra.home import home
from nakshatra.measure import stand_ins
from nakshatra.partial import digest
from nakshatra.shelf import Shelf
from nakshatra.synthesizers.piper import Piper
from nakshatra.synthesizers.sherpa_onnx import SherpaOnnx

DATA = Path(__file__).parent / "data"
SINE = Path(stand_ins.__file__).with_name("hum.onnx")
"""A Piper voice that hums a tenth of a second for each letter."""

HUM = DATA / "sherpa_hum"
"""Voices of sherpa-onnx: hum.onnx from letters, ipa.onnx from IPA."""

ROOM_MB = 500


def piper(models_dir: Path, shelf: Shelf, files: dict[str, bytes] | None = None) -> Piper:
    """Piper with these files (its sine voice) as its Hindi voice."""
    config = SINE.with_suffix(".onnx.json")
    card = _card(models_dir, "piper", files or _read(SINE, config))
    return Piper({"hi": [card]}, models_dir, shelf)


def sherpa(models_dir: Path, shelf: Shelf, name: str = "hum") -> SherpaOnnx:
    """sherpa-onnx with "hum" or "ipa" as its Hindi voice."""
    tokens = "tokens.txt" if name == "hum" else "ipa_tokens.txt"
    files = {f"{name}.onnx": (HUM / f"{name}.onnx").read_bytes()}
    card = _card(models_dir, "sherpa_onnx", files | {"tokens.txt": (HUM / tokens).read_bytes()})
    return SherpaOnnx({"hi": [card]}, models_dir, shelf, manners=manners(home()))


def _read(*paths: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in paths}


def _card(models_dir: Path, engine: str, files: dict[str, bytes]) -> ModelCard:
    card = ModelCard(
        id=f"{engine}-test",
        kind="tts",
        engine=engine,
        repository="",
        revision="",
        files=dict.fromkeys(files, ""),
        licence="Apache-2.0",
        languages=["hi"],
        bytes=0,
        ram_mb=ROOM_MB,
        status="made for tests",
    )
    folder, held = weights.folder(card, models_dir), {}
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        path = folder / name
        path.write_bytes(data)
        held[name] = (digest(path), len(data))
    weights.Receipt("main", held).write(folder)
    return card
