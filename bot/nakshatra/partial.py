"""Bytes that are still coming -> a file that can be gone on with; knows neither hub nor cards."""

from __future__ import annotations

import errno
import fcntl
import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BufferedRandom
from pathlib import Path
from types import TracebackType

from nakshatra.errors import EngineError

Tell = Callable[[str, int, int], None]
"""Called often: what is being worked on, how much is done, of how much (bytes; 0 = not known)."""

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
"""No room left, the quota is used up, or the file is too big for the file system (FAT: 4 GB)."""

CHUNK = 1 << 20


def quiet(_what: str, _done: int, _total: int) -> None:
    """Nobody is told."""


class Counted:
    """A file written from its end on, which tells how far it has come. As much of a binary file as
    a transfer needs."""

    def __init__(self, path: Path, begun: tuple[int, int], tell: Tell) -> None:
        """`begun`: bytes that came before this file, and bytes of all files."""
        self._path, self._begun, self._tell = path, begun, tell

    def __enter__(self) -> Counted:
        self._path.touch()
        self._file: BufferedRandom = self._path.open("r+b")
        self._file.seek(0, os.SEEK_END)
        self._say()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        try:
            if kind is None:
                self._file.flush()
                os.fsync(self._file.fileno())  # the rename must not overtake the bytes
        finally:
            self._file.close()

    def write(self, data: bytes) -> int:
        written = self._file.write(data)
        self._say()
        return written

    def tell(self) -> int:
        return self._file.tell()

    def seek(self, to: int) -> int:
        return self._file.seek(to)

    def truncate(self) -> int:
        return self._file.truncate()

    def _say(self) -> None:
        before, total = self._begun
        self._tell(self._path.name.removesuffix(".part"), before + self._file.tell(), total)


@contextmanager
def alone(folder: Path, name: str) -> Iterator[None]:
    """Only one process at a time works on `name`; the kernel lets go when it dies. Raise
    `EngineError` when another does."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"{name}.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise EngineError(
                f"{name} is being fetched or imported by another process just now; wait for it"
            ) from None
        yield


def digest(path: Path, tell: Callable[[int], None] = lambda _: None) -> str:
    """SHA-256; `tell` is given the bytes of each piece that was read."""
    found = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            found.update(chunk)
            tell(len(chunk))
    return found.hexdigest()


def blob_id(path: Path) -> str:
    """Git's name of the file's content."""
    found = hashlib.sha1(f"blob {path.stat().st_size}\0".encode(), usedforsecurity=False)
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            found.update(chunk)
    return found.hexdigest()
