"""The questions the page offers are answered."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from fakes import FakeChannel, message
from nakshatra.app import specify, wire
from nakshatra.catalogue import Catalogue
from nakshatra.server.language import languages
from nakshatra.settings import Settings
from nakshatra.types import Kind


def examples() -> Iterator[tuple[str, str]]:
    catalogue = Catalogue.load()
    for code in languages(catalogue):
        card = catalogue.languages[code]
        for line in card.phrases["web_examples"].splitlines():
            tag, _, text = line.partition(": ")
            yield tag.replace(f"{code}-Latn", f"{card.latin_as or code}-Latn"), text


async def test_each_gets_a_cited_answer_in_its_own_language(tmp_path: Any) -> None:
    parts = wire(specify(Settings(data_dir=tmp_path)), {"fake": FakeChannel()})
    try:
        for tag, text in examples():
            reply = (await parts.bot.handle(message(text))).reply
            assert (str(reply.lang), reply.kind) == (tag, Kind.ANSWER), text
            assert reply.citations, text
    finally:
        await parts.close()


@pytest.mark.parametrize("code", languages(Catalogue.load()))
def test_each_page_offers_three_ways_of_writing(code: str) -> None:
    card = Catalogue.load().languages["hi" if code == "en" else code]
    lines = Catalogue.load().languages[code].phrases["web_examples"].split()
    assert {f"{card.tags[0]}:", f"{card.code}-Latn:", "en-Latn:"} <= set(lines)
