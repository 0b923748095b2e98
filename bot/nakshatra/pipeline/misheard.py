"""What a person says of a reply that told what was heard -> whether they never said that."""

from __future__ import annotations

from collections.abc import Sequence

from nakshatra.catalogue import Catalogue
from nakshatra.text.emoji import without_emoji
from nakshatra.text.normalise import fold
from nakshatra.types import Role, Turn, Utterance

_MARKS = "?؟.!,،;:।॥۔\"'() "


def misheard(utterance: Utterance, history: Sequence[Turn], catalogue: Catalogue) -> str:
    """The id of the message that was misheard; "" when they say something else. In the
    language of the reply, which told them the words: so few do not show which language they are."""
    last = next((turn for turn in reversed(history) if turn.role is Role.BOT), None)
    if last is None or last.thread is None or not last.thread.heard:
        return ""
    said = said_as(utterance)
    codes = (last.lang.code, utterance.lang.code)
    words = (catalogue.listens("misheard", code) for code in codes)
    return last.of if any(not said.isdisjoint(listened) for listened in words) else ""


def said_as(utterance: Utterance) -> frozenset[str]:
    """Bare, in each of its letters: a phrase that was heard in Latin ones may be none any more once
    it is spelled back."""
    return frozenset(map(bare, (utterance.text, utterance.heard))) - {""}


def bare(text: str) -> str:
    """Folded, without emoji and the marks around it."""
    return fold(without_emoji(text).strip(_MARKS))
