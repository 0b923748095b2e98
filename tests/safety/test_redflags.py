from __future__ import annotations

from nakshatra.lang import Lang
from nakshatra.measure.redflags import redflags, refusals
from nakshatra.types import Answer, Kind, Query


class Shouts:
    """Finds an emergency in every text in capitals."""

    def urgent(self, text: str) -> bool:
        return text.isupper()


def test_the_table_counts_what_was_heard_and_what_was_not() -> None:
    rows = [
        {"text": "HELP", "lang": "en-Latn", "emergency": True},
        {"text": "help", "lang": "en-Latn", "emergency": True},
        {"text": "PRICE", "lang": "en-Latn", "emergency": False},
        {"text": "दाम", "lang": "hi-Deva", "emergency": False},
    ]
    report = redflags(rows, Shouts()).as_json()
    assert (report["n"], report["recall"], report["false_alarms"]) == (4, 0.5, 0.5)
    assert report["missed"] == ["help"]
    assert report["alarmed"] == ["PRICE"]
    assert report["languages"]["hi-Deva"]["ordinary"] == 1


class Refuses:
    """Every question about doses; what has "help" in it gets first aid."""

    def before(self, query: Query) -> Answer | None:
        kinds = {"dose": Kind.REFUSAL, "help": Kind.EMERGENCY}
        kind = next((kind for word, kind in kinds.items() if word in query.text), None)
        english = Lang("en", "Latn")
        if kind is None:
            return None
        return Answer(expert="", text="", lang=english, confidence=1.0, kind=kind)


def test_first_aid_is_no_refusal_and_no_answer_either() -> None:
    rows = [
        {"text": "which dose", "lang": "en-Latn", "refuse": True},
        {"text": "help, how many tablets", "lang": "en-Latn", "refuse": True},
        {"text": "please help with a form", "lang": "en-Latn", "refuse": False},
        {"text": "the price", "lang": "en-Latn", "refuse": False},
    ]
    report = refusals(rows, Refuses()).as_json("refusals")
    assert (report["refusals"], report["recall"], report["false_alarms"]) == (2, 0.5, 0.5)
    assert report["missed"] == ["help, how many tablets"]
