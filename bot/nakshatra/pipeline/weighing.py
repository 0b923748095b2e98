"""The guard, with what the packs know beside what its second ear alone hears.

Asked only where that ear is in doubt, and of the packs alone: they wait for nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from nakshatra.pipeline.follow import known
from nakshatra.ports import Expert, Router
from nakshatra.safety.guard import RuleGuard
from nakshatra.types import Answer, Query


@dataclass(frozen=True, slots=True)
class Weighing:
    guard: RuleGuard
    experts: Mapping[str, Expert]
    router: Router

    def before(self, query: Query) -> Answer | None:
        return self.guard.before(query, cache(lambda: known(query, self.experts, self.router)))

    def after(self, query: Query, answer: Answer) -> Answer:
        return self.guard.after(query, answer)
