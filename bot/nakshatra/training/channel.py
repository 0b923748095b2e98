"""Words in a language's script -> how people type them in Latin letters, learned without pairs.

A `Channel` prices each spelling of each unit (letter, sign, silent vowel) of a native word. It
starts from training/spellings.tsv and languages/<code>/habits.tsv; training/pairs.py counts it
again from the pairs that it finds. Training only.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from random import Random

from nakshatra.errors import CatalogueError
from nakshatra.home import home

Unit = tuple[str, str]
"""Key in the channel's table, and the characters of the word it stands for ("" for a schwa)."""

Step = tuple[Unit, str]
"""A unit and the Latin letters that someone typed for it."""

_BASE = Path(__file__).with_name("spellings.tsv")
_PRIOR = 8.0
"""How many observations the hand-set weights of a unit are worth."""

_DOUBLED = 0.02
"""How often a single consonant is typed twice."""

_SIGNS = frozenset("ािीुूृॄॅॆेैॉॊोौॗ")
_NASALS = frozenset("ंँः॰")
_LABIALS = frozenset("पफबभम")
_VIRAMA, _NUKTA, _ADDAK, _ALIF = "्", "़", "ॱ", "ا"
_ASPIRATE = dict(zip("कगचजटडतदपब", "खघछझठढथधफभ", strict=True))
_LONG = frozenset("اوےیيآ")
_MARKS = frozenset("ًٌٍَُِّْٰ")


class Channel:
    """What a spelling of a unit costs: -log of its probability."""

    def __init__(self, weights: Mapping[str, Mapping[str, float]]) -> None:
        self.arabic = _ALIF in weights
        self.start = {key: _shares(spellings) for key, spellings in weights.items()}
        self.costs = {key: _costs(shares) for key, shares in self.start.items()}

    @classmethod
    def of(cls, lang: str) -> Channel:
        """The hand-set start for a language."""
        path = home() / "languages" / lang / "habits.tsv"
        own = _read(path) if path.is_file() else {}
        return cls(own if _ALIF in own else _read(_BASE) | own)

    def units(self, word: str) -> list[Unit]:
        return self._arabic(word) if self.arabic else self._brahmic(word)

    def path(self, typed: str, word: str) -> tuple[float, list[Step]]:
        """The cheapest reading of `typed` as `word`; infinite when nobody would type it."""
        parts = self.units(word)
        best: list[dict[int, tuple[float, int, str]]] = [{0: (0.0, 0, "")}]
        for key, _ in parts:
            row: dict[int, tuple[float, int, str]] = {}
            for start, (so_far, _, _) in best[-1].items():
                for letters, price in self.costs[key].items():
                    if letters and not typed.startswith(letters, start):
                        continue
                    end = start + len(letters)
                    if end not in row or so_far + price < row[end][0]:
                        row[end] = so_far + price, start, letters
            best.append(row)
        if len(typed) not in best[-1]:
            return math.inf, []
        end, steps = len(typed), list[Step]()
        for at in range(len(parts), 0, -1):
            _, start, letters = best[at][end]
            steps.append((parts[at - 1], letters))
            end = start
        return best[-1][len(typed)][0], steps[::-1]

    def recount(self, steps: Iterable[tuple[Step, float]]) -> None:
        """New costs from weighted steps, smoothed with the start."""
        seen: dict[str, Counter[str]] = defaultdict(Counter)
        for ((key, _), letters), weight in steps:
            seen[key][letters] += weight  # type: ignore[assignment]
        self.costs = {
            key: {
                letters: -math.log(
                    (seen[key][letters] + _PRIOR * share) / (seen[key].total() + _PRIOR)
                )
                for letters, share in shares.items()
            }
            for key, shares in self.start.items()
        }

    def draw(self, word: str, rng: Random) -> list[Step]:
        """One way of typing `word`."""
        return [(unit, _drawn(self.costs[unit[0]], rng)) for unit in self.units(word)]

    def _brahmic(self, word: str) -> list[Unit]:
        frame = "".join(map(framed, word))
        found: list[Unit] = []
        at = 0
        while at < len(frame):
            key, size = self._match(frame, at)
            found.append((key, word[at : at + size]))
            at += size
            if consonant(frame[at - 1]) or (frame[at - 1] == _NUKTA and at > 1):
                follows = frame[at : at + 1]
                if follows != _VIRAMA and (follows not in _SIGNS or not follows):
                    found.append((_schwa(frame, at, found), ""))
        return found

    def _match(self, frame: str, at: int) -> tuple[str, int]:
        known = self.start
        for size in (3, 2):
            if len(part := frame[at : at + size]) == size and part in known:
                return part, size
        key, size = self._letter(frame, at)
        return (key if key in known else "?"), size

    def _letter(self, frame: str, at: int) -> tuple[str, int]:
        """The key of one letter, which depends on its neighbours."""
        known, char, after = self.start, frame[at], frame[at + 1 : at + 2]
        if consonant(char):
            second = frame[at + 2 : at + 3]
            doubled = after == _VIRAMA and second in (char, _ASPIRATE.get(char))
            if doubled and "d" + char in known:
                return "d" + char, 2
            twice = at > 1 and frame[at - 2 : at] == char + _VIRAMA and not doubled
            return char + "2" if twice and char + "2" in known else char, 1
        if char in "ंँ॰" and after and after in _LABIALS and char + "प" in known:
            return char + "प", 1
        if not after and char + "f" in known:
            return char + "f", 1
        if char == _ADDAK and char not in known:
            return "d" + after if "d" + after in known else _VIRAMA, 1
        return char, 1

    def _arabic(self, word: str) -> list[Unit]:
        found: list[Unit] = []
        at = 0
        while at < len(word):
            size = 2 if word[at : at + 2] in self.start and len(word[at : at + 2]) == 2 else 1
            key = word[at : at + size]
            last = at + size >= len(word)
            if at == 0 and key + "1" in self.start:
                key += "1"
            elif last and key + "f" in self.start:
                key += "f"
            found.append((key if key in self.start else "?", word[at : at + size]))
            at += size
            if not last and word[at - 1] not in _LONG | _MARKS and word[at] not in _MARKS:
                found.append((_short(word, at, len(found)), ""))
        return found


