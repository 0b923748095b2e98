"""`nakshatra ask` as a person and as a script uses it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from nakshatra.cli.ask import command
from nakshatra.cli.chat import command as chat


@pytest.fixture(autouse=True)
def at_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NAKSHATRA_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("NAKSHATRA_OFFLINE", "1")


def run(*args: str, typed: str | None = None) -> Result:
    return CliRunner().invoke(command, args, input=typed)


def batch(folder: Path, rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    source, target = folder / "in.jsonl", folder / "out.jsonl"
    source.write_text("".join(json.dumps(row) + "\n" for row in rows))
    assert run("--batch", str(source), str(target)).exit_code == 0
    return [json.loads(line) for line in target.read_text("utf-8").splitlines()]


def test_an_answer_comes_with_its_source_and_date() -> None:
    result = run("गेहूँ का एमएसपी कितना है")
    assert "2,585" in result.stdout
    assert "Press Information Bureau" in result.stdout
    assert "2025-10-01" in result.stdout


def test_each_row_tells_all_that_a_script_needs(tmp_path: Path) -> None:
    [row] = batch(tmp_path, [{"id": "7", "text": "gehu ka msp kitna hai"}])
    assert (row["id"], row["lang"], row["experts"]) == ("7", "hi-Latn", ["agriculture"])
    assert row["citations"][0].keys() == {"id", "title", "url", "asof"}
    assert (row["emergency"], row["refused"]) == (False, False)
    assert set(row["stages"]) == {"hear", "understand", "answer", "speak"}
    assert row["ms"] > 0


def test_an_emergency_a_refusal_and_the_unknown_are_told_apart(tmp_path: Path) -> None:
    snake, tip, japan = batch(
        tmp_path,
        [
            {"id": 1, "text": "a cobra has bitten my uncle"},
            {"id": 2, "text": "tell me a share to buy tomorrow"},
            {"id": 3, "text": "who wrote the japanese national anthem"},
        ],
    )
    assert snake["emergency"]
    assert "108" in snake["answer"].split("\n")[0]
    assert tip["refused"]
    assert japan["kind"] == "unknown"


def test_what_was_asked_before_is_understood(tmp_path: Path) -> None:
    [row] = batch(tmp_path, [{"text": "और चने का?", "previous": "गेहूँ का एमएसपी कितना है"}])
    assert row["citations"][0]["id"] == "agriculture/msp_gram"


@pytest.mark.parametrize(
    "before",
    [
        {"previous": ["गेहूँ का एमएसपी कितना है", "और सरसों का?"]},
        {
            "history": [
                {"role": "user", "text": "गेहूँ का एमएसपी कितना है"},
                {"role": "bot", "text": "2,585"},
            ]
        },
    ],
)
def test_a_row_may_hold_a_whole_talk(tmp_path: Path, before: dict[str, Any]) -> None:
    rows = [{"text": "और चने का?", **before}, {"text": "फिर से बताओ", **before}]
    gram, again = batch(tmp_path, rows)
    assert gram["citations"][0]["id"] == "agriculture/msp_gram"
    assert again["citations"][0]["id"] in ("agriculture/msp_mustard", "agriculture/msp_wheat")


@pytest.mark.parametrize("before", [{"previous": 5}, {"previous": [5]}, {"history": [{}]}])
def test_a_talk_that_is_none_is_named(tmp_path: Path, before: dict[str, Any]) -> None:
    [row] = batch(tmp_path, [{"text": "और चने का?", **before}])
    assert row["error"].startswith("line 1: previous should")


def test_a_bad_row_gets_an_error_and_the_others_their_answers(tmp_path: Path) -> None:
    rows: list[dict[str, Any]] = [
        {"text": 5},
        {"text": "x" * 5000},
        {},
        {"voice": "nowhere.ogg"},
        {"text": "hello"},
    ]
    number, long, empty, lost, hello = batch(tmp_path, rows)
    assert "text should be text" in number["error"]
    assert "5000 characters" in long["error"]
    assert "no letters" in empty["error"]
    assert "nowhere.ogg" in lost["error"]
    assert "error" not in hello


def test_a_line_that_is_no_json_is_named(tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    source.write_text('{"text": "hello"}\n{broken\n')
    result = run("--batch", str(source), str(tmp_path / "out.jsonl"))
    assert result.exit_code == 1
    assert "in.jsonl, line 2" in result.stderr
    assert len((tmp_path / "out.jsonl").read_text().splitlines()) == 1


def test_the_answer_is_spoken_into_a_file(tmp_path: Path) -> None:
    target = tmp_path / "answer.ogg"
    assert run("what is the msp of wheat", "--speak", str(target)).exit_code == 0
    assert target.read_bytes().startswith(b"OggS")


def test_nothing_asked_is_a_plain_error() -> None:
    result = run()
    assert result.exit_code == 2
    assert "--help" in result.stderr


def test_a_chat_understands_what_leans_on_the_last_question() -> None:
    result = CliRunner().invoke(chat, input="gehu ka msp kitna hai\naur chane ka?\n\n")
    assert result.exit_code == 0
    assert "2,585" in result.stdout
    assert "5,875" in result.stdout
