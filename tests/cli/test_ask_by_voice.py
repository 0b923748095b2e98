"""A recorded question, through the whole house: heard, answered from a unit, spoken."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path

import av
import pytest
from click.testing import CliRunner, Result

import tiny_whisper
from nakshatra.cli.ask import command


@pytest.fixture(autouse=True)
def house(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("NAKSHATRA_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("NAKSHATRA_CATALOGUE", str(tiny_whisper.CATALOGUE))
    monkeypatch.setenv("NAKSHATRA_OFFLINE", "1")


def ask(clip: Path, *more: str) -> Result:
    result = CliRunner().invoke(command, ["--voice", str(clip), "--json", *more])
    assert result.exit_code == 0, result.output
    return result


@pytest.mark.parametrize(
    ("clip", "expert"),
    [("hi_dengue.ogg", "health"), ("en_mudra_loan.ogg", "finance"), ("hi_wheat_msp.ogg", "agri")],
)
def test_a_spoken_question_is_answered_with_its_source(
    tmp_path: Path, clip: str, expert: str
) -> None:
    tiny_whisper.install(tmp_path)
    row = json.loads(ask(tiny_whisper.VOICES / clip).stdout)
    assert row["kind"] == "answer"
    assert row["experts"][0].startswith(expert)
    assert row["citations"][0]["url"].startswith("https://")
    assert row["lang"].startswith(clip[:2])


def test_a_spoken_emergency_is_answered_first_and_aloud(tmp_path: Path) -> None:
    tiny_whisper.install(tmp_path)
    out = tmp_path / "answer.ogg"
    row = json.loads(ask(tiny_whisper.VOICES / "hi_snake_bite.ogg", "--speak", str(out)).stdout)
    assert row["emergency"]
    assert "108" in row["answer"] or "112" in row["answer"]
    with av.open(BytesIO(out.read_bytes())) as file:
        assert float(file.duration or 0) / 1e6 > 2


def test_without_a_model_people_are_asked_to_type_and_the_operator_is_told_how() -> None:
    result = ask(tiny_whisper.VOICES / "hi_dengue.ogg")
    assert json.loads(result.stdout)["kind"] == "notice"
    assert "nakshatra models pull" in result.stderr


def test_no_voice_is_blamed_for_what_was_not_heard(tmp_path: Path) -> None:
    out = tmp_path / "answer.ogg"
    clip = str(tiny_whisper.VOICES / "hi_dengue.ogg")
    result = CliRunner().invoke(command, ["--voice", clip, "--speak", str(out)])
    assert result.exit_code == 1
    assert "nakshatra models pull" in result.stderr
    assert f"{out} is not written" in result.stderr
    assert "no voice" not in result.stderr
    assert not out.exists()
