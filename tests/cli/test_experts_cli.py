"""`nakshatra experts` and `nakshatra route`, as an operator types them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from nakshatra.cli.main import cli
from small_pack import write_pack


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, list(arguments))


def test_list_and_show_name_our_experts() -> None:
    listed = [json.loads(line) for line in run("experts", "list", "--json").output.splitlines()]
    assert {"health", "agriculture", "finance", "education", "governance"} <= {
        row["id"] for row in listed
    }
    assert json.loads(run("experts", "show", "health", "--json").output)["units"]["dengue"]
    assert "dengue" in run("experts", "show", "health").output


def test_check_names_the_fault_and_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NAKSHATRA_CATALOGUE", str(tmp_path))
    write_pack(tmp_path)
    assert run("experts", "check", "kites").exit_code == 0
    write_pack(tmp_path, changed={"lang/en.toml": ("Ask at", "Ask 7 at")})
    found = run("experts", "check", "kites", "--json")
    assert found.exit_code == 1
    (fault,) = json.loads(found.output)["faults"]
    assert "'7' stands outside a fact" in fault["what"]


def test_check_names_a_turn_from_a_unit_that_is_nowhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NAKSHATRA_CATALOGUE", str(tmp_path))
    folder = write_pack(tmp_path)
    (folder / "next").mkdir()
    turn = '[turns]\n"kites/licenze > office" = ["and there?"]'
    (folder / "next" / "en.toml").write_text(f'reviewed = "no"\n{turn}', "utf-8")
    found = run("experts", "check", "kites", "--json")
    assert found.exit_code == 1
    (fault,) = json.loads(found.output)["faults"]
    assert fault["what"] == "turns name 'kites/licenze', which is no unit"


def test_check_names_what_is_hard_to_tell_of_nothing_that_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NAKSHATRA_CATALOGUE", str(tmp_path))
    folder = write_pack(tmp_path)
    (folder / "hard").mkdir()
    lines = (
        'reviewed = "no"\n[asks]\nlicenze = ["my kite is long"]',
        '[after]\n"kites/licence > kites/ofice" = ["and there?"]',
        '[sayings]\nglass = ["where is string with glass sold"]',
    )
    (folder / "hard" / "en.toml").write_text("\n".join(lines), "utf-8")
    found = run("experts", "check", "kites", "--json")
    assert found.exit_code == 1
    assert [fault["what"] for fault in json.loads(found.output)["faults"]] == [
        "names 'kites/licenze', which is no unit",
        "names 'kites/ofice', which is no unit",
        "sayings.glass: no rule of rules/catch.toml",
    ]


def test_train_writes_weights_beside_the_texts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NAKSHATRA_CATALOGUE", str(tmp_path))
    folder = write_pack(tmp_path)
    assert run("experts", "train", "kites").exit_code == 0
    assert (folder / "weights/units.npz").is_file()
    assert "2,150 rupees" in run("experts", "ask", "kites", "kite licence fee").output


def test_an_expert_that_is_not_there_is_said_so() -> None:
    assert "no expert 'nobody'" in str(run("experts", "show", "nobody").exception)


def test_route_one_and_a_file(tmp_path: Path) -> None:
    one = json.loads(run("route", "my child has fever and cough", "--json").output)
    assert one["domains"] == ["health"]
    assert one["p"]["health"] > 0.5
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text('{"id": 7, "text": "gehu me kide"}\n{"text": "sing a song"}\n', "utf-8")
    assert run("route", "--batch", str(source), str(target)).exit_code == 0
    first, second = map(json.loads, target.read_text("utf-8").splitlines())
    assert first["id"] == 7
    assert "agriculture" in first["domains"]
    assert second["domains"] == []


def test_route_names_the_line_it_cannot_read(tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    source.write_text('{"text": "a"}\n{"text": 5}\n', "utf-8")
    assert "line 2" in run("route", "--batch", str(source), str(tmp_path / "out")).output
