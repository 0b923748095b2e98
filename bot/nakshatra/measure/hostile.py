"""A platform's genuine deliveries -> calls that must not be taken: forged, cut off, changed, too
large, said again. Repeatable: the same seed makes the same calls."""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from random import Random

from nakshatra.measure.platforms import Call, Platform

_TOO_LARGE = 1_000_001
"""Bytes; one more than the server reads."""

_FORGERIES = 4


class Kind(StrEnum):
    FORGED = "forged"
    """A true body with no signature, a wrong one, an empty one, or that of another call."""

    TRUNCATED = "truncated"
    FUZZED = "fuzzed"
    """Some bytes are others; where the signature is not of the body, some of its own too."""

    GARBAGE = "garbage"
    """Bytes of chance under chance headers."""

    LARGE = "too large"
    REPLAYED = "replayed"
    """A delivery that was taken before, byte by byte."""


_WEIGHTS = {
    Kind.FORGED: 25,
    Kind.TRUNCATED: 25,
    Kind.FUZZED: 25,
    Kind.GARBAGE: 9,
    Kind.LARGE: 1,
    Kind.REPLAYED: 15,
}


@dataclass
class Toll:
    """What became of them: kind -> status -> how many."""

    statuses: dict[Kind, Counter[int]] = field(default_factory=dict)

    def add(self, kind: Kind, status: int) -> None:
        self.statuses.setdefault(kind, Counter())[status] += 1

    @property
    def broken(self) -> int:
        return sum(n for each in self.statuses.values() for code, n in each.items() if code >= 500)

    @property
    def welcomed(self) -> int:
        """Answered with success, though they were no true delivery."""
        false = (each for kind, each in self.statuses.items() if kind is not Kind.REPLAYED)
        return sum(n for each in false for code, n in each.items() if code < 400)


async def attack(
    platform: Platform, count: int, known: int, post: Callable[[Call], Awaitable[int]]
) -> Toll:
    """`count` calls to `post`, which gives the status; deliveries 0 to `known` - 1 came before."""
    toll = Toll()
    for kind, call in hostile(platform, count, known):
        toll.add(kind, await post(call))
    return toll


def hostile(
    platform: Platform, count: int, known: int, seed: int = 1
) -> Iterator[tuple[Kind, Call]]:
    chance = Random(seed)
    kinds = chance.choices(list(_WEIGHTS), list(_WEIGHTS.values()), k=count)
    for number, kind in enumerate(kinds, known):
        yield kind, _made(kind, platform, number, known, chance)


def _made(kind: Kind, platform: Platform, number: int, known: int, chance: Random) -> Call:
    true = platform.delivery(number)
    if kind is Kind.REPLAYED:
        return platform.delivery(chance.randrange(known))
    if kind is Kind.FORGED:
        return Call(_forged(platform, true, chance), true.body)
    if kind is Kind.TRUNCATED:
        return Call(true.headers, true.body[: chance.randrange(len(true.body))])
    if kind is Kind.FUZZED:
        headers = true.headers if platform.covers_body else _damaged(true.headers, chance)
        return Call(headers, _changed(true.body, chance))
    if kind is Kind.LARGE:
        return Call(true.headers, bytes(_TOO_LARGE))
    headers = {f"x-{chance.randrange(10**6)}": str(chance.random()) for _ in range(3)}
    return Call(headers, chance.randbytes(chance.randrange(2000)))


def _forged(platform: Platform, true: Call, chance: Random) -> Mapping[str, str]:
    way = chance.randrange(_FORGERIES)
    signature = _signature(true.headers)
    without = {name: value for name, value in true.headers.items() if name != signature}
    if way == 0:
        return without
    if way == 1:
        return {**without, signature: ""}
    if way == 2 and platform.covers_body:
        return platform.delivery(chance.randrange(10**6, 2 * 10**6)).headers
    return _damaged(true.headers, chance)


def _damaged(headers: Mapping[str, str], chance: Random) -> Mapping[str, str]:
    """One sign of the signature is another."""
    name = _signature(headers)
    value = headers[name]
    at = chance.randrange(len(value))
    other = chance.choice([sign for sign in "0123456789abcdefXYZ" if sign != value[at]])
    return {**headers, name: value[:at] + other + value[at + 1 :]}


def _signature(headers: Mapping[str, str]) -> str:
    """The header that is not the kind of the body."""
    return next(name for name in headers if name.lower() != "content-type")


def _changed(body: bytes, chance: Random) -> bytes:
    made = bytearray(body)
    for _ in range(chance.randint(1, 20)):
        at = chance.randrange(len(made))
        made[at] = (made[at] + chance.randint(1, 255)) % 256
    return bytes(made)
