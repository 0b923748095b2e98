"""A unit in one language -> the words to say, its facts filled in, and where they come from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from nakshatra.knowledge.units import PIVOT, PLACEHOLDER, Text, Unit
from nakshatra.types import Citation, Fact


def fill(template: str, facts: Mapping[str, str]) -> str:
    """Every {fact} replaced by its value, once; a value's own braces stay as they are."""
    return PLACEHOLDER.sub(lambda found: facts[found[1]], template).strip()


def language_of(unit: Unit, codes: Sequence[str]) -> str:
    """The first of `codes` (`Catalogue.readable`) that the unit has; else English, else its own."""
    found = (code for code in (*codes, PIVOT) if code in unit.texts)
    return next(found, next(iter(unit.texts)))


def text_of(unit: Unit, code: str) -> Text:
    """Title, answer and short forms with the facts filled in."""
    text = unit.texts[language_of(unit, (code,))]
    return Text(
        title=fill(text.title, unit.facts),
        answer=fill(text.answer, unit.facts),
        short=fill(text.short, unit.facts),
        asks=text.asks,
        sms=fill(text.sms, unit.facts),
    )


def dated(text: str, unit: Unit, today: date, last_known: str) -> str:
    """The text as it is while it holds; after its last day with `last_known` ("last known, as of
    {asof}") before it and where to look after it."""
    if not unit.expired(today):
        return text
    look = " · ".join(f"{source.title}: {source.url}" for source in unit.sources[:1])
    known = fill(last_known, {"asof": unit.asof.isoformat()})
    return "\n".join(filter(None, (f"{known} {text}", look)))


def citations(unit: Unit, code: str) -> tuple[Citation, ...]:
    """One for each source; each carries all the facts, and the unit's own words, in which a fact
    stands with its size ("5 lakh"): against these the numbers are checked."""
    text = text_of(unit, code)
    words = (text.title, text.answer, text.short, text.sms)
    evidence = "\n".join([*words, *unit.facts.values(), unit.asof.isoformat()])
    return tuple(
        Citation(
            id=unit.name,
            title=source.title,
            url=source.url,
            asof=source.asof.isoformat(),
            evidence=f"{evidence}\n{source.title}\n{source.url}",
            common=tuple(Fact(name, unit.facts[name]) for name in unit.common),
        )
        for source in unit.sources
    )
