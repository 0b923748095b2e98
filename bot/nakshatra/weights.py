"""A model's card -> the folder its downloaded weights lie in, if they do; fetches nothing.

Each folder holds a receipt: which commit of the hub, and size and hash of every file as it came.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from nakshatra.cards import ModelCard
from nakshatra.errors import CatalogueError, MissingModel

_RECEIPT = "receipt.json"
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Receipt:
    revision: str
    """Commit of the hub repository."""

    files: dict[str, tuple[str, int]]
    """File -> sha256 and bytes."""

    def write(self, folder: Path) -> None:
        row = {"revision": self.revision, "files": self.files}
        (folder / _RECEIPT).write_text(json.dumps(row, indent=1), "utf-8")


def folder(card: ModelCard, models_dir: Path) -> Path:
    return models_dir / card.id


def receipt(card: ModelCard, models_dir: Path) -> Receipt | None:
    """What was written when the weights came; None when they are not here."""
    try:
        row = json.loads((folder(card, models_dir) / _RECEIPT).read_text("utf-8"))
        files = {name: (str(sha), int(size)) for name, (sha, size) in row["files"].items()}
        return Receipt(str(row["revision"]), files)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def present(card: ModelCard, models_dir: Path) -> bool:
    """Every file of the card is here, in its full size, with the hash the card asks for."""
    if (got := receipt(card, models_dir)) is None:
        return False
    here = folder(card, models_dir)
    whole = all(_has_size(here / name, size) for name, (_, size) in got.files.items())
    return whole and all(
        name in got.files and wanted in ("", got.files[name][0])
        for name, wanted in card.files.items()
        if not is_pattern(name)
    )


def first_here(cards: Sequence[ModelCard], models_dir: Path) -> ModelCard:
    """Of several that would do, the first that is on this machine; else the first."""
    return next((card for card in cards if present(card, models_dir)), cards[0])


def require(card: ModelCard, models_dir: Path) -> Path:
    """Raise `MissingModel`, which names the command that fetches them."""
    if not present(card, models_dir):
        raise MissingModel(f"{card.id} is not here; run `nakshatra models pull {card.id}`")
    return folder(card, models_dir)


def damage(card: ModelCard, models_dir: Path) -> Iterator[str]:
    """Each file that is not what it was when it came: a line for the operator. Reads every byte."""
    if (got := receipt(card, models_dir)) is None:
        yield "not here"
        return
    for name, (wanted, _) in got.files.items():
        path = folder(card, models_dir) / name
        if not path.is_file():
            yield f"{name} is missing"
        elif sha256(path) != (card.files.get(name) or wanted):
            yield f"{name} has changed"


def is_pattern(name: str) -> bool:
    """A card may name files whose exact names were not seen, as in "vocabulary.*"."""
    return "*" in name


def by_id(models: Mapping[str, ModelCard], id: str) -> ModelCard:
    """Raise `CatalogueError` that lists the ids there are."""
    if id not in models:
        raise CatalogueError(f"no model is called {id!r}; there are {', '.join(sorted(models))}")
    return models[id]


def sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def _has_size(path: Path, size: int) -> bool:
    return path.is_file() and path.stat().st_size == size
