"""experts/<id>/rules/*.toml -> compiled rules; docs/safety.md describes the files.

`catch.toml` says what is caught, in no language; `<code>.toml` gives the words of one language and,
for refusals, what is said. All languages are compiled together, because people mix them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from nakshatra.cards import load_toml
from nakshatra.errors import CatalogueError
from nakshatra.knowledge.render import fill
from nakshatra.knowledge.tables import Table
from nakshatra.knowledge.units import PLACEHOLDER
from nakshatra.safety.phrasebook import Phrasebook
from nakshatra.types import Kind

WINDOW = 8
"""Words within which all parts of a catch stand, unless it says otherwise."""

_KINDS = {"emergency": Kind.EMERGENCY, "refusal": Kind.REFUSAL}


@dataclass(frozen=True, slots=True, kw_only=True)
class Catch:
    """One thing to be caught: a word of every group of `all`, near each other, in any order."""

    expert: str
    id: str
    """Of an emergency the unit that answers; of a refusal the text of [says]."""

    kind: Kind
    rank: int
    """Place in its file: when several are caught, the first leads."""

    all: tuple[str, ...]
    """Groups of this expert, as the phrasebook knows them: "health/medicine"."""

    within: int
    unless: tuple[str, ...]
    """Groups that show that something else is meant, anywhere in the message."""

    firm: bool
    """Never softened by "not", "last year", "if" or "what is"; the second ear may doubt it."""

    secret: bool
    """Of a refusal: where a secret was told it gives way to no answer, and is due without being
    heard when nobody knows one."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What one expert catches."""

    expert: str
    kind: Kind
    catches: tuple[Catch, ...]
    says: Mapping[str, Mapping[str, str]]
    """Language code -> id -> text with its facts filled in."""


def read_rules(folder: Path, expert: str, book: Phrasebook | None) -> Rules | None:
    """What lies in `<expert's folder>/rules`, its words added to `book` (None: they are in one
    already); None when none is."""
    path = folder / "rules" / "catch.toml"
    if not path.is_file():
        return None
    table = Table(path, load_toml(path))
    kind, facts = _kind(table), table.facts("facts")
    languages = {p.stem: _language(p) for p in sorted(path.parent.glob("*.toml")) if p != path}
    if book is not None:
        for code, language in languages.items():
            for group, phrases in language.words.items():
                _add(book, f"{expert}/{group}", phrases, code, language.path)
    groups = {group for language in languages.values() for group in language.words}
    catches = tuple(
        _catch(row, expert, kind, rank, groups) for rank, row in enumerate(table.tables("catch"))
    )
    table.done()
    if kind is Kind.REFUSAL:
        _check_says(catches, languages)
    says = {code: _filled(language, facts) for code, language in languages.items()}
    return Rules(expert, kind, catches, says)


@dataclass(frozen=True, slots=True)
class _Language:
    path: Path
    words: Mapping[str, tuple[str, ...]]
    says: Mapping[str, str]


def _language(path: Path) -> _Language:
    table = Table(path, load_toml(path))
    table.text("reviewed")
    language = _Language(path, table.lists("words"), table.facts("says"))
    table.done()
    return language


def _kind(table: Table) -> Kind:
    name = table.text("kind")
    if name not in _KINDS:
        raise CatalogueError(f"{table.path}: kind is {name!r}; write emergency or refusal")
    return _KINDS[name]


def _catch(row: Table, expert: str, kind: Kind, rank: int, groups: set[str]) -> Catch:
    id, wanted, unless = row.text("id"), row.strings("all"), row.strings("unless", ())
    for group in (*wanted, *unless):
        if group not in groups:
            raise CatalogueError(
                f"{row.path}: catch {id!r} names the group {group!r}, "
                "which no language has in [words]; add it or mend the name"
            )
    catch = Catch(
        expert=expert,
        id=id,
        kind=kind,
        rank=rank,
        all=tuple(f"{expert}/{group}" for group in wanted),
        within=row.count("within", WINDOW),
        unless=tuple(f"{expert}/{group}" for group in unless),
        firm=row.flag("firm"),
        secret=row.flag("secret"),
    )
    row.done()
    if catch.secret and kind is not Kind.REFUSAL:
        raise CatalogueError(f"{row.path}: catch {id!r} has secret = true, which is for refusals")
    return catch


def _add(book: Phrasebook, group: str, phrases: tuple[str, ...], code: str, path: Path) -> None:
    for phrase in phrases:
        try:
            book.add(group, phrase, code)
        except ValueError as error:
            raise CatalogueError(f"{path}: words of {group} have {phrase!r}: {error}") from error


def _check_says(catches: tuple[Catch, ...], languages: Mapping[str, _Language]) -> None:
    for language in languages.values():
        for catch in catches:
            if catch.id not in language.says:
                raise CatalogueError(
                    f"{language.path}: missing says.{catch.id}; write what is said instead"
                )


def _filled(language: _Language, facts: Mapping[str, str]) -> Mapping[str, str]:
    for id, text in language.says.items():
        for fault in _faults(text, facts):
            raise CatalogueError(f"{language.path}: says.{id} {fault}")
    return {id: fill(text, facts) for id, text in language.says.items()}


def _faults(text: str, facts: Mapping[str, str]) -> Iterator[str]:
    for name in PLACEHOLDER.findall(text):
        if name not in facts:
            yield f"uses {{{name}}}; add it to [facts] of catch.toml"
    if any(char.isdigit() for char in PLACEHOLDER.sub("", text)):
        yield "holds a digit; make it a fact of catch.toml"
