"""Everyday text of many fields -> background.npy: how common each feature is (a byte a slot)."""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from nakshatra.errors import CatalogueError
from nakshatra.knowledge.background import FILE, SLOTS
from nakshatra.knowledge.features import features

_SETS = {"native/hi": 7000, "native/en": 7000, "roman/hi": 4000, "roman_dakshina/hi": 4000}
"""File under the data folder -> how many of its rows are counted."""


def count(data: Path) -> int:
    """Write the table from `data` (../shared/train); returns how many texts were counted."""
    frequency = np.zeros(SLOTS)
    texts = [text for name, most in _SETS.items() for text in _texts(data, name, most)]
    for text in texts:
        frequency[np.unique(features(text).ids & (SLOTS - 1))] += 1
    share = np.log1p(frequency) / np.log1p(len(texts))
    np.save(FILE, np.round(share * 255).astype(np.uint8))
    return len(texts)


def _texts(data: Path, name: str, most: int) -> list[str]:
    rows = [row["text"] for row in _rows(data / f"{name}.jsonl.gz") if _free(row["licence"])]
    random.Random(0).shuffle(rows)
    return rows[:most]


def _rows(path: Path) -> Iterator[dict[str, str]]:
    try:
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            yield from map(json.loads, lines)
    except (OSError, ValueError) as error:
        raise CatalogueError(f"{path}: {error}; give the training data's folder") from error


def _free(licence: str) -> bool:
    return "GPL" not in licence and licence != "unstated"
