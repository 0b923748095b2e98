"""What an operator sees of questions for a person, of taps and of the log; and answers."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from nakshatra.cli.main import cli
from nakshatra.settings import Settings
from nakshatra.stores.inbox import Question, Stage
from nakshatra.stores.sql import SqlStore
from nakshatra.types import ENGLISH, Address, Message

ASHA = Address("fake", "919876543210")


@pytest.fixture(autouse=True)
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setenv("NAKSHATRA_DATA_DIR", str(tmp_path))
    asyncio.run(_ask(tmp_path))
    return tmp_path


async def _ask(folder: Path) -> None:
    store = SqlStore(Settings(data_dir=folder))
    await store.open()
    await store.inbox.ask(Question(address=ASHA, of="1", text="why is it salty", lang=ENGLISH))
    message = Message(id="1", address=ASHA, sent_at=datetime.now(UTC), text="salty")
    await store.ledger.accept(message, urgent=False)
    await store.add_feedback(ASHA, "1", -1)
    await store.close()


async def _stage(folder: Path) -> Stage:
    store = SqlStore(Settings(data_dir=folder))
    await store.open()
    item = await store.inbox.find(1)
    await store.close()
    assert item is not None
    return item.stage


def run(*words: str) -> Result:
    return CliRunner().invoke(cli, words, standalone_mode=False)


def test_it_lists_and_shows_a_question_but_not_who_asked(folder: Path) -> None:
    for words in (("list",), ("list", "--json"), ("show", "1"), ("show", "1", "--json")):
        result = run("inbox", *words)
        assert "why is it salty" in result.output
        assert ASHA.user not in result.output


@pytest.mark.parametrize(
    ("words", "stage"),
    [
        (("answer", "1", "The sea."), Stage.ANSWERED),
        (("close", "1"), Stage.CLOSED),
        (("block", "1"), Stage.CLOSED),
    ],
)
def test_what_is_done_is_done(folder: Path, words: tuple[str, ...], stage: Stage) -> None:
    assert run("inbox", *words).exception is None
    assert asyncio.run(_stage(folder)) is stage
    assert "Nobody waits." in run("inbox", "list").output


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("show", "7"), "no question 7"),
        (("answer", "1", " "), "an answer has from 1"),
        (("answer", "1", "x" * 5000), "an answer has from 1"),
    ],
)
def test_what_cannot_be_done_says_why(words: tuple[str, ...], says: str) -> None:
    assert says in str(run("inbox", *words).exception)


def test_an_answered_question_takes_no_second_answer() -> None:
    run("inbox", "answer", "1", "The sea.")
    assert "takes no answer" in str(run("inbox", "answer", "1", "The river.").exception)


def test_taps_are_counted() -> None:
    assert "1 bad" in run("feedback", "report").output
    assert json.loads(run("feedback", "report", "--json").output)["bad"] == 1


def test_the_log_is_json_lines() -> None:
    assert run("log", "--days", "7").output == ""
