from __future__ import annotations

from dataclasses import replace

from fakes import ENGLISH, HINDI, query
from nakshatra.catalogue import Catalogue
from nakshatra.safety.disclaimer import disclaimer
from nakshatra.safety.guard import RuleGuard
from nakshatra.types import Answer, Citation, Kind

CITED = Citation("health/ors", "ORS", "https://nhm.gov.in", "2026-01-01", "1\n108")


def answer(text: str, **more: object) -> Answer:
    plain = Answer(expert="health", text=text, lang=ENGLISH, confidence=0.9, citations=(CITED,))
    return replace(plain, **more)  # type: ignore[arg-type]


def test_a_grounded_answer_goes_through(guard: RuleGuard) -> None:
    said = answer("Mix one packet in 1 litre. Call 108.", short="Call 108.")
    assert guard.after(query("how to make ors"), said) == said


def test_an_invented_number_costs_its_sentence(guard: RuleGuard) -> None:
    said = guard.after(query("ors"), answer("Mix it in 1 litre. Give 50 ml.", short="Give 50 ml."))
    assert said.text == "Mix it in 1 litre."
    assert said.short == ""


def test_a_model_that_invents_is_replaced_by_the_packs_own_words(guard: RuleGuard) -> None:
    own = answer("Mix it in 1 litre.")
    said = guard.after(query("ors"), answer("Mix it in 3 litres. Drink.", fallback=own))
    assert said == own


def test_the_fallback_is_checked_too(guard: RuleGuard) -> None:
    own = answer("Mix it in 7 litres.")
    said = guard.after(query("ors"), answer("Mix it in 3 litres.", fallback=own))
    assert said.kind is Kind.UNKNOWN


def test_nothing_left_says_that_it_does_not_know(guard: RuleGuard, cards: Catalogue) -> None:
    said = guard.after(query("ors", HINDI), answer("Give 50 ml."))
    assert said.kind is Kind.UNKNOWN
    assert said.text == cards.phrase("no_answer", "hi")


def test_a_secret_in_the_question_earns_a_warning(guard: RuleGuard, cards: Catalogue) -> None:
    said = guard.after(query("[Aadhaar] link kaise kare", HINDI), answer("ठीक है।", lang=HINDI))
    assert said.text.endswith(cards.phrase("secret_seen", "hi"))


def test_a_secret_that_nobody_knows_an_answer_to_is_refused(
    guard: RuleGuard, cards: Catalogue
) -> None:
    unknown = answer("Ask your bank.", kind=Kind.UNKNOWN, lang=HINDI)
    said = guard.after(query("yeh [code] daal do", HINDI), unknown)
    assert said.kind is Kind.REFUSAL
    assert said.text.endswith(cards.phrase("secret_seen", "hi"))
    paid = guard.after(query("mera [UPI] hai", HINDI), unknown)
    assert paid.kind is Kind.UNKNOWN


def test_the_emergency_packs_own_answer_needs_no_further_line(guard: RuleGuard) -> None:
    asked = query("what are the signs of snake bite")
    about = answer("Keep still.", expert="emergency")
    assert guard.after(asked, about) == about
    assert "108" in guard.after(asked, answer("Keep still.")).text


def test_what_the_bot_says_of_itself_is_not_checked(guard: RuleGuard) -> None:
    hello = answer("I know 6 fields.", expert="", kind=Kind.NOTICE, citations=())
    assert guard.after(query("hello"), hello) == hello


def test_the_disclaimer_follows_the_experts_safety_class(cards: Catalogue) -> None:
    assert disclaimer(answer("x"), cards) == cards.phrase("disclaimer_health", "en")
    assert disclaimer(answer("x", expert="education+finance"), cards) == cards.phrase(
        "disclaimer_money", "en"
    )
    assert disclaimer(answer("x", expert="education"), cards) == ""
    assert disclaimer(answer("x", kind=Kind.EMERGENCY), cards) == ""


def test_greetings_and_thanks_are_left_alone(guard: RuleGuard) -> None:
    for text in ("hello", "धन्यवाद", "", "।।।", "\ud800", "108"):
        assert guard.before(query(text)) is None
