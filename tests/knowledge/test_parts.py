from __future__ import annotations

import pytest

from nakshatra.knowledge.parts import parts


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("gehu ka msp aur ration card kaise", ["gehu ka msp", "ration card kaise"]),
        ("दस्त हैं। लोन कैसे मिलेगा", ["दस्त हैं", "लोन कैसे मिलेगा"]),
        ("what is MSP? how to get a card", ["what is MSP", "how to get a card"]),
        ("salt and sugar", []),
        ("what is the msp?", []),
        ("", []),
    ],
)
def test_two_questions_come_apart_and_one_stays_whole(text: str, found: list[str]) -> None:
    assert parts(text) == found
