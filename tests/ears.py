"""A second ear that hears what a test wants."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from nakshatra.knowledge.encoder import Line
from nakshatra.safety.alarms import Ear, Ears, Limits, Sensed
from nakshatra.safety.guard import RuleGuard


class Hearing(Ears):
    """One expert's ear, which hears the same in everything."""

    def __init__(self, expert: str, ear: Ear, heard: Sensed) -> None:
        super().__init__({expert: replace(ear, limits=Limits(2.0, 1.0, -1.0))})
        self._heard = heard

    def sense(self, lines: Mapping[str, Sequence[Line]]) -> Mapping[str, Sensed]:
        return dict.fromkeys(lines, self._heard)


@dataclass(frozen=True, slots=True)
class InPieces(Ear):
    """Hears the same in the pieces of everything."""

    heard: Sensed

    def sense(self, lines: Sequence[Line]) -> Sensed:
        return self.heard


def hearing(
    guard: RuleGuard, expert: str, unit: str, log_odds: float, in_pieces: float | None = None
) -> RuleGuard:
    guard.listening.forget()
    ear = guard.listening.ears.of[expert]
    if in_pieces is not None:
        ear = InPieces(ear.encoder, ear.units, ear.limits, Sensed(in_pieces, unit))
    guard.listening.ears = Hearing(expert, ear, Sensed(log_odds, unit))
    return guard
