"""Spoken words of a language -> the numbers they say: text/aloud/counting turned round, by search.

It knows the words of speech.toml and how they may join, and nothing of how they were made: two
numbers with the same words are found as two readings.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache

from nakshatra.text.aloud.counting import cardinal
from nakshatra.text.aloud.speech import Ends, Speech, ended, speech

_MARKS = "।.,;:?!()۔،؛؟\"'"
_MOST_WORDS = 14
"""Of a number below a crore."""


class Ear:
    def __init__(self, code: str, *, inflected: bool = False) -> None:
        """`inflected`: also the forms in which a number's last word stands before a noun or an
        ending; what it hears in a whole sentence."""
        words = speech(code)
        assert words is not None
        self._words = words
        ends = [words.before_noun, words.range, *words.attached.values()] if inflected else []
        forms = _Forms(ends)
        self._small = forms.of((cardinal(n, words), n) for n in range(100))
        self._digits = _table((word, n) for n, word in enumerate(words.digits))
        alone = ((word, n * 100) for n, word in enumerate(words.hundreds, 1))
        joined = ((word, n * 100) for n, word in enumerate(words.hundreds_joined, 1))
        self._hundreds = forms.of(alone), _table(joined)
        self._sizes = [_sized(words, value, forms) for value in (10**7, 10**5, 10**3)]

    def heard(self, said: str) -> set[str]:
        """Every number in a sentence, as long as it goes; a point and its digits belong to it."""
        tokens = said.split()
        words = [token.strip(_MARKS) for token in tokens]
        found: set[str] = set()
        at = 0
        while at < len(words):
            end, number = self._longest(tokens, words, at)
            if end > at and not tokens[end - 1].endswith(tuple(_MARKS)):
                point = self._words.point.split()
                if words[end : end + len(point)] == point:
                    end += len(point)
                    part = ""
                    while end < len(words) and (digit := self.digits(words[end])):
                        part, end = part + digit, end + 1
                    number = f"{number}.{part}"
            if end > at:
                found.add(number)
            at = max(end, at + 1)
        return found

    def _longest(self, tokens: list[str], words: list[str], at: int) -> tuple[int, str]:
        for end in range(min(len(words), at + _MOST_WORDS), at, -1):
            if any(token.endswith(tuple(_MARKS)) for token in tokens[at : end - 1]):
                continue
            if readings := self.readings(" ".join(words[at:end])):
                return end, str(min(readings))
        return at, ""

    def readings(self, said: str) -> set[int]:
        """Every number these words may say."""
        return set(self._whole(_plain(said), 0))

    def digits(self, said: str) -> str:
        """A number told digit by digit; "" when it is no such thing."""
        words = _plain(said).replace(",", "").split()
        found = [self._digits.get(word) for word in words]
        return "".join(str(min(one)) for one in found if one) if all(found) else ""

    def _whole(self, said: str, level: int) -> Iterator[int]:
        if level == len(self._sizes):
            yield from self._below_thousand(said)
            return
        yield from self._whole(said, level + 1)
        alone, joined = self._sizes[level]
        yield from alone.get(said, ())
        for cut in _cuts(said):
            for number in joined.get(said[:cut], ()):
                yield from (number + rest for rest in self._whole(said[cut + 1 :], level + 1))

    def _below_thousand(self, said: str) -> Iterator[int]:
        alone, joined = self._hundreds
        yield from self._small.get(said, ())
        yield from alone.get(said, ())
        for cut in _cuts(said):
            for number in joined.get(said[:cut], ()):
                yield from (number + rest for rest in self._small.get(said[cut + 1 :], ()))


class _Forms:
    def __init__(self, ends: list[Ends]) -> None:
        self._ends = ends

    def of(self, pairs: Iterable[tuple[str, int]]) -> dict[str, set[int]]:
        every = ((form, n) for word, n in pairs for form in self._forms(word))
        return _table(every)

    def _forms(self, words: str) -> Iterator[str]:
        yield words
        head, _, last = words.rpartition(" ")
        for ends in self._ends:
            yield f"{head} {ended(last, ends)}".strip()
            yield f"{head}{ended(f' {last}', ends)}".strip()  # the last word of a longer number
            yield ended(words, ends)


@cache
def ear(code: str, *, inflected: bool = False) -> Ear:
    return Ear(code, inflected=inflected)


def _sized(
    words: Speech, value: int, forms: _Forms
) -> tuple[dict[str, set[int]], dict[str, set[int]]]:
    size = {10**7: words.crore, 10**5: words.lakh, 10**3: words.thousand}[value]
    alone, joined = [], []
    for count in range(1, 1000 if value == 10**7 else 100):
        said = size.exact.get(str(count)) or ended(cardinal(count, words), size.ends)
        alone.append((said, count * value))
        joined.append((ended(said, size.joined), count * value))
    return forms.of(alone), _table(joined)


def _table(pairs: Iterable[tuple[str, int]]) -> dict[str, set[int]]:
    found: dict[str, set[int]] = {}
    for said, number in pairs:
        found.setdefault(_plain(said), set()).add(number)
    return found


def _cuts(said: str) -> Iterator[int]:
    return (at for at, char in enumerate(said) if char == " ")


def _plain(said: str) -> str:
    return " ".join(unicodedata.normalize("NFC", said).split())
