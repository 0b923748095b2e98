from __future__ import annotations

from nakshatra.measure.redflags import redflags


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
