"""What an operator of SMS asks the command line."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from nakshatra.cli.sms import command
from nakshatra.settings import Settings
from nakshatra.stores.sql import SqlStore


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("NAKSHATRA_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("NAKSHATRA_SMS_PRICE", "0.25")
    monkeypatch.setenv("NAKSHATRA_SMS_SECRET", "do-not-show-me")
    return tmp_path


def run(*arguments: str) -> str:
    done = CliRunner().invoke(command, list(arguments), catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


def test_preview_shows_messages_segments_and_cost() -> None:
    rows = [json.loads(line) for line in run("preview", "साँप ने काट लिया", "--json").splitlines()]
    assert [(row["kind"], row["segments"], row["rupees"]) for row in rows] == [
        ("emergency", 1, 0.25)
    ]
    shown = run("preview", "gehu ki msp kitni hai", "--more")
    assert "GSM-7" in shown
    assert "more:" in shown


@pytest.mark.parametrize("name", ["twilio", "exotel", "gupshup", "msg91", "textlocal"])
def test_check_says_what_was_tried_and_shows_no_secret(name: str) -> None:
    told = json.loads(run("check", name, "--json"))
    assert told["tried"]
    assert told["without_template"] == ["answer", "emergency", "notice", "more", "menu"]
    assert "do-not-show-me" not in run("check", name)


def test_cost_is_by_day_and_by_answer(folder: Path) -> None:
    async def spend() -> None:
        store = SqlStore(Settings(data_dir=folder))
        await store.open()
        await store.purse.spend("answer", 2, 0.5)
        await store.purse.spend("more", 2, 0.5)
        await store.close()

    asyncio.run(spend())
    [day] = [json.loads(line) for line in run("cost", "--json").splitlines()]
    assert (day["messages"], day["answers"], day["segments"]) == (2, 1, 4)
    assert day["rupees_an_answer"] == 1.0
    assert "Rs/answer" in run("cost")


def test_a_preview_of_nothing_says_what_is_missing() -> None:
    done = CliRunner().invoke(command, ["preview", " "])
    assert done.exit_code == 2
    assert "give the message to answer" in done.output
