"""`nakshatra models`: an operator sees what is there, fetches it, and learns what is wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import tiny_whisper
from nakshatra.cli.models import command
from nakshatra.errors import CatalogueError, MissingModel


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("NAKSHATRA_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("NAKSHATRA_CATALOGUE", str(tiny_whisper.CATALOGUE))
    tiny_whisper.install(tmp_path)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(command, arguments)


def test_the_list_says_what_is_here() -> None:
    rows = json.loads(run("list", "--json").stdout)["models"]
    here = {row["id"]: row["here"] for row in rows}
    assert here["tiny-whisper"]
    assert not here["whisper-hindi2hinglish-swift"]
    assert "tiny-whisper" in run("list").stdout


def test_the_path_of_what_is_here(tmp_path: Path) -> None:
    assert run("path", "tiny-whisper").stdout.strip() == str(tmp_path / "models/tiny-whisper")


def test_the_path_of_what_is_not_names_the_command() -> None:
    error = run("path", "qwen3.5-2b").exception
    assert isinstance(error, MissingModel)
    assert "nakshatra models pull qwen3.5-2b" in str(error)


def test_an_unknown_model_lists_those_there_are() -> None:
    error = run("pull", "whisper-of-nobody").exception
    assert isinstance(error, CatalogueError)
    assert "tiny-whisper" in str(error)


def test_what_is_here_is_pulled_without_a_network() -> None:
    assert json.loads(run("pull", "tiny-whisper", "--json").stdout)["tiny-whisper"]


def test_check_finds_one_changed_byte(tmp_path: Path) -> None:
    assert "tiny-whisper: good" in run("check").stdout
    path = tmp_path / "models/tiny-whisper/model.bin"
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    result = run("check")
    assert result.exit_code == 1
    assert "model.bin has changed" in result.output
