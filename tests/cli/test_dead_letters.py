"""`nakshatra dead-letters`: an operator sees what failed, and not what was said."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from nakshatra.cli.dead_letters import command
from nakshatra.errors import StoreError
from nakshatra.settings import Settings
from nakshatra.stores.keys import key_of
from nakshatra.stores.ledger import State
from nakshatra.stores.sql import SqlStore
from nakshatra.types import Address, Message


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("NAKSHATRA_DATA_DIR", str(tmp_path))
    return tmp_path


async def fail(folder: Path) -> None:
    """One message that could not be delivered."""
    store = SqlStore(Settings(data_dir=folder))
    await store.open()
    address = Address("telegram", "asha")
    message = Message(id="1", address=address, sent_at=datetime.now(UTC), text="secret illness")
    await store.ledger.accept(message, urgent=False)
    work = await store.ledger.work(key_of(address, "1"))
    assert work is not None
    await store.ledger.finish(work, State.DEAD, fault="Gone")
    await store.close()


def run(*words: str) -> Result:
    return CliRunner().invoke(command, words)


def test_nothing_failed(folder: Path) -> None:
    assert run("list").output == "No dead letters.\n"
    assert run("list", "--json").output == ""


def test_what_failed_is_listed_without_what_was_said(folder: Path) -> None:
    asyncio.run(fail(folder))
    for output in (run("list").output, run("list", "--json").output, run("show", "1").output):
        assert "Gone" in output
        assert "telegram" in output
        assert "secret" not in output
        assert "asha" not in output
    assert json.loads(run("list", "--json").output)["state"] == "dead"


def test_what_was_said_is_shown_when_it_is_asked_for(folder: Path) -> None:
    asyncio.run(fail(folder))
    assert "secret illness" in run("show", "1", "--show-text").output
    shown = json.loads(run("show", "1", "--show-text", "--json").output)
    assert (shown["asked"], shown["reply"]) == ("secret illness", "")


def test_a_replayed_letter_waits_again(folder: Path) -> None:
    asyncio.run(fail(folder))
    assert "waits again" in run("replay", "1").output
    assert run("list").output == "No dead letters.\n"


def test_a_discarded_letter_is_gone(folder: Path) -> None:
    asyncio.run(fail(folder))
    said = json.loads(run("discard", "1", "--json").output)
    assert said == {"number": 1, "state": "discarded"}
    assert run("list").output == "No dead letters.\n"


def test_a_number_that_is_none_says_how_to_find_one(folder: Path) -> None:
    error = run("show", "9").exception
    assert isinstance(error, StoreError)
    assert "dead-letters list" in str(error)


@pytest.mark.parametrize("name", ["list", "show", "replay", "discard"])
def test_every_command_has_help_with_an_example(name: str) -> None:
    assert f"nakshatra dead-letters {name}" in run(name, "--help").output
