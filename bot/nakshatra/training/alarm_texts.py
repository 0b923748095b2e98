"""A pack with rules, the other packs and ordinary text -> sentences with the catch they call for.

From the pack's sayings, of emergencies its cases too, and sentences put together from its rules;
against look-alikes, the packs' asks and ordinary text. Cases with the name of a set, such as
`hi.fresh.jsonl`, are never read, nor are those that measure refusals.
"""

from __future__ import annotations

import gzip
import json
import random
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from nakshatra.cards import load_toml
from nakshatra.errors import CatalogueError
from nakshatra.knowledge.field import asked
from nakshatra.knowledge.outside import outside, talk
from nakshatra.knowledge.tables import Table
from nakshatra.knowledge.units import Pack
from nakshatra.rights import allowed
from nakshatra.safety.alarms import SAYINGS
from nakshatra.safety.rules import Rules
from nakshatra.text.normalise import normalise
from nakshatra.text.scripts import script_of
from nakshatra.text.transliterate import to_script
from nakshatra.training.slips import without_some
from nakshatra.types import Kind, Lang

FOLDS = 4

_WEIGHTS = {
    "said": 3.0,
    "case": 3.0,
    "made": 0.3,
    "mixed": 1.0,
    "lookalike": 4.0,
    "other": 1.0,
    "beside": 0.3,
    "ordinary": 0.7,
}
"""What a sentence of each kind counts."""

_BESIDE = "beside.toml"

_TWIN = 0.5
"""Of that, what the same sentence counts in Latin letters, or with signs lost."""

_ROWS = {Kind.EMERGENCY: 250, Kind.REFUSAL: 1200}
"""Ordinary sentences of each file of the labelled data. With five times as many, emergencies are
heard better in what is held out, and no better on blind sets: nobody asks so."""

_THINNED = 4
"""Of ordinary text, one in so many is learned beside refusals; of the asks, the tail of one."""

_TAIL = 3
"""Words."""

_MADE = 8
"""Sentences put together from each catch in each language."""

_MIXED = 0.25
"""Of the sayings and look-alikes, those that stand once more beside an ordinary question: who tells
what has happened asks something too, and that must not drown it."""

_MARKS = re.compile(r"[~*=?']")
_RANGE = re.compile(r"\{(\d+)-(\d+)\}")
_FILLERS = ("now", "mine", "person", "")


@dataclass(frozen=True, slots=True)
class Said:
    text: str
    unit: str
    """Of the catch; "" = nothing to be caught."""

    kind: str
    weight: float
    fold: int
    """In which it is held out; -1: it is only learned from."""


def gather(
    pack: Pack, folder: Path, rules: Rules, others: Sequence[Pack], data: Path | None
) -> list[Said]:
    """What a pack refuses is told from what it is asked, all of it; other text is farther off, and
    a part of it does."""
    chance, urgent = random.Random(0), rules.kind is Kind.EMERGENCY
    real = [*sayings(folder), *(cases(folder) if urgent else ())]
    rows = [one for code, said in real for one in (said, *_twins(said, code, chance))]
    rows += _made(folder, rules, chance)
    plain = [*outside(), *talk(), *(_ordinary(data, _ROWS[rules.kind]) if data else ())]
    asks = [*_of_others(folder, others), *_refused_by(folder, others, urgent=urgent)]
    if not urgent:
        asks += _folded("other", list(asked(*pack.units.values())))
        asks += [replace(one, text=_tail(one.text)) for one in asks[::_THINNED]]
        plain = plain[::_THINNED]
    return [*rows, *asks, *_mixed(real, asks, chance), *_folded("ordinary", plain)]


def _said(text: str, unit: str, kind: str, fold: int) -> Said:
    return Said(text, unit, kind, _WEIGHTS[kind], fold)


def _folded(kind: str, texts: Sequence[str]) -> list[Said]:
    return [_said(text, "", kind, at % FOLDS) for at, text in enumerate(texts)]


def sayings(folder: Path) -> Iterator[tuple[str, Said]]:
    """With the code of their language. The first way of saying a thing is held out together in all
    languages, and so on."""
    for path in sorted((folder / SAYINGS).glob("*.toml")):
        table = Table(path, load_toml(path))
        table.text("reviewed")
        for unit, texts in table.lists("sayings").items():
            for at, text in enumerate(texts):
                yield path.stem, _said(text, unit, "said", at % FOLDS)
        for at, text in enumerate(table.strings("lookalikes")):
            yield path.stem, _said(text, "", "lookalike", at % FOLDS)
        table.done()


