"""Groups of phrases -> where each stands in a message, however it is spelt. Judges nothing.

A phrase is heard in its own script and in Latin letters. Its marks: `word~` any ending vowel (काट~
hears काटा, kaati), `word*` at the end of a phrase any ending at all, `=` in front no misspelling,
`?` at the end one slip more, `{1-30}` any number from 1 to 30, `'word` this very spelling only (so
is a Latin word of one or two consonants).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from itertools import chain
from typing import Any, NamedTuple, TypeVar

from nakshatra.safety.phrases import (
    Entry,
    compiled,
    letters_of,
    literal,
    numbered,
    spelled,
)
from nakshatra.safety.sounds import Heard
from nakshatra.safety.typed import ANY, FAINT
from nakshatra.text.scripts import script_of

H = TypeVar("H", bound=Hashable)

_DROPPED, _NEAR_BY, _OTHER, _OPPOSITE = 0.5, 0.75, 1.0, 9.0
"""What a vowel costs that is left out, that is its neighbour, another, clearly different."""

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


class _Owner(NamedTuple):
    group: str
    code: str
    """The language whose phrase it is."""

    letters: str
    """An English phrase as it is spelled; "" of another language."""


@cache
def _owner(group: str, code: str, letters: str) -> _Owner:
    """The same object for all that are equal, of which there are a hundred thousand."""
    return _Owner(group, code, letters)


_Owners = tuple[_Owner, ...]


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

    exact: bool = True
    """Without a slip in its vowels."""


@dataclass(slots=True)
class Phrasebook:
    """Filled once; searched without locks."""

    _entries: dict[str, tuple[tuple[Entry, _Owners], ...]] = field(default_factory=dict)
    """Consonants, and every beginning of them -> phrases, each with its groups and languages. In
    tuples, most of which are shared: a hundred thousand dicts and lists would be 30 MB more."""

    _literals: dict[str, _Owners] = field(default_factory=dict)
    _scripts: dict[str, set[str]] = field(default_factory=dict)
    """Language -> the scripts its phrases stand in: a Latin one is heard in those alone."""

    def add(self, group: str, phrase: str, code: str) -> None:
        """`code`: the language it is of. Raise `ValueError` when nothing of it can be heard."""
        letters = letters_of(phrase) if code == ENGLISH else ""
        self._scripts.setdefault(code, {"Latn"}).add(script_of(phrase))
        for one in numbered(phrase):
            if exact := literal(one):
                owners = self._literals.get(exact, ())
                self._literals[exact] = (*owners, _owner(group, code, ""))
                continue
            for consonants, entry in compiled(one):
                for end in range(1, len(consonants)):
                    self._entries.setdefault(consonants[:end], ())
                here = dict(self._entries.get(consonants, ()))
                here[entry] = (*here.get(entry, ()), _owner(group, code, letters))
                self._entries[consonants] = tuple(here.items())

    def rows(self) -> dict[str, Any]:
        """All of it in plain lists; `of` turns them back."""
        entries: dict[Entry, int] = {}
        found = {
            consonants: [[entries.setdefault(e, len(entries)), *owners] for e, owners in here]
            for consonants, here in self._entries.items()
        }
        plain = [[e.script, e.vowels, *map(sorted, (e.starts, e.free)), *e[4:]] for e in entries]
        scripts = {code: sorted(scripts) for code, scripts in self._scripts.items()}
        return {"entries": plain, "found": found, "literals": self._literals, "scripts": scripts}

    @classmethod
    def of(cls, rows: Mapping[str, Any]) -> Phrasebook:
        """Raise `KeyError`, `TypeError` or `IndexError` when these are no rows of a phrasebook."""
        same: dict[Hashable, Any] = {}

        def once(one: H) -> H:
            """The same object for all that are equal."""
            found: H = same.setdefault(one, one)
            return found

        entries = [
            Entry(
                once(script),
                once(tuple(map(once, vowels))),
                once(frozenset(starts)),
                once(frozenset(free)),
                open,
                once(budget),
            )
            for script, vowels, starts, free, open, budget in rows["entries"]
        ]
        found = {
            consonants: tuple(
                (entries[at], once(tuple(_owner(*one) for one in owners))) for at, *owners in here
            )
            for consonants, here in rows["found"].items()
        }
        literals = {
            word: once(tuple(_owner(*one) for one in them))
            for word, them in rows["literals"].items()
        }
        return cls(found, literals, {code: set(them) for code, them in rows["scripts"].items()})

    def find(self, heard: Sequence[Heard]) -> Mapping[str, Sequence[Span]]:
        """Group -> where its phrases stand in a message (as `sounds.hear` gives it)."""
        found: dict[str, dict[Span, set[str]]] = {}
        for version in heard:
            for owners, span in chain(self._scan(version), self._read(version)):
                typed = "".join(version.plain[span.first : span.last + 1])
                for group, code, letters in owners:
                    if not letters or spelled(letters, typed):
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
                    for owners, slips in _fitting(entries, heard, place):
                        span = Span(word, words[end - 1], (start, end - 1), exact=not slips)
                        yield self._of(owners, heard.script[word]), span

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


def _fitting(
    entries: Iterable[tuple[Entry, _Owners]], heard: Heard, place: _Place
) -> Iterator[tuple[_Owners, float]]:
    """Whose phrases stand there, and what their slips cost."""
    words = heard.word[place.start : place.end]
    script = heard.script[words[0]]
    breaks = {at for at in range(1, len(words)) if words[at] != words[at - 1]}
    for entry, owners in entries:
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
        if (slips := _slips(entry, heard, place.start, budget)) <= budget:
            yield owners, slips


def _slips(entry: Entry, heard: Heard, start: int, budget: float) -> float:
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
