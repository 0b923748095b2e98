"""A whisper.cpp file becomes a model that the bot finds and hears with."""

from __future__ import annotations

from pathlib import Path

import pytest

import tiny_ggml
import tiny_whisper
from nakshatra import weights
from nakshatra.adopt import Told, adopt
from nakshatra.app import catalogue
from nakshatra.errors import EngineError
from nakshatra.partial import digest
from nakshatra.settings import Settings

HINDI = Told(id="my-hindi", languages=["hi", "en"], licence="Apache-2.0")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path / "data", offline=True, threads=1)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return tiny_ggml.write(tmp_path / "ggml-tiny.bin", tiny_ggml.Q5_0)


def bring(source: Path, settings: Settings, told: Told = HINDI) -> Path:
    return adopt(source, told, settings.models_dir, settings.own_cards / "models")


def test_it_hears_and_the_catalogue_has_it(source: Path, settings: Settings) -> None:
    folder = bring(source, settings)
    card = catalogue(settings).models["my-hindi"]
    assert weights.present(card, settings.models_dir)
    assert list(weights.damage(card, settings.models_dir)) == []
    note = tiny_whisper.notes()[0]
    assert tiny_whisper.written(folder, note) == note.text


def test_its_card_says_where_it_came_from(source: Path, settings: Settings) -> None:
    bring(source, settings)
    card = catalogue(settings).models["my-hindi"]
    assert card.repository == "none: converted here from ggml-tiny.bin"
    assert "was not measured" in card.status
    assert digest(source) in card.notes
    assert (card.licence, card.licence_doubt) == ("Apache-2.0", "")


def test_a_licence_that_nobody_told_is_a_doubt(source: Path, settings: Settings) -> None:
    bring(source, settings, Told(id="my-hindi", languages=["hi"]))
    assert catalogue(settings).models["my-hindi"].licence_doubt == "nobody told it"


@pytest.mark.parametrize(
    ("told", "says"),
    [
        (Told(id="x", languages=["sat"]), "no token for 'sat'.*--decode-language"),
        (Told(id="x", languages=["sat"], decode_language="xx"), "no token for 'xx'"),
        (Told(id="X y", languages=["hi"]), "id 'X y' should be of"),
    ],
)
def test_what_cannot_be_is_refused_and_leaves_nothing(
    source: Path, settings: Settings, told: Told, says: str
) -> None:
    with pytest.raises(EngineError, match=says):
        bring(source, settings, told)
    left = [path for path in settings.data_dir.rglob("*") if path.is_file()]
    assert all(path.suffix == ".lock" for path in left)


@pytest.mark.parametrize("id", ["../victim", "../../victim", "/victim", "", ".."])
def test_a_name_that_leads_elsewhere_touches_nothing(
    source: Path, settings: Settings, id: str
) -> None:
    other = settings.models_dir / "victim/model.bin"
    other.parent.mkdir(parents=True)
    other.touch()
    with pytest.raises(EngineError, match="cannot be called so"):
        bring(source, settings, Told(id=id, languages=["hi"]))
    assert [path for path in settings.data_dir.rglob("*") if path.is_file()] == [other]


def test_a_folder_that_cannot_be_written_is_named(source: Path, settings: Settings) -> None:
    settings.data_dir.touch()
    with pytest.raises(EngineError, match=r"cannot be .* written: .*NAKSHATRA_DATA_DIR"):
        bring(source, settings)


def test_a_file_that_is_cut_off_leaves_nothing(source: Path, settings: Settings) -> None:
    source.write_bytes(source.read_bytes()[:-100])
    with pytest.raises(EngineError, match="cut off"):
        bring(source, settings)
    assert "my-hindi" not in catalogue(settings).models