def framed(char: str) -> str:
    """A Brahmic letter as the Devanagari letter in the same place of its block."""
    return chr(0x900 + (ord(char) & 0x7F)) if 0x900 <= ord(char) < 0xD80 else char


def consonant(char: str) -> bool:
    """Of a framed letter."""
    return "क" <= char <= "ह" or "\u0958" <= char <= "\u095f"


def _schwa(frame: str, at: int, found: Sequence[Unit]) -> str:
    """Which silent vowel: see spellings.tsv. `at` is where the next letter stands."""
    rest = frame[at:].strip("ंँः")
    cluster = len(found) > 1 and (found[-2][1][-1:] and framed(found[-2][1][-1]) == _VIRAMA)
    if not frame[at:]:
        return "zg" if cluster else "zf"
    if not any(unit[1] == "" or framed(unit[1][-1]) in _SIGNS for unit in found[:-1]) and not any(
        "अ" <= framed(unit[1][:1] or " ") <= "औ" for unit in found[:-1]
    ):
        return "z1"
    if frame[at] in _NASALS or cluster or not rest:
        return "zc"
    after = frame[at + 1 : at + 2]
    if after == _NUKTA:
        after = frame[at + 2 : at + 3]
    if after == _VIRAMA or not consonant(frame[at]):
        return "zc"
    return "zv" if after in _SIGNS and after else "zs" if after else "zv"


def _short(word: str, at: int, before: int) -> str:
    if at == len(word) - 1 and word[at] not in _LONG:
        return "z1" if before <= 1 else "zv"
    if word[at] in _LONG:
        return "zl"
    return "z1" if before <= 1 else "zs"


def _read(path: Path) -> dict[str, dict[str, float]]:
    table: dict[str, dict[str, float]] = {}
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        if not line or line.startswith("#"):
            continue
        key, _, rest = line.partition("\t")
        fields = rest.split()
        if not fields or len(fields) % 2:
            raise CatalogueError(f"{path}, line {number}: wants letter, tab, spelling weight ...")
        table[key] = {
            "" if spelling == "-" else spelling: float(weight)
            for spelling, weight in zip(fields[::2], fields[1::2], strict=True)
        }
    table.setdefault("?", {"": 1.0})
    for key in [k for k in table if len(k) == 1 and consonant(k) and "d" + k not in table]:
        first = {s[0] for s in table[key] if s}
        table["d" + key] = {s[:1]: 100 * w for s, w in table[key].items() if s[:1] in first} | {
            "": 20.0
        }
    return table


def _shares(spellings: Mapping[str, float]) -> dict[str, float]:
    total = sum(spellings.values())
    shares = {letters: weight / total for letters, weight in spellings.items()}
    for letters, share in list(shares.items()):
        if len(letters) == 1 and letters not in "aeiouhwy" and letters * 2 not in shares:
            shares[letters * 2] = share * _DOUBLED
    return shares


def _costs(shares: Mapping[str, float]) -> dict[str, float]:
    return {letters: -math.log(share) for letters, share in shares.items()}


def _drawn(costs: Mapping[str, float], rng: Random) -> str:
    return rng.choices(list(costs), [math.exp(-price) for price in costs.values()])[0]
