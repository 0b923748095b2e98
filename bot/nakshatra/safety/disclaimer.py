"""An answer -> the line that says what it is not, by the field of its expert."""

from __future__ import annotations

from nakshatra.catalogue import Catalogue
from nakshatra.types import Answer, Kind


def disclaimer(answer: Answer, catalogue: Catalogue) -> str:
    """The line that follows an answer once a day; "" when none is due to this answer."""
    if answer.kind is not Kind.ANSWER:
        return ""
    for expert in filter(None, answer.expert.split("+")):
        card = catalogue.experts.get(expert)
        if card is not None and card.safety != "general":
            return catalogue.phrase(f"disclaimer_{card.safety}", answer.lang.code)
    return ""
