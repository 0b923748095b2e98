"""Who asks for the papers hears of the papers first, and everything else after."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from nakshatra.knowledge.foremost import foremost

KCC = "Ask at your bank.\n- Take these papers: Aadhaar, land record.\n- It takes two weeks."


def test_the_line_about_what_is_asked_comes_first() -> None:
    assert foremost(KCC, ["what papers?"]) == (
        "Take these papers: Aadhaar, land record.\nAsk at your bank.\n- It takes two weeks."
    )
    assert foremost(KCC, ["कौन से कागज़ लगेंगे"]).startswith("Take these papers")


def test_the_order_stays_when_it_is_not_sure() -> None:
    assert foremost(KCC, ["when?"]) == KCC
    assert foremost(KCC, []) == KCC
    two = KCC + "\n- Copies of the papers too."
    assert foremost(two, ["what papers?"]) == two
    listed = "Bring:\n- papers\n- a photo"
    assert foremost(listed, ["papers?"]) == listed
    told = "The papers are simple.\n- One more paper."
    assert foremost(told, ["papers?"]) == told


@given(st.text(alphabet="papers fee\n-:", max_size=80))
def test_no_line_is_lost(answer: str) -> None:
    def bare(text: str) -> list[str]:
        return sorted(line.removeprefix("- ") for line in text.split("\n"))

    assert bare(foremost(answer, ["what papers? what fee?"])) == bare(answer)
