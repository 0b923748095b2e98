"""What readers learn of a conversation: to which of two messages a question belongs."""

from __future__ import annotations

from random import Random

import pytest

from nakshatra.catalogue import Catalogue
from nakshatra.knowledge.reader import THEN, line
from nakshatra.knowledge.units import Pack, read_pack
from nakshatra.training.second_messages import said_next, second_messages

CARDS = Catalogue.load()


def opened(id: str) -> Pack:
    return read_pack(CARDS.folders[id], CARDS.experts[id])


@pytest.fixture(scope="module")
def health() -> Pack:
    return opened("health")


def asks_of(pack: Pack, label: int) -> set[str]:
    unit = list(pack.units.values())[label - 1]
    return {ask for text in unit.texts.values() for ask in text.asks}


def test_each_field_and_language_of_the_packs_has_what_is_said_next() -> None:
    cards = [card for card in CARDS.experts.values() if card.kind == "pack"]
    assert {code for card in cards for code in card.languages} == set(said_next())
    for said in said_next().values():
        assert set(said.more) == {domain for card in cards for domain in card.domains}
        assert min(len(said.talk), *map(len, said.more.values())) >= 15


def test_more_of_the_same_means_the_topic_before_and_another_question_its_own(
    health: Pack,
) -> None:
    more = {said for one in said_next().values() for said in one.of(["health"])}
    texts = [text for text in second_messages(health, [opened("finance")], Random(0)) if text.label]
    assert len(texts) > 1000
    for text in texts:
        means = text.before if text.said in more else text.said
        assert means in asks_of(health, text.label)


def test_talk_and_what_others_are_asked_mean_nothing_here(health: Pack) -> None:
    finance = opened("finance")
    theirs = {ask for label in range(1, len(finance.units) + 1) for ask in asks_of(finance, label)}
    talk = {said for one in said_next().values() for said in one.talk}
    nothing = [text for text in second_messages(health, [finance], Random(0)) if not text.label]
    said = {text.said for text in nothing if text.before}
    assert said & theirs
    assert said & talk
    assert said & set(health.beyond)
    assert {text.said for text in nothing} > set(said_next()["hi"].of(["health"]))


def test_a_field_that_is_none_of_these_is_followed_by_what_follows_any() -> None:
    said = said_next()["en"]
    assert len(said.of(["kites"])) == sum(map(len, said.more.values()))


def test_what_was_said_before_stands_apart_and_gives_way_to_what_is_said_now() -> None:
    assert line("how much", "my mother is old").words == (
        "my", "mother", "is", "old", THEN, "how", "much",
    )  # fmt: skip
    assert THEN not in line("how much").words
    crowded = line("how much " * 23, "my mother is old").words
    assert crowded[:3] == ("old", THEN, "how")
