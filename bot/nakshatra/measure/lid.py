"""Labelled texts and an identifier -> how often it is right: by language, source and length.

What the cards say is not told apart in Latin letters (Urdu from Hindi) counts as one. Dialects are
reported apart and enter no average.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from time import perf_counter
from typing import Any

from nakshatra.identifiers.tongues import LATIN, Tongues
from nakshatra.text.scripts import script_of

LENGTHS = (15, 30, 60, 120)
"""Characters: under 15, 15 to 29, ..., 120 and more."""

FEWEST = 50
"""Rows: a language with fewer is shown but does not enter macro-F1."""


@dataclass(frozen=True, slots=True)
class Share:
    n: int
    accuracy: float


@dataclass(frozen=True, slots=True)
class Score(Share):
    f1: float


@dataclass(frozen=True, slots=True)
class Report:
    n: int
    accuracy: float
    macro_f1: float
    """Over the languages with at least 50 rows."""

    us: float
    """Microseconds a text, all of them in one call, the clock of the wall."""

    languages: Mapping[str, Score]
    sources: Mapping[str, Share]
    lengths: Mapping[str, Share]
    dialects: Mapping[str, Share]
    """Dialect -> how often it was answered as Hindi (or by its own name)."""

    confusions: Sequence[tuple[str, str, int]]
    """Right, said, how often; the worst first."""

    def headline(self) -> dict[str, float]:
        return {"accuracy": self.accuracy, "macro_f1": self.macro_f1, "us": self.us}

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def lid(
    rows: Sequence[Mapping[str, Any]],
    identify: Callable[[Sequence[str]], Sequence[str]],
    tongues: Tongues,
) -> Report:
    """`rows` have text, lang, script, source; `identify` gives a language code for each text."""
    started = perf_counter()
    said = identify([row["text"] for row in rows])
    took = perf_counter() - started
    pairs = [
        (row, _merged(row["lang"], row["text"], tongues), _merged(code, row["text"], tongues))
        for row, code in zip(rows, said, strict=True)
    ]
    main = [pair for pair in pairs if pair[1] not in tongues.dialects]
    right, given = Counter(p[1] for p in main), Counter(p[2] for p in main)
    hits = Counter(p[1] for p in main if p[1] == p[2])
    languages = {
        code: Score(n, hits[code] / n, 2 * hits[code] / (n + given[code]))
        for code, n in sorted(right.items())
    }
    large = [score.f1 for score in languages.values() if score.n >= FEWEST]
    wrong = Counter((p[1], p[2]) for p in main if p[1] != p[2])
    return Report(
        n=len(main),
        accuracy=sum(hits.values()) / max(1, len(main)),
        macro_f1=sum(large) / max(1, len(large)),
        us=took / max(1, len(rows)) * 1e6,
        languages=languages,
        sources=_by(main, lambda row: str(row.get("source", "")).split("/")[0]),
        lengths=_by(main, lambda row: _length(row["text"])),
        dialects=_dialects(pairs, tongues),
        confusions=[(*pair, n) for pair, n in wrong.most_common(15)],
    )


Pair = tuple[Mapping[str, Any], str, str]


def _merged(code: str, text: str, tongues: Tongues) -> str:
    """Urdu in Latin letters is Hindi."""
    other = tongues.merged.get(code)
    return other if other and script_of(text) == LATIN else code


def _by(pairs: Sequence[Pair], name: Callable[[Mapping[str, Any]], str]) -> dict[str, Share]:
    parts: dict[str, list[bool]] = defaultdict(list)
    for row, right, said in pairs:
        parts[name(row)].append(right == said)
    return {key: Share(len(v), sum(v) / len(v)) for key, v in sorted(parts.items())}


def _length(text: str) -> str:
    low = 0
    for high in LENGTHS:
        if len(text) < high:
            return f"{low:03}-{high - 1:03}"
        low = high
    return f"{low}+"


def _dialects(pairs: Sequence[Pair], tongues: Tongues) -> dict[str, Share]:
    parts: dict[str, list[bool]] = defaultdict(list)
    for _, right, said in pairs:
        if right in tongues.dialects:
            parts[right].append(said in (tongues.dialects[right], right))
    return {key: Share(len(v), sum(v) / len(v)) for key, v in sorted(parts.items())}
