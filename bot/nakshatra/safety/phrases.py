"""One phrase of a rule file -> what it sounds like, in each way that people write it.

Its marks are told in phrasebook.py, which finds these entries in messages.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import combinations
from typing import NamedTuple

from nakshatra.forgetful import forgetful
from nakshatra.safety.sounds import Sounds, sounds_of, ways_of
from nakshatra.text.normalise import normalise
from nakshatra.text.scripts import script_of

_RANGE = re.compile(r"\{(\d+)-(\d+)\}")

_NUMBERS = 100
"""Of a range such as {1-60}: each is a phrase of its own."""

_BUDGETS = (0.0, 0.0, 0.0, 0.5, 1.0, 1.0, 1.5, 1.5, 2.0)
"""Slips of vowels forgiven a phrase of so many consonants; the last also when it is longer."""

_LOOSE = 0.5
"""Forgiven besides, when the phrase ends with "?"."""

_LITERAL = 2
"""A Latin word of so few consonants is compared letter by letter: too many words sound like it."""

_ALIKE = 0.7
"""English is spelled by the eye: letters of a phrase and of what was typed must be so alike (share
in common order) beside sounding alike, or "aavse" (will come) is heard as "abuse"."""


class Entry(NamedTuple):
    script: str
    """ISO 15924 of the phrase; it is heard in its own script and in Latin, a Latin one in all."""

    vowels: tuple[str, ...]
    starts: frozenset[int]
    """Consonants that begin a word."""

    free: frozenset[int]
    """Consonants after which any vowel will do (~)."""

    open: bool
    """Ends anywhere (*)."""

    budget: float


def letters_of(phrase: str) -> str:
    return "".join(filter(str.isalnum, _RANGE.sub("", phrase).casefold()))


@forgetful
@lru_cache(maxsize=20_000)
def spelled(letters: str, typed: str) -> bool:
    """Whether English letters are what was typed, slips and endings forgiven; never in a script of
    India: there English words are spelled by ear, and each language has its own."""
    if not typed.isascii():
        return False
    return letters in typed or SequenceMatcher(None, letters, typed).ratio() >= _ALIKE


def numbered(phrase: str) -> Iterator[str]:
    if (found := _RANGE.search(phrase)) is None:
        yield phrase
        return
    first, last = int(found[1]), int(found[2])
    if not 0 <= last - first < _NUMBERS:
        raise ValueError(f"a range has at most {_NUMBERS} numbers, not {first} to {last}")
    for number in range(first, last + 1):
        yield phrase[: found.start()] + str(number) + phrase[found.end() :]


def compiled(phrase: str) -> Iterable[tuple[str, Entry]]:
    """The phrase as it may be typed, with each choice of its weak nasals."""
    words = phrase.strip("=?").split()
    bare = [normalise(word.rstrip("~*")).casefold() for word in words]
    ways = range(max(map(ways_of, bare), default=1))
    heard = dict.fromkeys(tuple(sounds_of(word, way) for word in bare) for way in ways)
    return dict.fromkeys(found for sounds in heard for found in _spelt(phrase, words, sounds))


def _spelt(
    phrase: str, words: Sequence[str], sounds: Sequence[Sounds]
) -> Iterator[tuple[str, Entry]]:
    script = script_of(phrase)
    if not words or not all(sound.consonants for sound in sounds):
        raise ValueError("a word of it cannot be heard; write letters")
    places = [(w, c) for w, sound in enumerate(sounds) for c in range(len(sound.consonants))]
    weak = [(w, c) for w, c in places if c in sounds[w].weak]
    for count in range(len(weak) + 1):
        for dropped in combinations(weak, count):
            kept = [place for place in places if place not in dropped]
            entry = Entry(
                script=script,
                vowels=tuple(sounds[w].vowels[c] for w, c in kept),
                starts=frozenset(at for at, (_, c) in enumerate(kept) if c == 0),
                free=_free(kept, words, sounds),
                open=words[-1].endswith("*"),
                budget=_budget(phrase, len(places)),
            )
            spelling = "".join(sounds[w].consonants[c] for w, c in kept)
            yield spelling, entry
            if any(sounds[w].consonants[c] == "m" for w, c in set(kept) & set(weak)):
                yield spelling.replace("m", "n"), entry


def _free(
    kept: Sequence[tuple[int, int]], words: Sequence[str], sounds: Sequence[Sounds]
) -> frozenset[int]:
    """The last consonant of each word marked ~, and of one marked * that ends in no vowel."""
    last = {word: at for at, (word, _) in enumerate(kept)}
    return frozenset(
        at
        for word, at in last.items()
        if words[word].endswith("~")
        or (words[word].endswith("*") and not sounds[word].vowels[kept[at][1]])
    )


def _budget(phrase: str, consonants: int) -> float:
    if phrase.startswith("="):
        return 0.0
    return _BUDGETS[min(consonants, len(_BUDGETS) - 1)] + _LOOSE * phrase.endswith("?")


def literal(phrase: str) -> str:
    """The word itself, if it is compared letter by letter: marked so, or Latin and short."""
    if phrase.startswith("'"):
        return normalise(phrase[1:]).casefold()
    short = phrase.isascii() and phrase.isalpha() and len(sounds_of(phrase).consonants) <= _LITERAL
    return phrase.casefold() if short else ""
