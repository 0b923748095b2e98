"""What the sherpa-onnx adapter makes of cards and folders, and what it says of what lacks."""

from __future__ import annotations

from dataclasses import replace
from math import exp
from pathlib import Path

import pytest

import tiny_sherpa
import tiny_whisper
from nakshatra import shelved
from nakshatra.audio.decode import decode
from nakshatra.audio.sherpa import PARTS, files
from nakshatra.errors import EngineError, MissingModel
from nakshatra.heard import SURENESS, Asked
from nakshatra.registry import Spec
from nakshatra.settings import Settings
from nakshatra.shelf import Shelf
from nakshatra.transcribers.sherpa_onnx import SherpaOnnx, build
from nakshatra.types import Voice
from recordings import silence, tone

ASKED = Asked(language="hi", timeout=30.0)


def engine(folder: Path, shelf: Shelf | None = None, **changes: object) -> SherpaOnnx:
    card = replace(tiny_sherpa.CARDS.models["tiny-nemo_ctc"], **changes)  # type: ignore[arg-type]
    catalogue = replace(tiny_sherpa.CARDS, models={card.id: card})
    settings = Settings(data_dir=folder, offline=True, threads=1)
    return build(Spec(settings=settings, catalogue=catalogue, shelf=shelf))


async def test_without_the_library_it_says_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tiny_sherpa.install("nemo_ctc", tmp_path)
    monkeypatch.setattr(shelved, "find_spec", lambda name: None)
    (ear,) = engine(tmp_path).ears()
    assert not ear.here
    with pytest.raises(MissingModel, match=r"make extras.*nakshatra\[sherpa\]"):
        await engine(tmp_path).hear(ear, silence(1.0), ASKED)


async def test_an_unknown_kind_of_network_is_named(tmp_path: Path) -> None:
    tiny_sherpa.install("nemo_ctc", tmp_path)
    shelf = Shelf(500)
    made = engine(tmp_path, shelf, model_type="tarot")
    with pytest.raises(EngineError, match=r"model_type should be one of nemo_ctc.*'tarot'"):
        await made.hear(made.ears()[0], tone(1.0), ASKED)
    await shelf.close()


def test_a_part_that_is_missing_is_named(tmp_path: Path) -> None:
    (tmp_path / "encoder.onnx").touch()
    with pytest.raises(EngineError, match=r"no file for decoder .* of transducer"):
        files(tmp_path, "transducer")
    with pytest.raises(EngineError, match=r"preprocessor .* or decoder .* of moonshine"):
        files(tmp_path, "moonshine")


MOONSHINE = "preprocess encode.int8 uncached_decode.int8 cached_decode.int8"
NAMES = [
    ("moonshine", [f"{name}.onnx" for name in MOONSHINE.split()]),
    ("moonshine", ["encoder_model.ort", "decoder_model_merged.ort"]),
    ("nemo_ctc", ["hi/model.onnx", "hi/model.int8.onnx"]),
    ("online_transducer", [f"640ms/{name}.onnx" for name in ("encoder", "decoder", "joiner-hi")]),
]


@pytest.mark.parametrize(("kind", "names"), NAMES)
def test_parts_are_told_by_their_names_and_int8_is_preferred(
    tmp_path: Path, kind: str, names: list[str]
) -> None:
    for name in [*names, "indicconformer-tokens.txt"]:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    found = files(tmp_path, kind)
    assert found.keys() in [shape.keys() for shape in PARTS[kind]]
    assert len(set(found.values())) == len(found)
    if kind == "nemo_ctc":
        assert found["model"].endswith("model.int8.onnx")


async def test_an_export_that_lacks_its_metadata_costs_one_call(tmp_path: Path) -> None:
    """sherpa-onnx ends the whole process over it: ours lives on and can say so."""
    card = tiny_sherpa.install("nemo_ctc", tmp_path)
    model = tmp_path / "models" / card.id / "model.int8.onnx"
    model.write_bytes(model.read_bytes().replace(b"vocab_size", b"vocab_sizo"))
    shelf = Shelf(500)
    made = engine(tmp_path, shelf)
    for _ in range(2):
        with pytest.raises(EngineError, match="tiny-nemo_ctc"):
            await made.hear(made.ears()[0], tone(1.0), ASKED)
    await shelf.close()


@pytest.mark.parametrize(("scale", "doubted"), [(1.0, False), (10.0, True)])
async def test_a_model_that_tells_no_confidence_is_doubted_as_its_card_says(
    tmp_path: Path, scale: float, doubted: bool
) -> None:
    """It hears each window twice: the same both times is enough."""
    tiny_sherpa.install("nemo_ctc", tmp_path)
    shelf = Shelf(500)
    made = engine(tmp_path, shelf, confidence_scale=scale)
    note = (tiny_whisper.VOICES / "hi_wheat_msp.ogg").read_bytes()
    heard = await made.hear(made.ears()[0], await decode(Voice(note, ""), 60), ASKED)
    (piece,) = heard.pieces
    assert piece.logprob is not None
    assert (exp(piece.logprob) < SURENESS.readback) is doubted
    await shelf.close()
