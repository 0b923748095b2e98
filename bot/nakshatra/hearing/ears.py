"""All engines' models -> the one that hears a language here, now. Knows nothing of the person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nakshatra.errors import MissingModel
from nakshatra.heard import Ear
from nakshatra.ports import Recogniser


@dataclass(frozen=True, slots=True)
class Choice:
    """A model, and the engine that runs it."""

    engine: Recogniser
    ear: Ear


@dataclass(frozen=True, slots=True)
class Ears:
    engines: Sequence[Recogniser]
    """In the operator's order."""

    def all(self) -> list[Choice]:
        """Those that could run this minute; when there are none, those that could be fetched."""
        every = [Choice(engine, ear) for engine in self.engines for ear in engine.ears()]
        return [choice for choice in every if choice.ear.here] or every

    def hearing(self, code: str) -> Choice:
        """For a language: of those here one that writes its own script, the one its card prefers;
        else what may be fetched, in the operator's order. Raise `MissingModel`."""
        every = [Choice(engine, ear) for engine in self.engines for ear in engine.ears()]
        fits = [choice for choice in every if code in choice.ear.languages]
        here = [choice for choice in fits if choice.ear.here]
        if not fits:
            raise MissingModel(f"no card in models/ is of a model that hears {code}")
        return min(here, key=self._worth) if here else min(fits, key=self._ease)

    def _worth(self, choice: Choice) -> tuple[bool, int, int, int]:
        ear = choice.ear
        return bool(ear.script), ear.preference, self._place(choice), ear.ram_mb

    def _ease(self, choice: Choice) -> tuple[bool, int, int, int]:
        ear = choice.ear
        return not ear.unasked, self._place(choice), ear.preference, ear.ram_mb

    def _place(self, choice: Choice) -> int:
        return list(self.engines).index(choice.engine)

    def preferred(self) -> Choice | None:
        """What to wake at start: the smallest that is here."""
        here = [choice for choice in self.all() if choice.ear.here]
        return min(here, key=lambda choice: choice.ear.ram_mb, default=None)

    def codes(self) -> tuple[str, ...]:
        """Every language that one of `all` hears."""
        return tuple(dict.fromkeys(code for choice in self.all() for code in choice.ear.languages))
