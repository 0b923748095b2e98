"""Calls that the packs cover should get their unit; the others should hear whom to ask."""

from __future__ import annotations

from pathlib import Path

import pytest

from fakes import ADDRESS, ENGLISH
from nakshatra.errors import CatalogueError
from nakshatra.measure.callcentre import callcentre, read_topics
from nakshatra.types import Citation, Kind, Reply

TOPICS = """
helpline = "1551"

[[topic]]
every = ["borer|blast", "paddy"]
units = ["x/paddy"]
"""


def reply(text: str, kind: Kind, *units: str) -> Reply:
    cited = tuple(Citation(unit, "", "", "") for unit in units)
    return Reply(address=ADDRESS, to="1", text=text, lang=ENGLISH, kind=kind, citations=cited)


REPLIES = {
    "Stem borer in PADDY": reply("spray safely", Kind.ANSWER, "x/paddy"),
    "blast of paddy": reply("other", Kind.ANSWER, "x/other"),
    "mango hopper": reply("I do not know, call 1551", Kind.UNKNOWN),
    "rose": reply("I do not know", Kind.UNKNOWN),
    "borer of mango": reply("other", Kind.ANSWER, "x/paddy"),
}


def topics_file(folder: Path, text: str = TOPICS) -> Path:
    path = folder / "topics.toml"
    path.write_text(text, encoding="utf-8")
    return path


async def test_covered_and_other_calls_are_counted_apart(tmp_path: Path) -> None:
    async def ask(text: str) -> Reply:
        return REPLIES[text]

    report = await callcentre(REPLIES, read_topics(topics_file(tmp_path)), ask)
    assert (report.n, report.covered, report.answered) == (5, 2, 0.5)
    assert report.declined == pytest.approx(1 / 3)
    assert report.misled == pytest.approx(1 / 3)
    assert report.wrong == (("blast of paddy", "x/other"),)


def test_a_fault_of_the_topics_names_file_and_key(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match=r"topics.toml.*units"):
        read_topics(topics_file(tmp_path, 'helpline = "1"\n[[topic]]\nevery = ["a"]\n'))
