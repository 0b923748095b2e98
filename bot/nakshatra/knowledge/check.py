"""A pack -> its faults: the rules of docs/experts.md that a reader of one file cannot see.

Judges form, not truth: rule 8 (no dose, no diagnosis, no tip) needs a human and the guard's rules.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from nakshatra.cards import ExpertCard
from nakshatra.errors import CatalogueError
from nakshatra.knowledge.render import fill
from nakshatra.knowledge.units import PLACEHOLDER, Pack, Text, Unit, read_pack
from nakshatra.text.phonetic import keys
from nakshatra.text.scripts import script_of
from nakshatra.text.segments import count as sms_count
from nakshatra.text.sentences import sentences

ANSWER_WORDS = 90
"""A spoken minute; longer ones are not heard to the end."""

SHORT_SENTENCES = 2
ASKS = 6
ASKS_A_SCRIPT = 3
"""Of a language that is also typed in Latin letters."""

_DATED = ("S2", "S3")
_DIGIT = re.compile(r"\d+")
_WORD = re.compile(r"\S*\w\S*")
_NAMES_A_YEAR = re.compile(r"20\d\d")


@dataclass(frozen=True, slots=True)
class Fault:
    where: str
    """The file, and the key in it."""

    what: str
    """What is wrong and what to do."""

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"


def check(folder: Path, card: ExpertCard, others: Mapping[str, frozenset[str]]) -> list[Fault]:
    """Every fault; `others` maps each expert to its units, for `see`."""
    try:
        pack = read_pack(folder, card)
    except CatalogueError as error:
        return [Fault(str(folder), str(error))]
    of_units = (fault for unit in pack.units.values() for fault in _unit(unit, others))
    return [*_card(pack, folder), *_names(pack), *of_units]


def expiring(pack: Pack) -> list[tuple[date, str]]:
    """When each dated unit expires, soonest first."""
    return sorted((u.expires, u.name) for u in pack.units.values() if u.expires)


def _card(pack: Pack, folder: Path) -> Iterator[Fault]:
    where = str(folder / "expert.toml")
    if len(pack.card.examples) < 30:
        yield Fault(where, f"{len(pack.card.examples)} examples; the router needs at least 30")
    if not pack.card.review:
        yield Fault(where, "review is missing; say honestly how the texts were checked")


def _names(pack: Pack) -> Iterator[Fault]:
    """What two units are called finds neither."""
    called: dict[tuple[str, ...], str] = {}
    for unit in pack.units.values():
        for name in unit.names:
            other = called.setdefault(keys(name), unit.id)
            if other != unit.id:
                where = f"{unit.expert}/units/{unit.id}.toml"
                yield Fault(
                    where, f"names has {name!r}, which {other} is called too; leave it there"
                )


def _unit(unit: Unit, others: Mapping[str, frozenset[str]]) -> Iterator[Fault]:
    where = f"{unit.expert}/units/{unit.id}.toml"
    if not unit.sources:
        yield Fault(where, "no [[sources]]; add one with title, url and asof")
    for source in unit.sources:
        if not source.url.startswith(("https://", "http://")):
            yield Fault(where, f"source {source.title!r} has no https:// address")
    if unit.stale in _DATED and unit.expires is None:
        yield Fault(where, f"stale {unit.stale} needs expires")
    if unit.expires and unit.expires < unit.asof:
        yield Fault(where, f"expires {unit.expires} before it was true ({unit.asof})")
    for name in unit.see:
        expert, _, id = name.rpartition("/")
        if id not in others.get(expert or unit.expert, frozenset()):
            yield Fault(where, f"see names {name!r}, which is no unit")
    for code, text in unit.texts.items():
        yield from _text(unit, code, text)


def _text(unit: Unit, code: str, text: Text) -> Iterator[Fault]:
    where = f"{unit.expert}/lang/{code}.toml, units.{unit.id}"
    said = f"{text.title} {text.answer} {text.short}"
    for digits in sorted(set(_DIGIT.findall(PLACEHOLDER.sub("", f"{said} {text.sms}")))):
        yield Fault(where, f"{digits!r} stands outside a fact; make it a {{fact}}")
    for name in sorted(unit.facts.keys() - set(PLACEHOLDER.findall(said))):
        yield Fault(where, f"{{{name}}} is never said; use it or remove the fact")
    yield from _lengths(unit, where, text)
    yield from _asks(code, where, text)
    filled = fill(said, unit.facts).casefold()
    for never in unit.not_say:
        if never.casefold() in filled:
            yield Fault(where, f"says {never!r}, which not_say forbids")
    if unit.stale == "S2" and not _NAMES_A_YEAR.search(filled):
        yield Fault(where, "its numbers change yearly; say the season or the year")


def _lengths(unit: Unit, where: str, text: Text) -> Iterator[Fault]:
    words = len(_WORD.findall(fill(text.answer, unit.facts)))
    if words > ANSWER_WORDS:
        yield Fault(where, f"answer has {words} words; at most {ANSWER_WORDS}")
    count = len(sentences(fill(text.short, unit.facts)))
    if count > SHORT_SENTENCES:
        yield Fault(where, f"short has {count} sentences; at most {SHORT_SENTENCES}")
    cost = sms_count(fill(text.sms, unit.facts))
    if cost.segments > 1:
        yield Fault(where, f"sms has {cost.units} {cost.alphabet} units; make it one segment")


def _asks(code: str, where: str, text: Text) -> Iterator[Fault]:
    if len(text.asks) < ASKS:
        yield Fault(where, f"{len(text.asks)} asks; at least {ASKS}")
    if code == "en":
        return
    latin = sum(script_of(ask) == "Latn" for ask in text.asks)
    for script, count in (("Latin letters", latin), ("its own script", len(text.asks) - latin)):
        if code == "hi" and count < ASKS_A_SCRIPT:
            yield Fault(where, f"{count} asks in {script}; at least {ASKS_A_SCRIPT}")
