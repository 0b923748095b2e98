"""A second message is no danger and nothing to be refused where it only goes on with the first;
but who is in danger now is heard whatever was asked before."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from fakes import ENGLISH, HINDI, query
from nakshatra.catalogue import Catalogue
from nakshatra.registry import Spec
from nakshatra.safety.guard import RuleGuard, build
from nakshatra.settings import Settings
from nakshatra.types import Kind, Lang, Query, Thread

HINGLISH = Lang("hi", "Latn")


@pytest.fixture(scope="module")
def ours(cards: Catalogue, tmp_path_factory: pytest.TempPathFactory) -> RuleGuard:
    folder: Path = tmp_path_factory.mktemp("guard")
    return build(Spec(settings=Settings(data_dir=folder), catalogue=cards))


def after(question: str, unit: str, text: str, lang: Lang) -> Query:
    thread = Thread(question=question, units=(unit,))
    return replace(query(text, lang), thread=thread)


@pytest.mark.parametrize(
    ("question", "unit", "text", "lang"),
    [
        (
            "samuh ko kitna loan milta hai",
            "finance/shg_loans",
            "hum to abhi saat hi behne hain",
            HINGLISH,
        ),
        (
            "motiyabind ka operation muft hota hai kya",
            "health/eye_cataract",
            "dono ek saath karte hain ya ek ek karke",
            HINGLISH,
        ),
        (
            "अटल पेंशन में कितना भरना पड़ता है",
            "finance/apy",
            "और बीच में मैं चल बसा तो घरवाली को?",
            HINDI,
        ),
    ],
)
def test_what_goes_on_with_the_first_is_not_caught(
    ours: RuleGuard, question: str, unit: str, text: str, lang: Lang
) -> None:
    assert ours.before(after(question, unit, text, lang)) is None


@pytest.mark.parametrize(
    ("question", "unit"),
    [
        ("what should a diabetic eat", "health/diabetes"),
        ("when does the pm kisan money come", "agriculture/pmkisan_next"),
        ("how do I get a ration card", "governance/ration_new"),
    ],
)
@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("now my father fell down, his mouth is crooked and he cannot speak", Kind.EMERGENCY),
        ("my sister has drunk the spray from the field", Kind.EMERGENCY),
        ("he fainted in the sun and does not wake up", Kind.EMERGENCY),
        ("how many ml of this syrup should I give my child", Kind.REFUSAL),
    ],
)
def test_danger_is_heard_whatever_was_asked_before(
    ours: RuleGuard, question: str, unit: str, text: str, kind: Kind
) -> None:
    caught = ours.before(after(question, unit, text, ENGLISH))
    assert caught is not None
    assert caught.kind is kind
