"""Cases of the experts (cases/*.jsonl) and a bot -> how often the reply is what the case asks for.

A case: {"id", "text", "lang", "kind", "previous"?, "units": [], "must": [], "must_not": []}.
Of `units` one must be cited; every `must` and no `must_not` stands in the reply; kinds: answer,
follow_up, two (both units cited), unknown, emergency, refusal.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from nakshatra.knowledge.likeness import kin
from nakshatra.types import Kind, Reply

_KINDS = {"unknown": Kind.UNKNOWN, "emergency": Kind.EMERGENCY, "refusal": Kind.REFUSAL}
"""Case kind -> reply kind; all others are answers."""

MOST_WORDS = 110
"""Of one answer: 90 of the unit and a line beside it (what was last known, a softened alarm)."""

MOST_FIRST = 300
"""Characters of the first line in an emergency."""


class Check(StrEnum):
    """What a reply is judged by; the first four decide whether it is right."""

    KIND = "kind"
    UNIT = "unit"
    SAYS = "says"
    SILENT = "silent"
    LANGUAGE = "language"
    """Of the reply, and its script."""

    CITED = "cited"
    LENGTH = "length"
    ASKED = "asked"
    """Beside the unit that was wanted, none of another topic; without it, nothing is counted."""


RIGHT = (Check.KIND, Check.UNIT, Check.SAYS, Check.SILENT)


@dataclass(frozen=True, slots=True)
class Share:
    n: int
    right: float


@dataclass(frozen=True, slots=True)
class Failure:
    id: str
    lang: str
    kind: str
    text: str
    why: str
    said: str
    """The reply."""


@dataclass(frozen=True, slots=True)
class Report:
    n: int
    accuracy: float
    checks: Mapping[str, float]
    """Share of the replies that pass each."""

    experts: Mapping[str, Share]
    languages: Mapping[str, Share]
    kinds: Mapping[str, Share]
    failures: tuple[Failure, ...]

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Judged:
    case: Mapping[str, Any]
    reply: Reply
    faults: Mapping[Check, str]

    @property
    def right(self) -> bool:
        return not self.faults.keys() & set(RIGHT)


async def answers(
    cases: Iterable[Mapping[str, Any]], ask: Callable[[Mapping[str, Any]], Awaitable[Reply]]
) -> Report:
    """`ask` puts one case's text (and previous) to the bot."""
    judged = []
    for case in cases:
        reply = await ask(case)
        judged.append(Judged(case, reply, faults(case, reply)))
    return Report(
        n=len(judged),
        accuracy=_right(judged),
        checks={
            str(c): 1 - sum(c in j.faults for j in judged) / max(1, len(judged)) for c in Check
        },
        experts=_by(judged, lambda case: str(case["id"]).split("-")[0]),
        languages=_by(judged, lambda case: str(case["lang"])),
        kinds=_by(judged, lambda case: str(case["kind"])),
        failures=tuple(map(_failure, (each for each in judged if each.faults))),
    )


def fault(case: Mapping[str, Any], reply: Reply) -> str:
    """What makes the reply wrong; "" when nothing does."""
    found = faults(case, reply)
    return next((found[check] for check in RIGHT if check in found), "")


def faults(case: Mapping[str, Any], reply: Reply) -> Mapping[Check, str]:
    """Every check that the reply does not pass, and why."""
    wanted = _KINDS.get(case["kind"], Kind.ANSWER)
    found = {
        Check.KIND: "" if reply.kind is wanted else f"{reply.kind} instead of {wanted}",
        Check.UNIT: _unit(case, reply) if wanted is Kind.ANSWER else "",
        Check.SAYS: _missing(case, reply),
        Check.SILENT: _forbidden(case, reply),
        Check.LANGUAGE: "" if _same_lang(case, reply) else f"in {reply.lang}",
        Check.CITED: _uncited(reply),
        Check.LENGTH: _too_long(reply),
        Check.ASKED: _unasked(case, reply),
    }
    return {check: why for check, why in found.items() if why}


def _unit(case: Mapping[str, Any], reply: Reply) -> str:
    cited = {citation.id for citation in reply.citations}
    units = set(case.get("units", ()))
    if case["kind"] == "two" and not units <= cited:
        return f"cites {sorted(cited)}, not all of {sorted(units)}"
    if units and not units & cited:
        return f"cites {sorted(cited)}, none of {sorted(units)}"
    return ""


def _missing(case: Mapping[str, Any], reply: Reply) -> str:
    missing = [text for text in case.get("must", ()) if text not in reply.text]
    return f"does not say {missing}" if missing else ""


def _forbidden(case: Mapping[str, Any], reply: Reply) -> str:
    said = [text for text in case.get("must_not", ()) if text in reply.text]
    return f"says {said}" if said else ""


def _same_lang(case: Mapping[str, Any], reply: Reply) -> bool:
    return str(case["lang"]) == str(reply.lang)


def _uncited(reply: Reply) -> str:
    return "no source" if reply.kind is Kind.ANSWER and not reply.citations else ""


def _too_long(reply: Reply) -> str:
    if reply.kind is Kind.EMERGENCY:
        first = len(reply.text.split("\n")[0])
        return f"{first} characters before the first break" if first > MOST_FIRST else ""
    words = len(reply.text.split())
    most = MOST_WORDS * max(1, len(reply.citations and {c.id for c in reply.citations}))
    return f"{words} words" if words > most else ""


def _unasked(case: Mapping[str, Any], reply: Reply) -> str:
    units, cited = set(case.get("units", ())), {citation.id for citation in reply.citations}
    if not units & cited:
        return ""
    beside = sorted(one for one in cited - units if not any(kin(one, unit) for unit in units))
    return f"nobody asked for {beside}" if beside else ""


def _failure(judged: Judged) -> Failure:
    case = judged.case
    return Failure(
        id=str(case["id"]),
        lang=str(case["lang"]),
        kind=str(case["kind"]),
        text=str(case["text"]),
        why="; ".join(judged.faults.values()),
        said=judged.reply.text,
    )


def _right(judged: list[Judged]) -> float:
    return sum(each.right for each in judged) / max(1, len(judged))


def _by(judged: list[Judged], name: Callable[[Mapping[str, Any]], str]) -> dict[str, Share]:
    groups: dict[str, list[Judged]] = {}
    for each in judged:
        groups.setdefault(name(each.case), []).append(each)
    return {key: Share(len(group), _right(group)) for key, group in sorted(groups.items())}
