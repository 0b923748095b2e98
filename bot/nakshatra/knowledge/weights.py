"""Arrays learned from texts <-> a file beside those texts that knows which texts they were."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any
from zipfile import BadZipFile
from zlib import error as BadStream

import numpy as np
from numpy.typing import NDArray

from nakshatra.errors import CatalogueError
from nakshatra.knowledge.encoder import Encoder
from nakshatra.knowledge.index import Index
from nakshatra.knowledge.linear import Linear
from nakshatra.knowledge.named import Named
from nakshatra.knowledge.reader import Reader
from nakshatra.knowledge.units import Pack, unasked

log = logging.getLogger(__name__)

VERSION = 7
"""Of features.py, linear.py and index.py: raise it when they compute something else."""

UNITS = Path("weights") / "units.npz"
READER = Path("weights") / "reader.npz"


def open_index(folder: Path, pack: Pack) -> Index:
    """With the shipped scorer when it was learned from these very texts, else learned now."""
    units, reader = list(pack.units.values()), _open_reader(folder, pack)
    path = folder / UNITS
    if not path.is_file():
        return Index(units, beyond=pack.beyond, reader=reader, whom=pack.card.unknown)
    arrays = read(path)
    if str(arrays.pop("made_from")) != made_from(pack):
        log.warning("the weights are older than the texts", extra={"expert": pack.id})
        return Index(units, beyond=pack.beyond, reader=reader, whom=pack.card.unknown)
    words = arrays.pop("words").astype(np.int64)
    has = np.unpackbits(arrays.pop("has"), axis=1, count=len(units)).astype(np.bool_)
    named = Named(arrays.pop("meanings"), arrays.pop("named").astype(np.bool_))
    whom = pack.card.unknown
    return Index(unasked(units), Linear.of(arrays), (words, has), named, reader=reader, whom=whom)


def _open_reader(folder: Path, pack: Pack) -> Reader | None:
    """None when the pack has none, or one of other units or features; one of older texts of the
    same units still reads well."""
    path = folder / READER
    if not path.is_file():
        return None
    arrays = read(path)
    try:
        version, _, learned = str(arrays.pop("made_from")).partition(" ")
        units = tuple(arrays.pop("units").tolist())
        reader = Reader(Encoder.of(arrays), units)
        reader.read("so")
    except (KeyError, ValueError) as error:
        raise CatalogueError(
            f"{path}: no reader ({error}); run `nakshatra experts train {pack.id} --readers`"
            " or remove the file"
        ) from error
    if version != str(VERSION) or units != tuple(pack.units):
        log.warning("the reader is of other units or features", extra={"expert": pack.id})
        return None
    if learned != made_from(pack):
        log.warning("the reader is older than the texts", extra={"expert": pack.id})
    return reader


def save_reader(folder: Path, pack: Pack, reader: Reader) -> Path:
    path, units = folder / READER, np.array(reader.units)
    write(path, f"{VERSION} {made_from(pack)}", {"units": units, **reader.encoder.arrays()})
    return path


def save_index(folder: Path, pack: Pack) -> Path:
    """Learn from the texts and write the scorer beside them."""
    path = folder / UNITS
    index = Index(list(pack.units.values()), beyond=pack.beyond)
    words, has = index.vocabulary
    seen: dict[str, NDArray[Any]] = {
        "words": words.astype(np.uint32),
        "has": np.packbits(has, axis=1),
        "meanings": index.named.meanings,
        "named": index.named.has,
    }
    write(path, made_from(pack), {**index.linear.arrays(), **seen})
    return path


def unread(folder: Path, pack: Pack) -> bool:
    """Whether there is a reader, but of other units or features: it is left aside."""
    return (folder / READER).is_file() and _open_reader(folder, pack) is None


def stale(folder: Path, pack: Pack) -> bool:
    """Whether there are shipped weights that were learned from other texts."""
    path = folder / UNITS
    return path.is_file() and str(read(path)["made_from"]) != made_from(pack)


def made_from(pack: Pack) -> str:
    """A digest of everything the scorer learns from."""
    texts = [
        (name, code, text.title, text.answer, text.asks)
        for name, unit in sorted(pack.units.items())
        for code, text in sorted(unit.texts.items())
    ]
    names = [(name, unit.names) for name, unit in sorted(pack.units.items())]
    return sha256(repr((VERSION, texts, names, pack.beyond)).encode()).hexdigest()


def write(path: Path, digest: str, arrays: Mapping[str, NDArray[Any]]) -> None:
    path.parent.mkdir(exist_ok=True)
    np.savez_compressed(path, allow_pickle=False, made_from=np.array(digest), **arrays)


def read(path: Path, made_by: str = "train") -> dict[str, NDArray[Any]]:
    """Raise `CatalogueError` when the file is broken; `made_by`: what of `nakshatra experts` makes
    it again."""
    try:
        with path.open("rb") as stream, np.load(stream, allow_pickle=False) as file:
            return dict(file)
    except (OSError, ValueError, KeyError, EOFError, BadZipFile, BadStream) as error:
        raise CatalogueError(
            f"{path}: {error}; run `nakshatra experts {made_by}` or remove the file"
        ) from error
