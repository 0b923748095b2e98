"""How Hindi is spelled in Latin letters: units of Devanagari, their spellings and what each costs.

Reads languages/hi/: `spellings.tsv` (unit, place, spelling, cost: trained), `words.tsv` (key, word,
count, usual spelling: trained) and `typed.tsv` (spelling, word: written by hand).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from nakshatra.home import home

SIGNS = frozenset("ािीुूृेैोौॉॅ")
_NASALS = frozenset("ंँः")

Unit = tuple[str, str]
"""Kind and text: ("c", "ख़") consonant, ("s", "ा") sign, ("i", "आ") vowel, ("n", "ं") nasal,
("v", "्") virama, ("z", "") the schwa that nobody writes."""

Costs = Mapping[tuple[str, str, str], Mapping[str, float]]
"""Unit and place ("m" inside, "f" at the end) -> spelling -> -log of its probability."""


@dataclass(frozen=True, slots=True)
class Known:
    """A word of the lexicon."""

    word: str
    count: int
    usual: str
    """Its most frequent spelling in Latin letters; "" when not seen."""


def units(word: str) -> list[Unit]:
    """A Devanagari word, in normal form, as what can be spelled."""
    found: list[Unit] = []
    at = 0
    while at < len(word):
        char = word[at]
        at += 1
        if "क" <= char <= "ह":
            if word[at : at + 1] == "़":
                char, at = char + "़", at + 1
            found.append(("c", char))
            follows = word[at : at + 1]
            if follows == "्":
                found.append(("v", "्"))
                at += 1
            elif follows not in SIGNS or not follows:
                found.append(("z", ""))
        elif char in SIGNS:
            found.append(("s", char))
        else:
            found.append(("n" if char in _NASALS else "i", char))
    return found


def places(parts: Sequence[Unit]) -> list[tuple[str, str, str]]:
    """Units with their place: "f" where only nasals follow."""
    last = len(parts)
    while last and parts[last - 1][0] == "n":
        last -= 1
    return [(*unit, "f" if at >= last - 1 else "m") for at, unit in enumerate(parts)]


def cost(spelled: str, word: str, costs: Costs) -> float:
    """-log of the probability that someone types `spelled` for `word`; infinite if nobody would."""
    return path(spelled, word, costs)[0]


def path(
    spelled: str, word: str, costs: Costs
) -> tuple[float, list[tuple[tuple[str, str, str], str]]]:
    """The cost, and which letters stand for which unit in the cheapest reading."""
    parts = places(units(word))
    best: list[dict[int, tuple[float, int, str]]] = [{0: (0.0, 0, "")}]
    for unit in parts:
        row: dict[int, tuple[float, int, str]] = {}
        for start, (so_far, _, _) in best[-1].items():
            for letters, price in costs.get(unit, {}).items():
                end = start + len(letters)
                total = so_far + price
                if spelled.startswith(letters, start) and total < row.get(end, (1e9,))[0]:
                    row[end] = (total, start, letters)
        best.append(row)
    if len(spelled) not in best[-1]:
        return float("inf"), []
    end, steps = len(spelled), []
    for at in range(len(parts), 0, -1):
        _, start, letters = best[at][end]
        steps.append((parts[at - 1], letters))
        end = start
    return best[-1][len(spelled)][0], steps[::-1]


@cache
def costs() -> Costs:
    table: dict[tuple[str, str, str], dict[str, float]] = defaultdict(dict)
    for kind, text, place, letters, price in _rows("hi/spellings.tsv"):
        table[kind, text, place][letters] = float(price)
    return table


@cache
def lexicon() -> Mapping[str, Sequence[Known]]:
    """Phonetic key without vowels -> the words that have it."""
    table: dict[str, list[Known]] = defaultdict(list)
    for key, word, count, usual in _rows("hi/words.tsv"):
        table[key].append(Known(word, int(count), usual))
    return table


@cache
def usual() -> Mapping[str, str]:
    """Word -> how it is usually typed, by hand first."""
    table = {k.word: k.usual for words in lexicon().values() for k in words if k.usual}
    return table | {row[0]: row[1] for row in _rows("hi/latin.tsv")}


@cache
def typed() -> Mapping[str, str]:
    """Spelling -> word, for short forms that no rule gives ("nhi", "kr", "h")."""
    return {row[0]: row[1] for row in _rows("hi/typed.tsv")}


@cache
def english() -> Mapping[str, int]:
    """English word -> in how many of the training texts it stands."""
    return {word: int(count) for word, count in _rows("en/words.tsv")}


def _rows(name: str) -> Iterator[list[str]]:
    path = Path(home() / "languages" / name)
    for line in path.read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")
