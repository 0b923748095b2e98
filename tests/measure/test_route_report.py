"""The routing report counts as its first lines say."""

from __future__ import annotations

import pytest

from nakshatra.measure.route import route

OURS = frozenset(("health", "finance"))


def row(text: str, *domains: str) -> dict[str, object]:
    return {"text": text, "domain": list(domains), "lang": "en", "script": "Latn", "source": "s"}


def test_any_of_a_rows_domains_is_right_and_none_is_a_domain() -> None:
    rows = [
        row("a", "health", "finance"),
        row("b", "finance"),
        row("c", "other"),
        row("d", "other"),
    ]
    said = {"a": ["health"], "b": [], "c": [], "d": ["finance"]}
    report = route(rows, said.__getitem__, OURS)
    assert (report.n, report.accuracy) == (4, 0.5)
    assert report.f1["health"] == 1.0
    assert report.f1["finance"] == 0.0
    assert report.f1["none"] == pytest.approx(0.5)
    assert report.languages["en-Latn"].n == 4
    assert ("finance", "none", 1) in report.confusions
