"""After an emergency: what has no subject of its own gets the same first aid again."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fakes import ENGLISH, FakeGuard, query
from nakshatra.catalogue import Catalogue
from nakshatra.pipeline.pressing import Pressing
from nakshatra.pipeline.retell import caught_again
from nakshatra.pipeline.thread import threaded
from nakshatra.types import Answer, Citation, Kind, Query, Thread
from pipeline.talking import Talk, cites

SNAKE = "emergency/snake_bite"
BITTEN = {
    "en": "a snake bit my brother",
    "hi": "भाई को साँप ने काट लिया",
    "ta": "என் தம்பிய பாம்பு கடிச்சிருச்சு",
    "bn": "আমার ভাইকে সাপে কেটেছে",
    "te": "మా తమ్ముడిని పాము కరిచింది",
}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "now what"),
        ("en", "then?"),
        ("en", "he is sleeping now"),
        ("en", "how long"),
        ("en", "what should I give him"),
        ("en", "nobody picks up the phone"),
        ("en", "ambulance has not come"),
        ("en", "his leg is swollen"),
        ("hi", "वो सो रहा है अब"),
        ("hi", "कोई फ़ोन नहीं उठा रहा"),
        ("hi", "hospital door hai"),
        ("hi", "kitna samay lagega"),
        ("hi", "ab kya karu"),
        ("ta", "இப்போ என்ன செய்யணும்"),
        ("ta", "தண்ணி குடுக்கலாமா"),
        ("bn", "গাড়ি নেই"),
        ("te", "ఎవరూ ఫోన్ ఎత్తడం లేదు"),
    ],
)
async def test_the_first_aid_and_its_number_are_said_again(
    talk: Talk, lang: str, text: str
) -> None:
    first = await talk.say(BITTEN[lang])
    again = await talk.say(text)
    assert again.kind is Kind.EMERGENCY
    assert cites(again) == cites(first) == {SNAKE}
    assert "108" in again.text.split("\n")[0]


async def test_it_holds_through_several_messages(talk: Talk) -> None:
    for text in (BITTEN["en"], "then?", "nobody picks up the phone", "how long"):
        assert cites(await talk.say(text)) == {SNAKE}


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("what is the msp of wheat", "agriculture/msp_wheat"),
        ("how to get ration card", "governance/ration_nfsa"),
        ("my cow is not eating", "agriculture/cattle_disease"),
        ("is anti venom free under ayushman card", "health/ab_pmjay"),
    ],
)
async def test_another_subject_is_answered(talk: Talk, text: str, unit: str) -> None:
    await talk.say(BITTEN["en"])
    reply = await talk.say(text)
    assert reply.kind is Kind.ANSWER
    assert unit in cites(reply)
    assert cites(await talk.say("then?")) != {SNAKE}


async def test_thanks_are_only_thanked_for(talk: Talk) -> None:
    await talk.say(BITTEN["en"])
    assert (await talk.say("ok thanks")).kind is Kind.NOTICE


async def test_a_refusal_ends_with_what_to_do(talk: Talk) -> None:
    await talk.say(BITTEN["en"])
    reply = await talk.say("how many mg of paracetamol should I give him")
    assert reply.kind is Kind.REFUSAL
    assert "108" in reply.text.split("\n\n")[-1]


async def test_after_an_ordinary_answer_nothing_is_pressing(talk: Talk) -> None:
    await talk.say("what is the msp of wheat")
    assert (await talk.say("he is sleeping now")).kind is not Kind.EMERGENCY


class Rather(FakeGuard):
    """Gives first aid only where nobody knows an answer."""

    def after(self, query: Query, answer: Answer) -> Answer:
        if answer.kind is not Kind.UNKNOWN:
            return answer
        aid = Citation(id=SNAKE, title="Snake bite", url="", asof="")
        return replace(answer, kind=Kind.EMERGENCY, text="Call 108.", citations=(aid,))


@pytest.mark.parametrize(("units", "kind"), [((SNAKE,), Kind.EMERGENCY), ((), Kind.UNKNOWN)])
def test_first_aid_that_was_given_because_nobody_knew_is_told_again(
    units: tuple[str, ...], kind: Kind
) -> None:
    then = replace(query("then?", ENGLISH), thread=Thread(question="it is on me", units=units))
    nobody = Answer(expert="", text="No.", lang=ENGLISH, confidence=0.0, kind=Kind.UNKNOWN)
    assert Pressing(Rather(), Catalogue.load())(then, nobody).kind is kind


def test_first_aid_is_what_the_next_message_leans_on_even_where_it_was_led() -> None:
    led = replace(query("now it burns", ENGLISH), about="health/dengue", previous="what is dengue")
    aid = Answer(expert="emergency", text="Call.", lang=ENGLISH, confidence=1.0)
    told = threaded(led, replace(aid, kind=Kind.EMERGENCY)).thread
    assert told is not None
    assert told.question == "now it burns"


def test_first_aid_given_because_nobody_knew_is_said_in_short_too() -> None:
    thread = Thread(question="it is on me", units=(SNAKE,))
    again = caught_again(Rather(), Catalogue.load(), thread, ENGLISH)
    assert again is not None
    assert again.kind is Kind.EMERGENCY
    ordinary = Thread(question="it is on me", units=("health/dengue",))
    assert caught_again(Rather(), Catalogue.load(), ordinary, ENGLISH) is None
