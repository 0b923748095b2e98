"""Words with the ways people typed them, and texts -> how well and how fast both ways are spelled.

Not a measure of meaning: a word spelled otherwise than in the rows counts as wrong, even where
both spellings are in use.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from time import process_time
from typing import Any

from nakshatra.text.nativise import candidates
from nakshatra.text.normalise import normalise
from nakshatra.text.romanise import romanised
from nakshatra.text.transliterate import to_native, to_script
from nakshatra.types import Lang

_LISTED = 40
"""Mistakes that are shown, each way."""


@dataclass(frozen=True, slots=True)
class Report:
    n: int
    """Rows: a word and one way of typing it."""

    words: int
    top1: float
    """Share of rows whose word is the first candidate."""

    top5: float
    top1_weighted: float
    """The same, each row counted as often as people typed it."""

    roman: float
    """Share of words written as somebody typed them."""

    misread: Sequence[str]
    miswritten: Sequence[str]

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Speed:
    """Words of running text a second of processor time, nothing remembered at the start."""

    words: int
    to_native: float
    to_roman: float


def xlit(rows: Sequence[Mapping[str, Any]], code: str) -> Report:
    """`rows` have text (the word), native (as typed) and attestations."""
    ways: dict[str, set[str]] = defaultdict(set)
    hits, misread = [], []
    for row in rows:
        word, typed = normalise(row["text"]), str(row["native"]).lower()
        ways[word].add(typed)
        best = candidates(typed, code, 5)
        rank = best.index(word) if word in best else 5
        hits.append((rank, float(row.get("attestations", 1))))
        if rank:
            misread.append(f"{typed}: {' '.join(best)} (is {word})")
    written = {word: romanised(word, code) for word in ways}
    wrong = [f"{word}: {written[word]} (is {', '.join(sorted(ways[word]))})"
             for word in ways if written[word] not in ways[word]]  # fmt: skip
    return Report(
        n=len(hits),
        words=len(ways),
        top1=_share((rank == 0, 1.0) for rank, _ in hits),
        top5=_share((rank < 5, 1.0) for rank, _ in hits),
        top1_weighted=_share((rank == 0, weight) for rank, weight in hits),
        roman=1 - len(wrong) / max(1, len(ways)),
        misread=_spread(misread),
        miswritten=_spread(wrong),
    )


def speed(rows: Sequence[Mapping[str, Any]]) -> Speed:
    """`rows` have text and lang; typed ones are read, those in another script are written."""
    typed = [(row["text"], Lang(row["lang"], "Latn")) for row in rows if row["text"].isascii()]
    native = [(row["text"], Lang(row["lang"], "Latn")) for row in rows if not row["text"].isascii()]
    return Speed(
        words=sum(len(text.split()) for text, _ in typed + native),
        to_native=_pace(to_native, typed),
        to_roman=_pace(to_script, native),
    )


def _pace(turn: Callable[[str, Lang], str], texts: Sequence[tuple[str, Lang]]) -> float:
    started = process_time()
    for text, lang in texts:
        turn(text, lang)
    return sum(len(text.split()) for text, _ in texts) / max(1e-9, process_time() - started)


def _share(hits: Iterable[tuple[bool, float]]) -> float:
    pairs = list(hits)
    return sum(weight for hit, weight in pairs if hit) / max(1e-9, sum(w for _, w in pairs))


def _spread(lines: Sequence[str]) -> list[str]:
    step = max(1, len(lines) // _LISTED)
    return list(lines[::step][:_LISTED])
