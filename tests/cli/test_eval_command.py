"""`nakshatra eval` on a few rows, through the whole command."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from nakshatra.cli.eval import command

ROWS: list[dict[str, Any]] = [
    {"text": "गेहूँ में पहला पानी कब दें", "lang": "hi", "script": "Deva", "domain": ["agriculture"]},
    {"text": "who won the match yesterday", "lang": "en", "script": "Latn", "domain": ["other"]},
]


@pytest.fixture
def rows(tmp_path: Path) -> str:
    path = tmp_path / "rows.jsonl.gz"
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(row | {"source": "ours"}) + "\n" for row in ROWS)
    return str(path)


def report(*args: str) -> dict[str, Any]:
    result = CliRunner().invoke(command, [*args, "--json"])
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.stdout)
    return found


@pytest.mark.parametrize("what", ["lid", "route"])
def test_right_rows_are_counted_right(what: str, rows: str) -> None:
    found = report(what, rows)
    assert (found["n"], found["accuracy"]) == (2, 1.0)
    assert "macro_f1" in found


def test_unlabelled_rows_are_ordinary_only_when_said_so(rows: str) -> None:
    assert report("redflags", "--ordinary", rows)["false_alarms"] == 0.0
    result = CliRunner().invoke(command, ["redflags", rows])
    assert result.exit_code == 1


def test_the_table_shows_the_headline_first(rows: str) -> None:
    result = CliRunner().invoke(command, ["route", rows])
    assert result.stdout.startswith("n 2  accuracy 1.000")


def test_a_file_that_is_not_there_is_named() -> None:
    result = CliRunner().invoke(command, ["lid", "nowhere.jsonl"])
    assert result.exit_code == 2
    assert "nowhere.jsonl" in result.stderr


def test_spelling_is_measured_both_ways(tmp_path: Path) -> None:
    words = tmp_path / "words.jsonl"
    pairs = [("किसान", "kisan", 3), ("किसान", "kisaan", 1), ("पानी", "paani", 2)]
    words.write_text(
        "\n".join(
            json.dumps({"text": word, "native": typed, "attestations": n})
            for word, typed, n in pairs
        ),
        "utf-8",
    )
    texts = tmp_path / "texts.jsonl"
    texts.write_text(
        json.dumps({"text": "kisan ka paani", "lang": "hi"})
        + "\n"
        + json.dumps({"text": "किसान का पानी", "lang": "hi"}),
        "utf-8",
    )
    found = report("xlit", str(words), "--lang", "hi", "--texts", str(texts))
    assert (found["n"], found["words"]) == (3, 2)
    assert found["top5"] == 1.0
    assert found["words_a_second"]["words"] == 6


def test_nothing_to_measure_is_said() -> None:
    result = CliRunner().invoke(command, ["xlit"])
    assert result.exit_code == 2
    assert "FILES" in result.stderr