def cases(folder: Path) -> Iterator[tuple[str, Said]]:
    for path in sorted((folder / "cases").glob("*.jsonl")):
        if path.name.count(".") > 1:
            continue
        for at, row in enumerate(map(json.loads, path.read_text("utf-8").splitlines())):
            code = str(row["lang"]).split("-")[0]
            if row["emergency"]:
                yield code, _said(row["text"], row["unit"], "case", at % FOLDS)
            else:
                yield code, _said(row["text"], "", "lookalike", at % FOLDS)


def _twins(said: Said, code: str, chance: random.Random) -> Iterator[Said]:
    """The same in Latin letters, and with signs lost, of what is in a script of India."""
    if said.text.isascii():
        return
    twin = replace(said, weight=said.weight * _TWIN)
    latin = latinised(said.text, code)
    if latin != said.text:
        yield replace(twin, text=latin)
    lost = without_some(said.text, chance)
    if lost != said.text:
        yield replace(twin, text=lost)


def latinised(text: str, code: str) -> str:
    return to_script(normalise(text), Lang(code, "Latn"))


def _of_others(folder: Path, others: Sequence[Pack]) -> Iterator[Said]:
    """What other packs are asked; of some units, it may be an emergency."""
    path = folder / _BESIDE
    beside = set(Table(path, load_toml(path)).strings("units")) if path.is_file() else set()
    for other in others:
        for unit in other.units.values():
            aside = unit.name in beside
            for at, text in enumerate(asked(unit)):
                yield _said(text, "", "beside" if aside else "other", -1 if aside else at % FOLDS)


def _refused_by(folder: Path, others: Sequence[Pack], *, urgent: bool) -> Iterator[Said]:
    """What only sounds like what the other experts catch; beside emergencies, what they refuse
    too: no one is in danger who asks for it."""
    for other in others:
        if other.id == folder.name or not (folder.parent / other.id / SAYINGS).is_dir():
            continue
        for _, said in sayings(folder.parent / other.id):
            if urgent or not said.unit:
                yield _said(said.text, "", "other", said.fold)


def _tail(text: str) -> str:
    """What is left of a question that leans on the one before: "how much will I get"."""
    return " ".join(text.split()[-_TAIL:])


def _mixed(
    real: Sequence[tuple[str, Said]], asks: Sequence[Said], chance: random.Random
) -> Iterator[Said]:
    """A saying or look-alike with what somebody asked of another pack, in the same script."""
    by_script: dict[str, list[str]] = defaultdict(list)
    for ask in asks:
        by_script[script_of(ask.text)].append(ask.text)
    for _, said in real:
        beside = by_script[script_of(said.text)]
        if beside and chance.random() < _MIXED:
            both = [said.text, chance.choice(beside)]
            chance.shuffle(both)
            yield _said(" ".join(both), said.unit, "mixed", said.fold)


def _made(folder: Path, rules: Rules, chance: random.Random) -> Iterator[Said]:
    """Phrases of a catch's groups, one of each, in one language, with fillers before and after."""
    for path in sorted((folder / "rules").glob("*.toml")):
        if path.name == "catch.toml":
            continue
        words: dict[str, list[str]] = load_toml(path)["words"]
        for catch in rules.catches:
            groups = [group.partition("/")[2] for group in catch.all]
            if all(words.get(group) for group in groups):
                for _ in range(_MADE):
                    text = _sentence(words, groups, chance)
                    yield _said(text, catch.id, "made", -1)


def _sentence(words: dict[str, list[str]], groups: Sequence[str], chance: random.Random) -> str:
    native = chance.random() < 0.6
    wanted = [chance.choice(_FILLERS), *groups]
    if chance.random() < 0.3:
        chance.shuffle(wanted)
    phrases = []
    for group in wanted:
        listed = words.get(group, [])
        same = [phrase for phrase in listed if (script_of(phrase) != "Latn") == native]
        if listed:
            phrases.append(_plain(chance.choice(same or listed), chance))
    return " ".join(phrases)


def _plain(phrase: str, chance: random.Random) -> str:
    """Without its marks."""
    phrase = _RANGE.sub(lambda found: str(chance.randint(int(found[1]), int(found[2]))), phrase)
    return _MARKS.sub("", phrase)


def _ordinary(data: Path, most: int) -> Iterator[str]:
    files = sorted(data.glob("*/*.jsonl.gz"))
    if not files:
        raise CatalogueError(f"{data} holds no */*.jsonl.gz; give the training data's folder")
    for path in files:
        rows = [row["text"] for row in _read(path)]
        random.Random(0).shuffle(rows)
        yield from rows[:most]


def _read(path: Path) -> list[dict[str, Any]]:
    try:
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            return [allowed(json.loads(line), path) for line in lines]
    except (OSError, ValueError, KeyError) as error:
        raise CatalogueError(f"{path}: {error}") from error
