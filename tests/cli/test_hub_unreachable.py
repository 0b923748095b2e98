"""With the model hub out of reach each command of voice and models works, or names what is missing
and the command that mends it. The hub is an address on this machine at which nobody listens."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest
from click.testing import CliRunner

import tiny_whisper
from hub_standin import FILES, card, running
from nakshatra import hub
from nakshatra.catalogue import Catalogue
from nakshatra.cli.main import cli
from nakshatra.errors import MissingModel, NakshatraError
from nakshatra.fetch import Fetch
from nakshatra.settings import Settings
from nakshatra.shelf import Shelf

CARDS = Catalogue.load()
SWIFT = "whisper-hindi2hinglish-swift"


@pytest.fixture(autouse=True)
def nobody(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    monkeypatch.setenv("HF_ENDPOINT", f"http://127.0.0.1:{port}")
    monkeypatch.setattr("huggingface_hub.constants.ENDPOINT", f"http://127.0.0.1:{port}")
    monkeypatch.setenv("HF_HOME", str(tmp_path / "hf"))
    monkeypatch.setenv("NAKSHATRA_DATA_DIR", str(tmp_path))
    monkeypatch.setattr(hub, "_WAITS", ())


def run(*args: str) -> tuple[int, str]:
    """Exit status, and all that is printed; `main` prints our errors as they are."""
    result = CliRunner().invoke(cli, args)
    if isinstance(result.exception, NakshatraError):
        return 1, result.output + str(result.exception)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.output
    return result.exit_code, result.output


def test_a_voice_note_without_a_recogniser_names_both_ways_to_get_one() -> None:
    code, said = run("ask", "--voice", str(tiny_whisper.VOICES / "hi_dengue.ogg"))
    assert code == 0
    assert CARDS.phrase("please_type", "en") in said
    assert "the model hub does not answer" in said
    assert f"nakshatra models pull {SWIFT}" in said
    assert "nakshatra models import" in said


def test_a_model_that_is_asked_for_by_name_is_tried_and_named() -> None:
    code, said = run("models", "pull", SWIFT)
    assert code == 1
    assert "could not be fetched" in said
    assert f"nakshatra models pull {SWIFT}" in said
    assert "nakshatra models import" in said


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (("models", "list"), SWIFT),
        (("models", "show", SWIFT), SWIFT),
        (("models", "recommend", "--languages", "hi,te"), "nakshatra models pull"),
        (("models", "check"), ""),
        (("models", "bench"), ""),
        (("voices", "list"), "espeak"),
        (("doctor",), f"nakshatra models pull {SWIFT}"),
    ],
)
def test_what_needs_no_network_does_not_ask_for_it(
    args: tuple[str, ...], says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def asked(*_: object) -> None:
        raise AssertionError("the hub was asked")

    monkeypatch.setattr(hub.Hub, "pull", asked)
    code, said = run(*args)
    assert code in (0, 1)
    assert says in said
    assert said.strip()


def test_a_weight_that_is_not_here_has_no_path_but_a_command() -> None:
    code, said = run("models", "path", SWIFT)
    assert code == 1
    assert f"nakshatra models pull {SWIFT}" in said


def test_a_voice_speaks_without_a_network(tmp_path: Path) -> None:
    out = tmp_path / "said.ogg"
    assert run("voices", "say", "नमस्ते", "--lang", "hi", "--out", str(out))[0] == 0
    assert out.read_bytes().startswith(b"OggS")


async def test_a_terminal_tries_no_download_where_no_hub_answers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    shelf = Shelf(budget_mb=200)

    async def call(_engine: object, method: str, *_: object, **__: object) -> bool:
        asked.append(method)
        return False

    monkeypatch.setattr(shelf, "call", call)
    fetch = Fetch(Settings(data_dir=tmp_path, wait_for_models=True), shelf)
    with pytest.raises(MissingModel, match="nakshatra models pull tiny"):
        await fetch.folder(card())
    assert asked == ["answers"]
    await shelf.close()


def test_only_a_hub_that_answers_is_tried(tmp_path: Path) -> None:
    assert not hub.Hub(str(tmp_path)).answers(3.0)
    with running(dict(FILES)) as there:
        assert hub.Hub(str(tmp_path), there.url).answers(30.0)
