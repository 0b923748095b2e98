"""A pack's folder -> its units, read strictly. Judges no content (check.py does), fills no facts.

Every fault is a `CatalogueError` that names the file, the key and what to do.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from nakshatra.cards import ExpertCard, load_toml
from nakshatra.errors import CatalogueError
from nakshatra.knowledge.slots import is_value, slots
from nakshatra.knowledge.tables import Table

PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
PIVOT = "en"
"""The language every unit has."""

STALE = ("S0", "S1", "S2", "S3", "S4")
_NAME = re.compile(r"[a-z0-9][a-z0-9_]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    title: str
    url: str
    asof: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """One unit in one language; numbers only as {fact} placeholders."""

    title: str
    answer: str
    short: str
    asks: tuple[str, ...]
    """The ways people ask it, in every script they use."""

    sms: str = ""
    """The number and the one thing to do, in one SMS segment; an emergency pack's alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """One topic."""

    expert: str
    id: str
    facts: Mapping[str, str]
    """Name -> value as it is to be printed."""

    sources: tuple[Source, ...]
    asof: date
    expires: date | None
    stale: str
    """S0 rarely, S1 years, S2 yearly, S3 by notification, S4 live."""

    states: tuple[str, ...]
    not_say: tuple[str, ...]
    see: tuple[str, ...]
    asks_for: tuple[str, ...]
    """Slots of slots.toml whose value tells whether this is the unit that is meant."""

    common: tuple[str, ...]
    """Facts that units of other packs state too, under the same names."""

    names: tuple[str, ...]
    """What it is called, in Latin letters and Devanagari: people often send no more than that."""

    texts: Mapping[str, Text]
    """ISO 639 code -> its text; English always, another language where somebody wrote it."""

    @property
    def name(self) -> str:
        """Unique over all packs, e.g. "health/dengue"."""
        return f"{self.expert}/{self.id}"

    def expired(self, today: date) -> bool:
        return self.expires is not None and today > self.expires


@dataclass(frozen=True, slots=True)
class Pack:
    """All of one expert's folder that answers are made from."""

    card: ExpertCard
    units: Mapping[str, Unit]
    beyond: tuple[str, ...] = ()
    """Questions of its field that no unit answers, in all languages."""

    @property
    def id(self) -> str:
        return self.card.id


def unasked(units: Sequence[Unit]) -> list[Unit]:
    """Without the ways they are asked: who answers needs them no more, and they are most of it."""
    return [
        replace(unit, texts={code: replace(text, asks=()) for code, text in unit.texts.items()})
        for unit in units
    ]


def bare(template: str) -> str:
    """Its words, without the facts."""
    return PLACEHOLDER.sub(" ", template)


def read_pack(folder: Path, card: ExpertCard) -> Pack:
    """Every unit in the languages of the card that have it. Raise `CatalogueError` at the first
    fault."""
    texts = {code: read_language(folder / "lang" / f"{code}.toml") for code in card.languages}
    paths = sorted((folder / "units").glob("*.toml"))
    if not paths:
        raise CatalogueError(f"{folder / 'units'}: no unit; add at least one <unit>.toml")
    units = {
        path.stem: read_unit(
            path, card.id, {code: named.get(path.stem) for code, named in texts.items()}
        )
        for path in paths
    }
    for code, named in texts.items():
        for extra in named.keys() - units.keys():
            raise CatalogueError(
                f"{folder / 'lang' / code}.toml: [units.{extra}] has no units/{extra}.toml; "
                "add that file or remove the text"
            )
    if card.unknown and card.unknown not in units:
        raise CatalogueError(
            f"{folder / 'expert.toml'}: unknown = {card.unknown!r} is none of its units"
        )
    return Pack(card, units, read_beyond(folder))


def read_beyond(folder: Path) -> tuple[str, ...]:
    """beyond/<code>.toml: topic -> ways to ask it; empty when there is no such folder."""
    asked: list[str] = []
    for path in sorted((folder / "beyond").glob("*.toml")):
        table = Table(path, load_toml(path))
        table.text("reviewed")
        asked += [text for texts in table.lists("topics").values() for text in texts]
        table.done()
    return tuple(asked)


def read_unit(path: Path, expert: str, texts: Mapping[str, Text | None]) -> Unit:
    """One units/<unit>.toml with its texts; only English may not lack it."""
    table = Table(path, load_toml(path))
    unit = Unit(
        expert=expert,
        id=table.text("id"),
        facts=table.facts("facts"),
        sources=tuple(_source(row) for row in table.tables("sources")),
        asof=table.day("asof"),
        expires=table.day_or_none("expires"),
        stale=table.text("stale"),
        states=table.strings("states", ()),
        not_say=table.strings("not_say", ()),
        see=table.strings("see", ()),
        asks_for=table.strings("asks_for", ()),
        common=table.strings("common", ()),
        names=table.strings("names", ()),
        texts=_there(texts, path),
    )
    table.done()
    if unit.id != path.stem or not _NAME.fullmatch(unit.id):
        raise CatalogueError(f"{path}: id is {unit.id!r}; make it the file's name, a-z 0-9 _")
    if unit.stale not in STALE:
        raise CatalogueError(f"{path}: stale is {unit.stale!r}; choose one of {', '.join(STALE)}")
    _check_names(unit, path)
    _check_placeholders(unit, path)
    return unit


def read_language(path: Path) -> Mapping[str, Text]:
    """One lang/<code>.toml: unit -> its text."""
    table = Table(path, load_toml(path))
    table.text("reviewed")
    texts = {unit: _text(row) for unit, row in table.named_tables("units").items()}
    table.done()
    return texts


def _text(table: Table) -> Text:
    text = Text(
        title=table.text("title"),
        answer=table.text("answer"),
        short=table.text("short"),
        asks=table.strings("asks"),
        sms=table.text_or_none("sms"),
    )
    table.done()
    return text


def _source(table: Table) -> Source:
    source = Source(title=table.text("title"), url=table.text("url"), asof=table.day("asof"))
    table.done()
    return source


def _there(texts: Mapping[str, Text | None], path: Path) -> Mapping[str, Text]:
    if PIVOT in texts and texts[PIVOT] is None:
        language = path.parents[1] / "lang" / f"{PIVOT}.toml"
        raise CatalogueError(f"{language}: missing [units.{path.stem}]; write it")
    return {code: text for code, text in texts.items() if text is not None}


def _check_names(unit: Unit, path: Path) -> None:
    for slot in unit.asks_for:
        if slot not in slots():
            raise CatalogueError(
                f"{path}: asks_for names {slot!r}; choose of {', '.join(sorted(slots()))}"
            )
    for state in unit.states:
        if not is_value("state", state):
            raise CatalogueError(
                f"{path}: states names {state!r}; write it as in knowledge/slots.toml, such as "
                '"west_bengal"'
            )
    for name in unit.common:
        if name not in unit.facts:
            raise CatalogueError(f"{path}: common names {name!r}; add it to [facts] or remove it")


def _check_placeholders(unit: Unit, path: Path) -> None:
    """An unknown placeholder would be read out to a person; so it is a fault at start."""
    for code, text in unit.texts.items():
        for name in PLACEHOLDER.findall(f"{text.title} {text.answer} {text.short} {text.sms}"):
            if name not in unit.facts:
                raise CatalogueError(
                    f"{path.parents[1] / 'lang' / code}.toml: units.{unit.id} uses {{{name}}}; "
                    f"add {name} to [facts] of {path.name} or mend the name"
                )
