"""Groups of phrases -> where each stands in a message, however it is spelt. Judges nothing.

A phrase is heard in its own script and in Latin letters. Its marks: `word~` any ending vowel (काट~
hears काटा, kaati), `word*` at the end of a phrase any ending at all, `=` in front no misspelling,
`?` at the end one slip more, `{1-30}` any number from 1 to 30, `'word` this very spelling only (so
is a Latin word of one or two consonants).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import chain, combinations
from typing import NamedTuple

from nakshatra.safety.sounds import Heard, Sounds, sounds_of, ways_of
from nakshatra.safety.typed import ANY, FAINT
from nakshatra.text.normalise import normalise
from nakshatra.text.scripts import script_of

_RANGE = re.compile(r"\{(\d+)-(\d+)\}")

_NUMBERS = 100
"""Of a range such as {1-60}: each is a phrase of its own."""

_BUDGETS = (0.0, 0.0, 0.0, 0.5, 1.0, 1.0, 1.5, 1.5, 2.0)
"""Slips of vowels forgiven a phrase of so many consonants; the last also when it is longer."""

_LOOSE = 0.5
"""Forgiven besides, when the phrase ends with "?"."""

_DROPPED, _NEAR_BY, _OTHER, _OPPOSITE = 0.5, 0.75, 1.0, 9.0
"""What a vowel costs that is left out, that is its neighbour, another, clearly different."""

_LITERAL = 2
"""A Latin word of so few consonants is compared letter by letter: too many words sound like it."""

_SAME = (
    *({"", "a"}, {"A", "a"}),
    *({"y", "i"}, {"y", "e"}, {"y", "Ai"}, {"w", "u"}, {"w", "o"}, {"w", "Au"}, {"w", "Ao"}),
    *({FAINT, vowel} for vowel in ("", "a", "o")),
    *({ANY, vowel} for vowel in ("", "a", "i", "u", "e", "o")),
    *({"ye", "e"}, {"ye", "Ae"}, {"yA", "iA"}, {"yA", "AiA"}),
)
"""Spellings of one vowel: Latin letters leave open what Devanagari tells apart."""

_NEAR = ({"i", "e"}, {"u", "o"}, {"i", "iA"}, {"e", "iA"}, {"eA", "iA"}, {"u", "uA"}, {"o", "uA"})

_GLUED = 7
"""Consonants from which a "word" may be several written without spaces."""


_WITHIN = 4
"""Consonants from which a phrase is heard inside several words written as one."""

_ANY_SCRIPT = frozenset({"Latn", "Zyyy", ""})
"""Latin letters write every language; digits have no script."""

_JOINED = 5
"""Consonants from which a phrase is heard without its spaces ("heartattack")."""


ENGLISH = "en"

_ALIKE = 0.7
"""English is spelled by the eye: letters of a phrase and of what was typed must be so alike (share
in common order) beside sounding alike, or "aavse" (will come) is heard as "abuse"."""


class _Owner(NamedTuple):
    group: str
    code: str
    """The language whose phrase it is."""

    letters: str
    """An English phrase as it is spelled; "" of another language."""


@dataclass(frozen=True, slots=True)
class Span:
    """Where a phrase stands; both ends included."""

    first: int
    """Number of a word."""

    last: int
    at: tuple[int, int]
    """First and last consonant, to tell apart two phrases within one glued word."""

    codes: frozenset[str] = frozenset()
    """The languages that have the phrase."""


class _Entry(NamedTuple):
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


@dataclass(slots=True)
class Phrasebook:
    """Filled once; searched without locks."""

    _entries: dict[str, dict[_Entry, list[_Owner]]] = field(default_factory=dict)
    """Consonants, and every beginning of them -> phrases -> their groups, each with a language."""

    _literals: dict[str, list[_Owner]] = field(default_factory=dict)
    _scripts: dict[str, set[str]] = field(default_factory=dict)
    """Language -> the scripts its phrases stand in: a Latin one is heard in those, not in others."""

    def add(self, group: str, phrase: str, code: str) -> None:
        """`code`: the language it is of. Raise `ValueError` when nothing of it can be heard."""
        letters = _letters(phrase) if code == ENGLISH else ""
        self._scripts.setdefault(code, {"Latn"}).add(script_of(phrase))
        for one in _numbered(phrase):
            if literal := _literal(one):
                self._literals.setdefault(literal, []).append(_Owner(group, code, ""))
                continue
            for consonants, entry in _compiled(one):
                for end in range(1, len(consonants)):
                    self._entries.setdefault(consonants[:end], {})
                owners = self._entries.setdefault(consonants, {}).setdefault(entry, [])
                owners.append(_Owner(group, code, letters))

    def find(self, heard: Sequence[Heard]) -> Mapping[str, Sequence[Span]]:
        """Group -> where its phrases stand in a message (as `sounds.hear` gives it)."""
        found: dict[str, dict[Span, set[str]]] = {}
        for version in heard:
            for owners, span in chain(self._scan(version), self._read(version)):
                typed = "".join(version.plain[span.first : span.last + 1])
                for group, code, letters in owners:
                    if not letters or _spelled(letters, typed):
                        found.setdefault(group, {}).setdefault(span, set()).add(code)
        return {
            group: tuple(replace(span, codes=frozenset(codes)) for span, codes in spans.items())
            for group, spans in found.items()
        }

    def _read(self, heard: Heard) -> Iterator[tuple[Sequence[_Owner], Span]]:
        for at, word in enumerate(heard.plain):
            if (owners := self._literals.get(word)) is not None and at in heard.word:
                start = heard.word.index(at)
                yield owners, Span(at, at, (start, start))

    def _scan(self, heard: Heard) -> Iterator[tuple[Sequence[_Owner], Span]]:
        words, glued = heard.word, _glued(heard)
        for start, word in enumerate(words):
            inside = start > 0 and words[start - 1] == word
            if inside and word not in glued:
                continue
            for end in range(start + 1, len(words) + 1):
                entries = self._entries.get(heard.consonants[start:end])
                if entries is None:
                    break
                if entries:
                    cut = end < len(words) and words[end] == words[end - 1]
                    place = _Place(start, end, inside, cut, words[end - 1] in glued)
                    for entry in _fitting(entries, heard, place):
                        span = Span(word, words[end - 1], (start, end - 1))
                        yield self._of(entries[entry], heard.script[word]), span

    def _of(self, owners: Sequence[_Owner], script: str) -> Sequence[_Owner]:
        """Those whose language is written in the script that was typed."""
        if script in _ANY_SCRIPT:
            return owners
        return [owner for owner in owners if script in self._scripts[owner.code]]


class _Place(NamedTuple):
    start: int
    end: int
    inside: bool
    """Begins within a word."""

    cut: bool
    """Ends within a word."""

    glued: bool
    """That word may be several."""


def _glued(heard: Heard) -> frozenset[int]:
    if len(heard.word) < _GLUED:
        return frozenset()
    counts = Counter(heard.word)
    return frozenset(word for word, count in counts.items() if count >= _GLUED)


def _fitting(entries: Iterable[_Entry], heard: Heard, place: _Place) -> Iterator[_Entry]:
    words = heard.word[place.start : place.end]
    script = heard.script[words[0]]
    breaks = {at for at in range(1, len(words)) if words[at] != words[at - 1]}
    for entry in entries:
        cut = place.cut and not entry.open
        if (cut and not place.glued) or not breaks <= entry.starts:
            continue
        if (cut or place.inside) and len(words) < _WITHIN:
            continue
        if len({entry.script, script} - _ANY_SCRIPT) > 1:
            continue
        if len(words) < _JOINED and len(breaks) + 1 < len(entry.starts):
            continue
        budget = 0.0 if place.inside or cut else entry.budget
        if _slips(entry, heard, place.start, budget) <= budget:
            yield entry


def _slips(entry: _Entry, heard: Heard, start: int, budget: float) -> float:
    """What the vowels that are not as wanted cost; it stops counting above the budget."""
    total = 0.0
    for at, wanted in enumerate(entry.vowels, start):
        got = heard.vowels[at]
        if wanted != got and at - start not in entry.free:
            final = heard.word[at + 1 : at + 2] != (heard.word[at],)
            total += _cost(wanted, got, final, heard.consonants[at + 1 : at + 2] == "h")
            if total > budget:
                break
    return total


@lru_cache(maxsize=10_000)
def _cost(wanted: str, got: str, final: bool, before_h: bool) -> float:
    """Of one vowel that is not written as wanted."""
    got = "" if got in (ANY, FAINT) else got
    pair = {wanted, got}
    if len(pair) == 1 or (pair in _SAME and not (final and not wanted)):
        return 0.0
    if not got:
        return _DROPPED * len(wanted)
    if pair in _NEAR:
        return _NEAR_BY
    if not wanted:
        return _DROPPED if before_h else _OTHER
    return _OTHER if "a" in pair else _OPPOSITE


def _letters(phrase: str) -> str:
    return "".join(filter(str.isalnum, _RANGE.sub("", phrase).casefold()))


@lru_cache(maxsize=20_000)
def _spelled(letters: str, typed: str) -> bool:
    """Whether English letters are what was typed, slips and endings forgiven; never in a script of
    India: there English words are spelled by ear, and each language has its own."""
    if not typed.isascii():
        return False
    return letters in typed or SequenceMatcher(None, letters, typed).ratio() >= _ALIKE


def _numbered(phrase: str) -> Iterator[str]:
    if (found := _RANGE.search(phrase)) is None:
        yield phrase
        return
    first, last = int(found[1]), int(found[2])
    if not 0 <= last - first < _NUMBERS:
        raise ValueError(f"a range has at most {_NUMBERS} numbers, not {first} to {last}")
    for number in range(first, last + 1):
        yield phrase[: found.start()] + str(number) + phrase[found.end() :]


def _compiled(phrase: str) -> Iterable[tuple[str, _Entry]]:
    """The phrase as it may be typed, with each choice of its weak nasals."""
    words = phrase.strip("=?").split()
    bare = [normalise(word.rstrip("~*")).casefold() for word in words]
    ways = range(max(map(ways_of, bare), default=1))
    heard = dict.fromkeys(tuple(sounds_of(word, way) for word in bare) for way in ways)
    return dict.fromkeys(found for sounds in heard for found in _spelt(phrase, words, sounds))


def _spelt(
    phrase: str, words: Sequence[str], sounds: Sequence[Sounds]
) -> Iterator[tuple[str, _Entry]]:
    script = script_of(phrase)
    if not words or not all(sound.consonants for sound in sounds):
        raise ValueError("a word of it cannot be heard; write letters")
    places = [(w, c) for w, sound in enumerate(sounds) for c in range(len(sound.consonants))]
    weak = [(w, c) for w, c in places if c in sounds[w].weak]
    for count in range(len(weak) + 1):
        for dropped in combinations(weak, count):
            kept = [place for place in places if place not in dropped]
            entry = _Entry(
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


def _literal(phrase: str) -> str:
    """The word itself, if it is compared letter by letter: marked so, or Latin and short."""
    if phrase.startswith("'"):
        return normalise(phrase[1:]).casefold()
    short = phrase.isascii() and phrase.isalpha() and len(sounds_of(phrase).consonants) <= _LITERAL
    return phrase.casefold() if short else ""
