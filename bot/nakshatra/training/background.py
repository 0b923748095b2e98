"""Everyday text of many fields -> background.npy: how common each feature is (a byte a slot).

Of each language apart, in its own and in Latin letters; the highest share stands, so that a word
of every Tamil sentence is common although few of all texts have it.
"""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nakshatra.errors import CatalogueError
from nakshatra.knowledge.background import FILE, SLOTS
from nakshatra.knowledge.features import features
from nakshatra.rights import allowed

_CODES = ("as", "bn", "en", "gu", "hi", "kn", "mai", "ml", "mr", "ne", "or", "pa", "ta", "te", "ur")
_FOLDERS = {"native": 4000, "roman": 2000, "roman_dakshina": 2000}
"""Folder under the data -> how many rows of each language are counted."""

_EVERYDAY = frozenset(("other", "smalltalk"))
"""Labels of rows that are of no field."""


def count(data: Path) -> int:
    """Write the table from `data` (../shared/train); returns how many texts were counted."""
    share, total = np.zeros(SLOTS), 0
    for code in _CODES:
        files = {folder: data / folder / f"{code}.jsonl.gz" for folder in _FOLDERS}
        native = _texts(files.pop("native"), _FOLDERS["native"])
        typed = [
            text
            for folder, path in files.items()
            if path.is_file()
            for text in _texts(path, _FOLDERS[folder])
        ]
        for texts in filter(None, (native, typed)):
            share = np.maximum(share, _share(texts))
            total += len(texts)
    np.save(FILE, np.round(share * 255).astype(np.uint8))
    return total


def _share(texts: Sequence[str]) -> NDArray[np.float64]:
    """Of each slot, on a logarithmic scale: 1 for what every text has."""
    frequency = np.zeros(SLOTS)
    for text in texts:
        frequency[np.unique(features(text).ids & (SLOTS - 1))] += 1
    share: NDArray[np.float64] = np.log1p(frequency) / np.log1p(len(texts))
    return share


def _texts(path: Path, most: int) -> list[str]:
    rows = [row["text"] for row in _rows(path) if _counts(row)]
    random.Random(0).shuffle(rows)
    return rows[:most]


def _rows(path: Path) -> Iterator[Mapping[str, Any]]:
    try:
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            yield from (allowed(json.loads(line), path) for line in lines)
    except (OSError, ValueError) as error:
        raise CatalogueError(f"{path}: {error}; give the training data's folder") from error


def _counts(row: Mapping[str, Any]) -> bool:
    """Of a licence that lets it, and not labelled as a question of some field."""
    free = "GPL" not in row["licence"] and row["licence"] != "unstated"
    return free and _EVERYDAY.issuperset(row.get("domain") or ())
