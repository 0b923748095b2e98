"""Where an answer comes from, and the facts it may state. It reads nothing."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fact:
    """A named value, as it is printed."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Citation:
    """Where an answer comes from, and the evidence its numbers are checked against."""

    id: str
    """The unit, e.g. "health/dengue"."""

    title: str
    url: str
    asof: str
    """ISO date on which it was true."""

    evidence: str = ""
    """Every fact of the unit as text; the numbers of the answer must stand in it."""

    common: tuple[Fact, ...] = ()
    """Facts that other experts state too, under the same names."""
