"""What the packs wrote reaches the person whole: the guard drops no sentence of theirs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from nakshatra.app import specify, wire
from nakshatra.knowledge.answering import Answering
from nakshatra.pipeline.bot import Bot
from nakshatra.settings import Settings
from nakshatra.types import Answer, Lang, Query


@pytest.fixture(scope="module")
def bot(tmp_path_factory: pytest.TempPathFactory) -> Bot:
    folder: Path = tmp_path_factory.mktemp("data")
    return wire(specify(Settings(data_dir=folder)), {}).bot


def every_answer(bot: Bot) -> Iterator[tuple[Query, Answer]]:
    for expert in bot.experts.values():
        answering: Answering = expert.answering  # type: ignore[attr-defined]
        for unit in answering.pack.units.values():
            for code in unit.texts:
                lang = Lang(code, bot.catalogue.languages[code].scripts[0])
                query = Query(text="?", native="?", lang=lang)
                yield query, answering.say(unit, code, 1.0)


def test_no_sentence_of_any_unit_is_dropped(bot: Bot) -> None:
    cut = [
        (answer.citations[0].id, str(query.lang))
        for query, answer in every_answer(bot)
        if bot.guard.after(query, answer).text != answer.text
    ]
    assert cut == []
