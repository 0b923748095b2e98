"""Hindi texts and romanised texts that are not translations of each other -> how Hindi is typed.

A word typed often is paired with the word of the lexicon that it most likely spells (same sound,
similar frequency, cheapest spelling); the costs of spellings are counted again from the pairs,
three times. Writes hi/spellings.tsv, hi/words.tsv and en/words.tsv under languages/.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from nakshatra.text.devanagarise import bare_key
from nakshatra.text.normalise import normalise
from nakshatra.text.spelling import Costs, cost, path
from nakshatra.training.samples import texts_of
from nakshatra.training.spelling_start import START

_DEVANAGARI = re.compile("[\u0900-\u0963\u0970-\u097f]+")
_LATIN = re.compile("[a-z]+")
_ROUNDS = 3
_FREQUENCY = 0.3
"""How much it counts that two words are equally frequent, in costs per factor of e."""

_DEAREST = 1.0
"""Cost a letter above which a pair is not believed."""

_PRIOR = 8.0
"""How many observations the hand-set starting costs are worth."""

_CROWD = 150
"""Words with one key: more say nothing."""


@dataclass(frozen=True, slots=True)
class Pair:
    typed: str
    word: str
    sure: bool
    """No other word is nearly as likely."""


def train_spelling(data: Path, out: Path) -> tuple[int, int]:
    """Returns how many words and how many pairs there are."""
    native = _counted(texts_of(data, "native", "hi"), _DEVANAGARI)
    english = _counted(texts_of(data, "native", "en"), _LATIN)
    typed = Counter[str]()
    for lang in ("hi", "ur"):
        typed += _counted(texts_of(data, "roman_dakshina", lang), _LATIN)
    costs = starting_costs()
    pairs: list[Pair] = []
    for _ in range(_ROUNDS):
        pairs = list(_pairs(native, typed, costs))
        costs = _recounted(pairs, costs)
    _write(out, native, english, _usual(pairs, typed, costs), costs)
    return len(native), len(pairs)


def starting_costs() -> Costs:
    """What a person who knows Hindi expects; see spelling_start.py."""
    table: dict[tuple[str, str, str], dict[str, float]] = {}
    for (kind, text), spellings in START.items():
        whole = sum(math.exp(-price) for price in spellings.values())
        for place in ("m", "f"):
            table[kind, text, place] = {
                letters: price + math.log(whole) for letters, price in spellings.items()
            }
    return table


def _counted(texts: Iterable[str], word: re.Pattern[str]) -> Counter[str]:
    """Word -> in how many texts it stands."""
    found = Counter[str]()
    for text in texts:
        found.update(set(word.findall(normalise(text).lower())))
    return found


def _pairs(native: Counter[str], typed: Counter[str], costs: Costs) -> Iterator[Pair]:
    by_key: dict[str, list[str]] = defaultdict(list)
    for word in sorted(native):
        if len(word) > 1:
            by_key[bare_key(word)].append(word)
    shift = math.log(typed.total() / native.total())
    for spelled, count in sorted(typed.items()):
        words = by_key.get(bare_key(spelled), [])
        if count < 2 or len(spelled) < 3 or not 0 < len(words) <= _CROWD:
            continue
        scored = sorted(
            (price + _FREQUENCY * abs(math.log(count / native[word]) - shift), price, word)
            for word in words
            if (price := cost(spelled, word, costs)) < 1e8
        )
        if scored and scored[0][1] < _DEAREST * len(spelled):
            yield Pair(spelled, scored[0][2], len(scored) < 2 or scored[1][0] - scored[0][0] > 1)


def _recounted(pairs: Iterable[Pair], costs: Costs) -> Costs:
    seen: dict[tuple[str, str, str], Counter[str]] = defaultdict(Counter)
    for pair in pairs:
        for unit, letters in path(pair.typed, pair.word, costs)[1]:
            seen[unit][letters] += 10 if pair.sure else 4
    start = starting_costs()
    return {
        unit: {
            letters: -math.log(
                (seen[unit][letters] / 10 + _PRIOR * math.exp(-price))
                / (seen[unit].total() / 10 + _PRIOR)
            )
            for letters, price in spellings.items()
        }
        for unit, spellings in start.items()
    }


def _usual(pairs: Iterable[Pair], typed: Counter[str], costs: Costs) -> dict[str, str]:
    """Word -> the spelling that is both frequent and likely for it."""
    best: dict[str, tuple[float, str]] = {}
    for pair in pairs:
        if pair.sure and typed[pair.typed] >= 3:
            worth = math.log(typed[pair.typed]) - cost(pair.typed, pair.word, costs)
            if worth > best.get(pair.word, (-1e9, ""))[0]:
                best[pair.word] = worth, pair.typed
    return {word: spelled for word, (_, spelled) in best.items()}


def _write(
    out: Path,
    native: Counter[str],
    english: Counter[str],
    usual: Mapping[str, str],
    costs: Costs,
) -> None:
    _table(
        out / "hi" / "spellings.tsv",
        "unit kind, Devanagari, place, Latin letters, cost",
        (
            f"{kind}\t{text}\t{place}\t{letters}\t{price:.2f}"
            for (kind, text, place), spellings in sorted(costs.items())
            for letters, price in sorted(spellings.items())
        ),
    )
    kept = [w for w, n in native.items() if n > 1 or w in usual]
    _table(
        out / "hi" / "words.tsv",
        "key, word, texts it stands in, usual Latin spelling",
        (
            f"{bare_key(w)}\t{w}\t{native[w]}\t{usual.get(w, '')}"
            for w in sorted(kept, key=lambda w: (bare_key(w), -native[w], w))
        ),
    )
    _table(
        out / "en" / "words.tsv",
        "English word, texts it stands in",
        (f"{w}\t{n}" for w, n in sorted(english.items(), key=lambda e: (-e[1], e[0])) if n > 1),
    )


def _table(file: Path, columns: str, rows: Iterable[str]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    head = f"# {columns}: made by `nakshatra languages train`\n"
    file.write_text(head + "".join(row + "\n" for row in rows), "utf-8")
