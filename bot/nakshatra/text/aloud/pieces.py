"""What the readers of numbers, dates and telephone numbers share; tells nothing by itself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import regex

from nakshatra.text.aloud.speech import Speech, ended

LETTER = r"[\p{L}\p{M}\u200c\u200d]"
EDGE = r"(?<![\p{L}\p{M}\p{N}])"
END = r"(?![\p{L}\p{M}\p{N}])"
TAIL = rf"(?P<tail>[-'’]?{LETTER}+)?"
"""What is written onto a number: "8th", "108-ൽ"."""

_LATIN = regex.compile(r"[A-Za-z]")
_LONG = 4
"""Letters: what is longer and written onto a number is a word of its own ("10நாட்கள்")."""


def any_of(ways: Iterable[str]) -> str:
    """A pattern for one of these, the longest first."""
    return "(?:" + "|".join(map(regex.escape, sorted(ways, key=len, reverse=True))) + ")"


def starting(words: Sequence[str]) -> regex.Pattern[str]:
    """Matches words that begin with one of these, or are one that is written "^x"."""
    whole = [word[1:].casefold() for word in words if word.startswith("^")]
    first = [word.casefold() for word in words if not word.startswith("^")]
    return regex.compile(rf"{any_of(whole)}\Z|{any_of(first)}" if whole else any_of(first))


def is_latin(text: str) -> bool:
    return _LATIN.match(text) is not None


def with_tail(told: str, tail: str | None, words: Speech) -> str:
    """ "eight" + "th" -> "eighth"; a longer word, or one in Latin letters, stands apart."""
    if not tail:
        return told
    tail = tail.lstrip("-'’")
    for tails, ends in words.attached.items():
        if tail in tails.split():
            head, _, last = told.rpartition(" ")
            return f"{head} {ended(last, ends)}".strip()
    return f"{told} {tail}" if is_latin(tail) or len(tail) > _LONG else told + tail


def spaced(found: regex.Match[str], told: str) -> str:
    """Apart from letters beside it: "H1N1"."""
    before = found.string[found.start() - 1 : found.start()]
    after = found.string[found.end() : found.end() + 1]
    return (" " if before.isalpha() else "") + told + (" " if after.isalnum() else "")
