"""Files carried by hand (a folder, one file, a zip or a tar) -> models in their places, checked.

Which file is what, matching.py says. It reads nothing from the network.
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
from nakshatra.matching import Found, known, plan_of, stranger
from nakshatra.partial import CHUNK, Tell, alone, digest, quiet
from nakshatra.unpack import is_archive, unpack


@dataclass(frozen=True, slots=True)
class Brought:
    model: str
    folder: Path
    unchecked: tuple[str, ...]
    """Files whose hash no card knew: they were taken as they came, and recorded."""


@dataclass(frozen=True, slots=True)
class Haul:
    brought: tuple[Brought, ...]
    more: tuple[str, ...]
    """Models that seem to be there too, but whose hashes no card knows: they want to be named."""


class Stick:
    def __init__(
        self, models: Mapping[str, ModelCard], models_dir: Path, tell: Tell = quiet
    ) -> None:
        self._models, self._dir, self._tell = models, models_dir, tell

    def bring(self, source: Path, wanted: Sequence[str] = ()) -> Haul:
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
            raise weights.refused(error, str(source), self._dir) from error

    def _bring(self, source: Path, cards: Sequence[ModelCard], aside: Path) -> Haul:
        shutil.rmtree(aside, ignore_errors=True)
        try:
            if is_archive(source):
                unpack(source, aside, self._dir, self._tell)
                source = aside
            found = self._look(source)
            chosen = cards or known(self._models.values(), found)
            more = self._named(found) - {card.id for card in chosen}
            if not chosen:
                raise EngineError(stranger(source, found, more))
            plans = [(card, plan_of(card, found)) for card in chosen]
            brought = [self._put(card, plan) for card, plan in plans]
            return Haul(tuple(brought), () if cards else tuple(sorted(more)))
        finally:
            shutil.rmtree(aside, ignore_errors=True)

    def _named(self, found: Sequence[Found]) -> set[str]:
        """Models whose folders, as this program makes them, seem to be there."""
        receipts = [PurePosixPath(f.name) for f in found if f.path.name == weights.RECEIPT]
        return {path.parent.name for path in receipts} & self._models.keys()

    def _look(self, source: Path) -> list[Found]:
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
            found.append(Found(name, path, digest(path), told.get(path, "")))
            done += path.stat().st_size
            self._tell(f"reading {path.name}", done, total)
        return found

    def _put(self, card: ModelCard, plan: Mapping[str, Found]) -> Brought:
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
        self, card: ModelCard, plan: Mapping[str, Found], staging: Path
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
