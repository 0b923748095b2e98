"""Files and their hashes -> which of a card's files each of them is; copies nothing.

A file is known by its hash, never by its name: names only find what no hash is known of.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from nakshatra import weights
from nakshatra.cards import ModelCard
from nakshatra.errors import EngineError
from nakshatra.model_card import safe


@dataclass(frozen=True, slots=True)
class Found:
    name: str
    """With "/", from where one looked."""

    path: Path
    sha256: str
    came_as: str
    """Its hash when it first came to the machine it was copied from; "" when that is not told."""


def known(cards: Iterable[ModelCard], found: Sequence[Found]) -> list[ModelCard]:
    """Those of which a file is here, by a hash that no other card has."""
    there = {file.sha256 for file in found} - {""}
    cards = list(cards)
    owners = Counter(sha for card in cards for sha in set(card.files.values()))
    return [
        card for card in cards if any(owners[s] == 1 and s in there for s in card.files.values())
    ]


def plan_of(card: ModelCard, found: Sequence[Found]) -> dict[str, Found]:
    """File of the card -> what becomes of it. Raise `EngineError` that names what is lacking."""
    plan: dict[str, Found] = {}
    for name, sha in card.files.items():
        if sha and (file := next((one for one in found if one.sha256 == sha), None)):
            plan[name] = file
        elif sha and name not in card.optional:
            raise EngineError(_lacking(card, name, sha, found))
    if loose := [name for name, sha in card.files.items() if not sha]:
        plan |= _one_place(card, loose, found)
    for name, file in plan.items():
        if file.came_as not in ("", file.sha256):
            who = f"the {weights.RECEIPT} beside it"
            raise EngineError(_damaged(card, file, file.came_as, who))
        if not safe(name):
            raise EngineError(f"{card.id}: {file.name} would lie outside the model's folder")
    return plan


def _one_place(card: ModelCard, loose: Sequence[str], found: Sequence[Found]) -> dict[str, Found]:
    """The files whose hashes nobody knows, all from one folder: at the end of the paths the card
    says, or side by side. Raise `EngineError` when they are not there, or there twice."""
    needed = [name for name in loose if name not in card.optional]
    for places in (_in_paths(loose, found), _side_by_side(loose, found)):
        whole = {
            root: files
            for root, files in places.items()
            if all(any(weights.fits(one, name) for one in files) for name in needed)
        }
        named = [files for root, files in whole.items() if PurePosixPath(root).name == card.id]
        if len(chosen := named if len(named) == 1 else list(whole.values())) == 1:
            return chosen[0]
        if whole:
            roots = ", ".join(sorted(root or "./" for root in whole))
            raise EngineError(
                f"{card.id}: its files are there more than once, in {roots}; import the right "
                "folder alone"
            )
    there = [PurePosixPath(file.name).name for file in found]
    lost = [n for n in needed if not any(weights.fits(o, PurePosixPath(n).name) for o in there)]
    raise EngineError(_lacking(card, (lost or needed or list(loose))[0], "", found))


_Places = dict[str, dict[str, Found]]
"""Folder -> file of the card -> what becomes of it."""


def _in_paths(loose: Sequence[str], found: Sequence[Found]) -> _Places:
    places: _Places = {}
    for file in found:
        for name in loose:
            if end := _end(file.name, name):
                places.setdefault(file.name.removesuffix(end), {})[end] = file
    return places


def _side_by_side(loose: Sequence[str], found: Sequence[Found]) -> _Places:
    places: _Places = {}
    for file in found:
        path = PurePosixPath(file.name)
        for name in loose:
            last = PurePosixPath(name).name
            if last != "*" and weights.fits(path.name, last):
                to = name.removesuffix(last) + path.name
                places.setdefault(f"{path.parent}/", {})[to] = file
    return places


def _end(name: str, wanted: str) -> str:
    """The end of `name` that is as `wanted` says; "" when none is."""
    parts = PurePosixPath(name).parts
    ends = ("/".join(parts[at:]) for at in range(len(parts)))
    return next((end for end in ends if weights.fits(end, wanted)), "")


def _lacking(card: ModelCard, name: str, sha: str, found: Sequence[Found]) -> str:
    same = [file for file in found if PurePosixPath(file.name).name == PurePosixPath(name).name]
    if sha and same:
        return _damaged(card, same[0], sha, "the card")
    has = ", ".join(file.name for file in found[:20]) or "no file"
    return f"{card.id}: {name} is not there (there is {has}); copy all files of the model"


def _damaged(card: ModelCard, file: Found, sha: str, who: str) -> str:
    return (
        f"{card.id}: {file.name} has the hash {file.sha256[:12]}..., {who} says {sha[:12]}...: it "
        f"is damaged or of another version. Nothing of {card.id} was installed; copy it anew"
    )


def stranger(source: Path, found: Sequence[Found], more: set[str]) -> str:
    has = ", ".join(file.name for file in found[:20]) or "no file"
    named = " ".join(f"--model {id}" for id in sorted(more)) or "--model ID"
    return (
        f"no card in models/ knows the hash of anything in {source} ({has}). Name the model it is: "
        f"`nakshatra models import PATH {named}` (`nakshatra models list` has the ids); weights "
        "without a card need one first: docs/voice.md"
    )
