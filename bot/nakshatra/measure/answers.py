"""Cases of the experts (cases/*.jsonl) and a bot -> how often the reply is what the case asks for.

A case: {"id", "text", "lang", "kind", "previous"?, "units": [], "must": [], "must_not": []}.
Of `units` one must be cited; every `must` and no `must_not` stands in the reply; kinds: answer,
follow_up, two (both units cited), unknown, emergency, refusal.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from nakshatra.types import Kind, Reply

_KINDS = {"unknown": Kind.UNKNOWN, "emergency": Kind.EMERGENCY, "refusal": Kind.REFUSAL}
"""Case kind -> reply kind; all others are answers."""


@dataclass(frozen=True, slots=True)
class Share:
    n: int
    right: float


@dataclass(frozen=True, slots=True)
class Failure:
    id: str
    text: str
    why: str


@dataclass(frozen=True, slots=True)
class Report:
    n: int
    accuracy: float
    experts: Mapping[str, Share]
    languages: Mapping[str, Share]
    kinds: Mapping[str, Share]
    failures: tuple[Failure, ...]

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


async def answers(
    cases: Iterable[Mapping[str, Any]], ask: Callable[[Mapping[str, Any]], Awaitable[Reply]]
) -> Report:
    """`ask` puts one case's text (and previous) to the bot."""
    judged = [(case, fault(case, await ask(case))) for case in cases]
    return Report(
        n=len(judged),
        accuracy=_right(judged),
        experts=_by(judged, lambda case: str(case["id"]).split("-")[0]),
        languages=_by(judged, lambda case: str(case["lang"])),
        kinds=_by(judged, lambda case: str(case["kind"])),
        failures=tuple(Failure(str(c["id"]), str(c["text"]), why) for c, why in judged if why),
    )


def fault(case: Mapping[str, Any], reply: Reply) -> str:
    """What is wrong with the reply; "" when nothing is."""
    wanted = _KINDS.get(case["kind"], Kind.ANSWER)
    cited = {citation.id for citation in reply.citations}
    units = set(case.get("units", ()))
    if reply.kind is not wanted:
        return f"{reply.kind} instead of {wanted}"
    if case["kind"] == "two" and not units <= cited:
        return f"cites {sorted(cited)}, not all of {sorted(units)}"
    if wanted is Kind.ANSWER and units and not units & cited:
        return f"cites {sorted(cited)}, none of {sorted(units)}"
    if missing := [text for text in case.get("must", ()) if text not in reply.text]:
        return f"does not say {missing}"
    if said := [text for text in case.get("must_not", ()) if text in reply.text]:
        return f"says {said}"
    return ""


Judged = tuple[Mapping[str, Any], str]


def _right(judged: list[Judged]) -> float:
    return sum(not why for _, why in judged) / max(1, len(judged))


def _by(judged: list[Judged], name: Callable[[Mapping[str, Any]], str]) -> dict[str, Share]:
    groups: dict[str, list[Judged]] = {}
    for one in judged:
        groups.setdefault(name(one[0]), []).append(one)
    return {key: Share(len(group), _right(group)) for key, group in sorted(groups.items())}
