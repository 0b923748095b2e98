"""`nakshatra identify` and `nakshatra languages`."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

from click.testing import CliRunner

from nakshatra.cli.main import cli


def test_one_text() -> None:
    said = CliRunner().invoke(cli, ["identify", "--json", "mujhe bukhar hai kya karu"])
    assert json.loads(said.output)["lang"] == "hi-Latn"


def test_a_gzipped_file_keeps_ids_and_order(tmp_path: Path) -> None:
    source, target = tmp_path / "in.jsonl.gz", tmp_path / "out.jsonl"
    rows = [{"id": 7, "text": "నాకు జ్వరం"}, {"text": "How are you today?"}, {"text": ""}]
    with gzip.open(source, "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(row) + "\n" for row in rows)
    said = CliRunner().invoke(cli, ["identify", "--batch", str(source), str(target)])
    assert said.exit_code == 0
    found = [json.loads(line) for line in target.read_text("utf-8").splitlines()]
    assert [row["lang"] for row in found] == ["te-Telu", "en-Latn", "en-Latn"]
    assert found[0]["id"] == 7
    assert found[2]["p"] == 0.0


def test_a_bad_line_is_named(tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    source.write_text('{"text": "ok"}\n{"text": 5}\n', "utf-8")
    said = CliRunner().invoke(cli, ["identify", "--batch", str(source), "-"])
    assert said.exit_code == 1
    assert "in.jsonl, row 2" in said.output
    source.write_text('{"text": "ok"}\nnot json\n', "utf-8")
    assert "line 2" in CliRunner().invoke(cli, ["identify", "--batch", str(source), "-"]).output


def test_nothing_to_identify_is_said() -> None:
    said = CliRunner().invoke(cli, ["identify"])
    assert said.exit_code == 2
    assert "TEXT" in said.output


def test_languages_are_listed() -> None:
    rows = json.loads(CliRunner().invoke(cli, ["languages", "list", "--json"]).output)
    assert rows["hi"]["scripts"] == ["Deva", "Latn"]
    assert len(rows) >= 23


def test_training_says_what_it_misses(tmp_path: Path) -> None:
    said = CliRunner().invoke(cli, ["languages", "train", "--data", str(tmp_path / "none")])
    assert said.exit_code == 2
