"""A model's card -> the folder its downloaded weights lie in, if they do; fetches nothing.

Each folder holds a receipt: which commit of the hub, and size and hash of every file as it came.
"""

from __future__ import annotations

import json
import os
import posixpath
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath

from nakshatra.cards import ModelCard
from nakshatra.errors import CatalogueError, EngineError, MissingModel
from nakshatra.partial import FULL, digest

RECEIPT = "receipt.json"

SPARE = 50_000_000
"""Bytes that must stay free on the disk: the databases live there too."""


@dataclass(frozen=True, slots=True)
class Receipt:
    revision: str
    """Commit of the hub repository; or how else the files came."""

    files: dict[str, tuple[str, int]]
    """File -> sha256 and bytes."""

    def write(self, folder: Path) -> None:
        row = {"revision": self.revision, "files": self.files}
        with (folder / RECEIPT).open("w", encoding="utf-8") as file:
            file.write(json.dumps(row, indent=1))
            file.flush()
            os.fsync(file.fileno())


def read_receipt(folder: Path) -> Receipt | None:
    """None when there is none, or none that can be read."""
    try:
        row = json.loads((folder / RECEIPT).read_text("utf-8"))
        files = {name: (str(sha), int(size)) for name, (sha, size) in row["files"].items()}
        return Receipt(str(row["revision"]), files)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def folder(card: ModelCard, models_dir: Path) -> Path:
    return models_dir / card.id


def inner(card: ModelCard, models_dir: Path) -> Path:
    """The deepest folder that all of its files lie in: a repository may hold several models."""
    folders = [PurePosixPath(name).parent.as_posix() for name in card.files]
    return folder(card, models_dir) / posixpath.commonpath(folders)


def receipt(card: ModelCard, models_dir: Path) -> Receipt | None:
    """What was written when the weights came; None when they are not here."""
    return read_receipt(folder(card, models_dir))


def present(card: ModelCard, models_dir: Path) -> bool:
    """Every file of the card is here, in its full size, with the hash the card asks for."""
    if (got := receipt(card, models_dir)) is None:
        return False
    here = folder(card, models_dir)
    whole = all(_has_size(here / name, size) for name, (_, size) in got.files.items())
    return whole and all(
        name in got.files and wanted in ("", got.files[name][0])
        for name, wanted in card.files.items()
        if not is_pattern(name) and name not in card.optional
    )


def require(card: ModelCard, models_dir: Path) -> Path:
    """Raise `MissingModel`, which names the command that fetches them."""
    if not present(card, models_dir):
        raise MissingModel(f"{card.id} is not here; run `nakshatra models pull {card.id}`")
    return folder(card, models_dir)


def damage(
    card: ModelCard, models_dir: Path, tell: Callable[[int], None] = lambda _: None
) -> Iterator[str]:
    """Each file that is not what it was when it came: a line for the operator. Reads every byte;
    `tell` is given the bytes of each piece."""
    if (got := receipt(card, models_dir)) is None:
        yield "not here"
        return
    for name, (wanted, _) in got.files.items():
        path = folder(card, models_dir) / name
        if not path.is_file():
            yield f"{name} is missing"
        elif digest(path, tell) != (card.files.get(name) or wanted):
            yield f"{name} has changed"
    for name in card.files:
        if name not in card.optional and not any(fits(one, name) for one in got.files):
            yield f"{name} is missing"


def settle(card: ModelCard, staging: Path, got: Receipt, models_dir: Path) -> Path:
    """Whole and checked files in `staging` (on the same disk) become the model, in one step."""
    got.write(staging)
    for name in staging.rglob("*.part"):
        name.unlink()
    place, old = folder(card, models_dir), staging.parent / "old"
    shutil.rmtree(old, ignore_errors=True)
    if place.exists():
        place.replace(old)
    staging.replace(place)
    shutil.rmtree(staging.parent, ignore_errors=True)
    return place


def check_space(id: str, wanted: int, models_dir: Path) -> None:
    """Raise `EngineError` when so many bytes would leave too little room."""
    models_dir.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(models_dir).free
    if free < wanted + SPARE:
        raise EngineError(
            f"{id} needs {wanted // 10**6} MB and {SPARE // 10**6} MB to spare; the disk of "
            f"{models_dir} has {free // 10**6} MB free. Free some, or set NAKSHATRA_DATA_DIR to a "
            "folder on a larger disk"
        )


def refused(error: OSError, what: str, models_dir: Path) -> EngineError:
    """The disk would not take it, or give it."""
    if error.errno in FULL:
        return EngineError(
            f"{what}: the disk of {models_dir} is full ({os.strerror(error.errno or 0)}); nothing "
            "was installed and what had come was removed. Free some space, or set "
            "NAKSHATRA_DATA_DIR to a folder on a larger disk; then run the same command again"
        )
    return EngineError(
        f"{what}: {error.filename or models_dir} cannot be read or written: "
        f"{error.strerror or error}. Models go to {models_dir}; NAKSHATRA_DATA_DIR moves them"
    )


def is_pattern(name: str) -> bool:
    """A card may name files whose exact names were not seen, as in "vocabulary.*"."""
    return "*" in name


def fits(name: str, wanted: str) -> bool:
    """Whether a file of this name is one that the card calls `wanted`."""
    return fnmatchcase(name, wanted) if is_pattern(wanted) else name == wanted


def in_order(cards: Iterable[ModelCard], models_dir: Path) -> list[ModelCard]:
    """Those that are here first, then as they are preferred, then the smallest."""

    def rank(card: ModelCard) -> tuple[bool, int, int, str]:
        return not present(card, models_dir), card.preference, card.ram_mb, card.id

    return sorted(cards, key=rank)


def first_here(cards: Sequence[ModelCard], models_dir: Path) -> ModelCard:
    """The best of several that would do; one that is here goes before any other."""
    return in_order(cards, models_dir)[0]


def by_id(models: Mapping[str, ModelCard], id: str) -> ModelCard:
    """Raise `CatalogueError` that names those whose ids look like it."""
    if id not in models:
        like = [one for one in sorted(models) if id and id in one]
        like = (like or get_close_matches(id, sorted(models), 5))[:5]
        meant = f"did you mean {' or '.join(like)}? " if like else ""
        raise CatalogueError(
            f"no model is called {id!r}; {meant}`nakshatra models list` names them all"
        )
    return models[id]


def _has_size(path: Path, size: int) -> bool:
    return path.is_file() and path.stat().st_size == size
