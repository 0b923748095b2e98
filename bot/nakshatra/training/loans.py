"""English words and a language's words -> which of these are English, and how they are spelled.

English spelling follows other rules than the language's own (c for k, silent e, -tion), so it has a
channel of its own, which may use any letters for a unit and learns from the pairs that it finds.
Training only.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from nakshatra.training.channel import Channel, Step, consonant
from nakshatra.training.pairs import Pair, consonants

_ROUNDS = 3
_FREQUENCY = 0.3
"""As in pairs.py."""

_DEAREST, _DEAREST_TYPED = 0.75, 0.9
"""Cost a letter above which a pair is not believed; more is believed of what people typed."""

_LONGEST = 3
"""Letters for one unit."""

_PRIOR = 4.0
"""Observations that the start of the channel is worth."""

_OTHERWISE = 2
"""A word typed in another way so many times as often as in English is not English."""


@dataclass(frozen=True, slots=True)
class Loan:
    word: str
    english: str
    typed: bool
    """People typed the English spelling among words of the language."""

    steps: Sequence[Step]


class LoanChannel(Channel):
    """Any letters may stand for a unit, at a price."""

    def path(self, typed: str, word: str) -> tuple[float, list[Step]]:
        parts = self.units(word)
        best: list[dict[int, tuple[float, int, str]]] = [{0: (0.0, 0, "")}]
        for key, _ in parts:
            row: dict[int, tuple[float, int, str]] = {}
            for start, (so_far, _, _) in best[-1].items():
                for end in range(start, min(start + _LONGEST, len(typed)) + 1):
                    letters = typed[start:end]
                    price = self.costs[key].get(letters)
                    if price is None:
                        price = _price(key, letters)
                    if end not in row or so_far + price < row[end][0]:
                        row[end] = so_far + price, start, letters
            best.append(row)
        return _traced(best, parts, typed)

    def recount(self, steps: Iterable[tuple[Step, float]]) -> None:
        seen: dict[str, Counter[str]] = defaultdict(Counter)
        for ((key, _), letters), _ in steps:
            seen[key][letters] += 1
        for key, start in self.start.items():
            known = set(start) | {letters for letters, n in seen[key].items() if n > 1}
            whole = seen[key].total() + _PRIOR
            self.costs[key] = {
                letters: -math.log(
                    (seen[key][letters] + _PRIOR * start.get(letters, 0) + 1e-3) / whole
                )
                for letters in sorted(known)
            }


def loans(
    channel: Channel,
    native: Mapping[str, float],
    typed: Counter[str],
    pairs: Iterable[Pair],
    english: Mapping[str, float],
) -> list[Loan]:
    """`native`, `english`: word -> share of running words."""
    loose = LoanChannel(channel.start)
    by_key: dict[str, list[str]] = defaultdict(list)
    for word in sorted(native):
        by_key[consonants(word, channel)].append(word)
    usual = Counter[str]()
    for pair in pairs:
        usual[pair.word] += pair.count
    found: list[Loan] = []
    for turn in range(_ROUNDS if typed else _ROUNDS - 1):
        best: dict[str, tuple[float, Loan]] = {}
        for word in sorted(english):
            if turn or not typed or typed[word] > 1:
                _offer(best, loose, word, by_key, native, typed, usual, english)
        found = [loan for _, (_, loan) in sorted(best.items())]
        loose.recount((step, 1.0) for loan in found for step in loan.steps)
    return found


def _offer(
    best: dict[str, tuple[float, Loan]],
    loose: LoanChannel,
    word: str,
    by_key: Mapping[str, Sequence[str]],
    native: Mapping[str, float],
    typed: Counter[str],
    usual: Counter[str],
    english: Mapping[str, float],
) -> None:
    key = consonants(word, loose)
    if len(key) < 2 or key not in by_key:
        return
    scored = []
    for spelled in by_key[key]:
        price, steps = loose.path(word, spelled)
        off = abs(math.log(native[spelled] / english[word]))
        scored.append((price + _FREQUENCY * off, spelled, price, steps))
    _, spelled, price, steps = min(scored, key=lambda s: s[:2])
    attested = typed[word] > 1
    dearest = _DEAREST_TYPED if attested else _DEAREST
    otherwise = usual[spelled] - typed[word] > _OTHERWISE * (typed[word] + 1)
    if price > dearest * len(word) or otherwise:
        return
    worth = price - 0.08 * math.log(english[word]) - 0.3 * attested
    if spelled not in best or worth < best[spelled][0]:
        best[spelled] = worth, Loan(spelled, word, attested, steps)


def _traced(
    best: Sequence[Mapping[int, tuple[float, int, str]]],
    parts: Sequence[tuple[str, str]],
    typed: str,
) -> tuple[float, list[Step]]:
    if len(typed) not in best[-1]:
        return math.inf, []
    end, steps = len(typed), list[Step]()
    for at in range(len(parts), 0, -1):
        _, start, letters = best[at][end]
        steps.append((parts[at - 1], letters))
        end = start
    return best[-1][len(typed)][0], steps[::-1]


def _price(key: str, letters: str) -> float:
    """What letters never seen for a unit cost; infinite where they cannot be its sound."""
    if not letters:
        return 4.0 if key[0] in "zd" or not "क" <= key[0] <= "ह" else 6.0
    vowel = not (key[0] == "d" or consonant(key[0]))
    if key[0] in "ंँ॰":
        return math.inf if letters not in ("nn", "mm", "ng") else 2.5 + 1.3 * len(letters)
    fits = (
        all(c in "aeiouywh" for c in letters)
        if vowel
        else letters[0] not in "aeiou" and not any(c in "aiou" for c in letters)
    )
    return 2.5 + 1.3 * len(letters) if fits else math.inf
