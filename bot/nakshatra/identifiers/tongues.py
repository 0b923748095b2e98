"""Language cards -> which languages share a script, and which label is answered as which language.

So adding a language is adding its card (and training again where it shares a script); no list of
languages stands in the code.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from nakshatra.cards import LanguageCard

LATIN = "Latn"


@dataclass(frozen=True, slots=True)
class Tongues:
    """What the cards say."""

    groups: Mapping[str, Sequence[str]]
    """Script -> its languages, most speakers first, then their dialects."""

    dialects: Mapping[str, str]
    """Dialect -> the language it is answered as."""

    merged: Mapping[str, str]
    """Language -> the one it is not told apart from in Latin letters."""

    @classmethod
    def of(cls, cards: Mapping[str, LanguageCard]) -> Tongues:
        return cls(
            groups={script: _sharing(script, cards) for script in _scripts(cards)},
            dialects={d: card.code for card in cards.values() for d in card.dialects},
            merged={card.code: card.latin_as for card in cards.values() if card.latin_as},
        )

    def only(self, script: str) -> str:
        """The language that alone uses this script; "" when several do, or none."""
        group = self.groups.get(script, ())
        return group[0] if len(group) == 1 else ""

    def first(self, script: str) -> str:
        """The language that most people write in it."""
        return self.groups[script][0]


def _scripts(cards: Mapping[str, LanguageCard]) -> list[str]:
    return list(dict.fromkeys(script for card in cards.values() for script in card.scripts))


def _sharing(script: str, cards: Mapping[str, LanguageCard]) -> tuple[str, ...]:
    there = [
        card
        for card in sorted(cards.values(), key=lambda card: -card.speakers)
        if script in card.scripts and not (script == LATIN and card.latin_as)
    ]
    own = [d for card in there if card.scripts[0] == script != LATIN for d in card.dialects]
    return (*(card.code for card in there), *own)
