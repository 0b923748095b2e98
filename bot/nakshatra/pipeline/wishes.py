"""Query -> what it wishes of the last answer: again, shorter, more, in another language, aloud.

A wish is a short message of nothing but such words and those that carry them ("please say it again
in English"); everything else is a question. The words are groups of the language cards.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from nakshatra.cards import LanguageCard
from nakshatra.catalogue import Catalogue, words_of
from nakshatra.text.emoji import without_emoji
from nakshatra.text.normalise import fold
from nakshatra.text.phonetic import key
from nakshatra.types import Query, Telling

_LONGEST = 9
"""Words: a longer message asks something of its own."""

_WAYS = ("aloud", "written", "slowly", "normally")
"""Groups of [words] that name a way of telling."""

_BESIDE = ("only", "joint", "more")
"""Groups whose words say nothing of their own beside such a name: "in writing and aloud"; in Urdu
"speaking" is two words, and the second is among those of "more"."""

_BIDDING = 4
"""Words of an order how to tell."""

_ENDING = 3
"""Sounds that "in" adds to a language's name: "தமிழில்", "बंगालीत"."""

_NAME = 3
"""Sounds of a language's name below which it is compared whole."""


class Form(StrEnum):
    AGAIN = "repeat"
    SHORT = "shorter"
    MORE = "more"


@dataclass(frozen=True, slots=True)
class Wish:
    form: Form | None
    """None: as it was, in another language or aloud."""

    code: str = ""
    """ISO 639 of the language it is wished in; "" = the message's own."""

    always: bool = False
    """From now on."""

    telling: Telling | None = None
    """How they want to be answered from now on."""

    aloud: bool = False
    """They want to hear it."""


def wish(query: Query, catalogue: Catalogue) -> Wish | None:
    said = words_of(without_emoji(query.text))
    if not said or len(said) > _LONGEST:
        return None
    code = query.lang.code
    carriers, always = catalogue.listens("say", code), catalogue.listens("always", code)
    manners = _manners(said, code, catalogue)
    meant: list[frozenset[Form]] = []
    named = ""
    for word in said:
        if word in carriers or word in manners.words:
            continue
        if forms := _meant(word, code, catalogue):
            meant.append(forms)
        elif word not in always:
            name = _language(word, code, catalogue)
            if not name or name != (named or name):
                return None
            named = name
    form, stays = _form(meant), not always.isdisjoint(said)
    if not (form or named or manners.meant):
        return None
    telling, aloud = manners.wished(stays=stays)
    return Wish(form, named, bool(named) and stays, telling, aloud)


def bids(query: Query, catalogue: Catalogue) -> bool:
    """Whether a message is nothing but an order how to tell ("please speak slowly"), whatever the
    alarms make of it. It says nothing of what has happened: all of it is a way of telling, a verb
    that orders, and what softens it, in one language; "I", "can" and "not" are none of these."""
    said = words_of(query.text)
    if not 1 < len(said) <= _BIDDING or wish(query, catalogue) is None:
        return False
    return any(_orders(said, code, catalogue) for code in dict.fromkeys((query.lang.code, "hi")))


def _orders(said: Sequence[str], code: str, catalogue: Catalogue) -> bool:
    ways = frozenset[str]().union(*(catalogue.own(group, code) for group in _WAYS))
    orders = catalogue.own("orders", code)
    allowed = ways.union(orders, *(catalogue.own(group, code) for group in ("gently", "only")))
    return allowed.issuperset(said) and not (ways.isdisjoint(said) or orders.isdisjoint(said))


@dataclass(frozen=True, slots=True)
class _Manners:
    """Which ways of telling a message names, and the words that name them."""

    meant: frozenset[str]
    words: frozenset[str]

    def wished(self, *, stays: bool) -> tuple[Telling | None, bool]:
        """From now on, and whether this answer is to be heard. "Aloud" without "always" is for
        once; "in writing", "only" and "slowly" are a habit."""
        aloud, written = "aloud" in self.meant, "written" in self.meant
        if "slowly" in self.meant:
            return Telling.SLOW, True
        if "normally" in self.meant:
            return Telling.NORMAL, aloud
        if aloud and "only" in self.meant:
            return Telling.VOICE, True
        if aloud:
            return (Telling.BOTH if written or stays else None), True
        return (Telling.TEXT if written else None), False


def _manners(said: Sequence[str], code: str, catalogue: Catalogue) -> _Manners:
    """None is named by "normal" alone: it may answer a question of ours."""
    groups = {group: catalogue.listens(group, code) for group in _WAYS}
    meant = frozenset(group for group in _WAYS if not groups[group].isdisjoint(said))
    if not meant or (meant == {"normally"} and len(said) == 1):
        return _Manners(meant, frozenset())
    words = frozenset[str]().union(
        *groups.values(), *(_split(catalogue.listens(group, code)) for group in _BESIDE)
    )
    only = {"only"} if not catalogue.listens("only", code).isdisjoint(said) else set()
    return _Manners(meant | only, words)


def _form(meant: Sequence[frozenset[Form]]) -> Form | None:
    """Words of one meaning decide: "once more" is again, "short again" is short; "more" is more."""
    certain = {form for one in meant if len(one) == 1 for form in one}
    vague = {form for one in meant for form in one}
    if certain:
        return next(form for form in (Form.SHORT, Form.AGAIN, Form.MORE) if form in certain)
    return next((form for form in (Form.SHORT, Form.MORE, Form.AGAIN) if form in vague), None)


def _meant(word: str, code: str, catalogue: Catalogue) -> frozenset[Form]:
    return frozenset(form for form in Form if word in _split(catalogue.listens(form, code)))


@lru_cache(maxsize=256)
def _split(entries: frozenset[str]) -> frozenset[str]:
    return frozenset(word for entry in entries for word in entry.split())


def _language(word: str, code: str, catalogue: Catalogue) -> str:
    """The language that a word names, with or without the ending for "in"; "" = none."""
    sound = key(word)
    for card in catalogue.languages.values():
        if any(_is(name, word, sound) for name in _names(card, code, catalogue)):
            return card.code
    return ""


def _names(card: LanguageCard, code: str, catalogue: Catalogue) -> Iterator[str]:
    yield card.name
    yield card.english
    if card.code == "en":
        yield from catalogue.listens("english", code)


def _is(name: str, word: str, sound: str) -> bool:
    spelt, called = _folded_and_heard(name)
    if spelt == word or (called == sound and len(called) > 1):
        return True
    return len(called) >= _NAME and sound.startswith(called) and len(sound) <= len(called) + _ENDING


@lru_cache(maxsize=1024)
def _folded_and_heard(name: str) -> tuple[str, str]:
    return fold(name), key(name)
