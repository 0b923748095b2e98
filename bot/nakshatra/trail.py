"""What the door remembers of one person for some minutes: times and digests, no word of theirs."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bucket:
    """How often somebody may still write."""

    left: float
    """Messages."""

    since: float
    """When it was last filled; all times are seconds of one clock."""

    closed_until: float = 0.0


@dataclass(frozen=True, slots=True)
class Said:
    at: float
    digest: bytes


@dataclass(frozen=True, slots=True)
class Told:
    why: str
    until: float
    """When it may be said again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trail:
    bucket: Bucket | None = None
    """None: they have not written of late."""

    ours: tuple[bytes, ...] = ()
    """Digests of what we said to them, newest last."""

    times: tuple[float, ...] = ()
    """When they wrote."""

    words: tuple[Said, ...] = ()
    """What they wrote."""

    answered_at: float | None = None
    """When we last said something, if nothing came since."""

    quick: int = 0
    """Messages in a row that came faster after our answer than anybody reads."""

    closed_until: float = 0.0
    told: tuple[Told, ...] = ()
    """Why they were turned away, as they were told."""


BLANK = Trail()
