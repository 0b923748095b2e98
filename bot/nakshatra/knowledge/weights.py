"""A pack and its folder -> its index, with the shipped scorer when that was learned from these very
texts, else learned now."""

from __future__ import annotations

import logging
from hashlib import sha256
from pathlib import Path

import numpy as np

from nakshatra.errors import CatalogueError
from nakshatra.knowledge.index import Index
from nakshatra.knowledge.linear import Linear
from nakshatra.knowledge.units import Pack

log = logging.getLogger(__name__)

_VERSION = 1
"""Of features.py and linear.py together: raise it when they compute something else."""

_FILE = Path("weights") / "units.npz"


def open_index(folder: Path, pack: Pack) -> Index:
    """Raise `CatalogueError` when the weights cannot be read."""
    units = list(pack.units.values())
    path = folder / _FILE
    if not path.is_file():
        return Index(units)
    arrays = _read(path)
    if str(arrays.pop("made_from")) != made_from(pack):
        log.warning("weights are older than the texts", extra={"expert": pack.id})
        return Index(units)
    return Index(units, Linear.of(arrays))


def save(folder: Path, pack: Pack) -> Path:
    """Learn from the texts and write the scorer beside them."""
    path = folder / _FILE
    path.parent.mkdir(exist_ok=True)
    arrays = Index(list(pack.units.values())).linear.arrays()
    np.savez_compressed(path, allow_pickle=False, made_from=np.array(made_from(pack)), **arrays)
    return path


def fresh(folder: Path, pack: Pack) -> bool:
    """Whether shipped weights, if any, were learned from these texts."""
    path = folder / _FILE
    return not path.is_file() or str(_read(path)["made_from"]) == made_from(pack)


def made_from(pack: Pack) -> str:
    """A digest of everything the scorer learns from."""
    texts = [
        (name, code, text.title, text.answer, text.asks)
        for name, unit in sorted(pack.units.items())
        for code, text in sorted(unit.texts.items())
    ]
    return sha256(repr((_VERSION, texts)).encode()).hexdigest()


def _read(path: Path) -> dict[str, np.ndarray]:
    try:
        with np.load(path, allow_pickle=False) as file:
            return dict(file)
    except (OSError, ValueError, KeyError) as error:
        raise CatalogueError(
            f"{path}: {error}; run `nakshatra experts train` or remove the file"
        ) from error
