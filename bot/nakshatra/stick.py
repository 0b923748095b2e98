"""Files carried by hand (a folder, one file, a zip or a tar) -> models in their places, checked.

A file is known by its hash, never by its name: names only find what no hash is known of, and only
for a model that was asked for. It reads nothing from the network.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from nakshatra import weights
from nakshatra.cards import ModelCard
from nakshatra.errors import EngineError
from nakshatra.model_card import safe
from nakshatra.partial import CHUNK, FULL, Tell, alone, digest, quiet
from nakshatra.unpack import is_archive, unpack


@dataclass(frozen=True, slots=True)
class Brought:
    model: str
    folder: Path
    unchecked: tuple[str, ...]
    """Files whose hash no card knew: they were taken as they came, and recorded."""


@dataclass(frozen=True, slots=True)
class _Found:
    name: str
    """With "/", from where one looked."""

    path: Path
    sha256: str
    came_as: str
    """Its hash when it first came to the machine it was copied from; "" when that is not told."""


class Stick:
    def __init__(
        self, models: Mapping[str, ModelCard], models_dir: Path, tell: Tell = quiet
    ) -> None:
        self._models, self._dir, self._tell = models, models_dir, tell

    def bring(self, source: Path, wanted: Sequence[str] = ()) -> list[Brought]:
        """`wanted`: ids; () = whatever is known by its hash. Raise `EngineError`, which says what
        to do; a model that was put in place before stays."""
        if not source.exists():
            raise EngineError(f"{source} does not exist; is the stick mounted?")
        cards = [weights.by_id(self._models, id) for id in wanted]
        room = self._dir / ".partial"
        try:
            with alone(room, "stick"):
                return self._bring(source, cards, room / "stick")
        except OSError as error:
            if error.errno in FULL:
                raise EngineError(
                    f"the disk of {self._dir} is full ({os.strerror(error.errno or 0)}); what was "
                    "half copied was removed. Free some space and import again"
                ) from error
            raise EngineError(f"{source} could not be read: {error}") from error

    def _bring(self, source: Path, cards: Sequence[ModelCard], aside: Path) -> list[Brought]:
        shutil.rmtree(aside, ignore_errors=True)
        try:
            if is_archive(source):
                unpack(source, aside, self._dir, self._tell)
                source = aside
            found = self._look(source)
            chosen = cards or [c for c in self._models.values() if _known(c, found)]
            if not chosen:
                raise EngineError(_stranger(source, found))
            plans = [(card, _plan(card, found)) for card in chosen]
            return [self._put(card, plan) for card, plan in plans]
        finally:
            shutil.rmtree(aside, ignore_errors=True)

    def _look(self, source: Path) -> list[_Found]:
        """Every file there is, and its hash."""
        paths = (
            [source] if source.is_file() else sorted(p for p in source.rglob("*") if p.is_file())
        )
        total, done = sum(path.stat().st_size for path in paths), 0
        told = {
            path.parent / name: sha
            for path in paths
            if path.name == weights.RECEIPT and (got := weights.read_receipt(path.parent))
            for name, (sha, _) in got.files.items()
        }
        found = []
        for path in paths:
            name = path.name if path == source else path.relative_to(source).as_posix()
            found.append(_Found(name, path, digest(path), told.get(path, "")))
            done += path.stat().st_size
            self._tell(f"reading {path.name}", done, total)
        return found

    def _put(self, card: ModelCard, plan: Mapping[str, _Found]) -> Brought:
        unchecked = tuple(
            name for name, file in plan.items() if not (card.files.get(name) or file.came_as)
        )
        with alone(self._dir / ".partial", card.id):
            staging = self._dir / ".partial" / card.id / "stick"
            shutil.rmtree(staging.parent, ignore_errors=True)
            try:
                got = self._copy(card, plan, staging)
            except BaseException:
                shutil.rmtree(staging.parent, ignore_errors=True)
                raise
            revision = card.revision or "brought by hand"
            place = weights.settle(card, staging, weights.Receipt(revision, got), self._dir)
        return Brought(card.id, place, unchecked)

    def _copy(
        self, card: ModelCard, plan: Mapping[str, _Found], staging: Path
    ) -> dict[str, tuple[str, int]]:
        """File -> hash and bytes of what now lies in `staging`."""
        total = sum(found.path.stat().st_size for found in plan.values())
        weights.check_space(card.id, total, self._dir)
        got, done = {}, 0
        for name, found in plan.items():
            to = staging / name
            to.parent.mkdir(parents=True, exist_ok=True)
            for size in _copied(found.path, to):
                done += size
                self._tell(f"copying {card.id}", done, total)
            if digest(to) != found.sha256:
                raise EngineError(
                    f"{card.id}: {found.name} was read differently the second time; the stick may "
                    "be failing. Nothing was installed"
                )
            got[name] = (found.sha256, to.stat().st_size)
        return got


def _copied(source: Path, to: Path) -> Iterator[int]:
    """Bytes of each piece; on the disk when it ends."""
    with source.open("rb") as reading, to.open("wb") as writing:
        while chunk := reading.read(CHUNK):
            writing.write(chunk)
            yield len(chunk)
        writing.flush()
        os.fsync(writing.fileno())


def _known(card: ModelCard, found: Sequence[_Found]) -> bool:
    """One of its files is here, by its hash."""
    hashes = {file.sha256 for file in found}
    return any(sha in hashes for sha in card.files.values())


def _plan(card: ModelCard, found: Sequence[_Found]) -> dict[str, _Found]:
    """File of the card -> what becomes of it. Raise `EngineError` that names what is lacking."""
    plan: dict[str, _Found] = {}
    for name, sha in card.files.items():
        fits = _by_hash(name, sha, found) if sha else _by_name(name, found)
        if not fits and name not in card.optional:
            raise EngineError(_lacking(card, name, sha, found))
        plan |= fits
    for name, file in plan.items():
        if file.came_as not in ("", file.sha256):
            raise EngineError(
                _damaged(card, file, file.came_as, f"the {weights.RECEIPT} beside it")
            )
        if not safe(name):
            raise EngineError(f"{card.id}: {file.name} would lie outside the model's folder")
    return plan


def _by_hash(name: str, sha: str, found: Sequence[_Found]) -> dict[str, _Found]:
    return next(({name: file} for file in found if file.sha256 == sha), {})


def _by_name(wanted: str, found: Sequence[_Found]) -> dict[str, _Found]:
    """Of a file whose hash nobody knows: it lies at the end of the same path, or bears the name."""
    whole = {_end(file.name, wanted): file for file in found if _end(file.name, wanted)}
    if whole:
        return whole
    last = PurePosixPath(wanted).name
    if last == "*":
        return {}
    folder = wanted.removesuffix(last)
    return {
        folder + PurePosixPath(file.name).name: file
        for file in found
        if weights.fits(PurePosixPath(file.name).name, last)
    }


def _end(name: str, wanted: str) -> str:
    """The end of `name` that is as `wanted` says; "" when none is."""
    parts = PurePosixPath(name).parts
    ends = ("/".join(parts[at:]) for at in range(len(parts)))
    return next((end for end in ends if weights.fits(end, wanted)), "")


def _lacking(card: ModelCard, name: str, sha: str, found: Sequence[_Found]) -> str:
    same = [file for file in found if PurePosixPath(file.name).name == PurePosixPath(name).name]
    if sha and same:
        return _damaged(card, same[0], sha, "the card")
    has = ", ".join(file.name for file in found[:20]) or "no file"
    return f"{card.id}: {name} is not there (there is {has}); copy all files of the model"


def _damaged(card: ModelCard, file: _Found, sha: str, who: str) -> str:
    return (
        f"{card.id}: {file.name} has the hash {file.sha256[:12]}..., {who} says {sha[:12]}...: it "
        f"is damaged or of another version. Nothing of {card.id} was installed; copy it anew"
    )


def _stranger(source: Path, found: Sequence[_Found]) -> str:
    has = ", ".join(file.name for file in found[:20]) or "no file"
    return (
        f"no card in models/ knows the hash of anything in {source} ({has}). Name the model it is: "
        "`nakshatra models import PATH --model ID` (`nakshatra models list` has the ids); weights "
        "without a card need one first: docs/voice.md"
    )
