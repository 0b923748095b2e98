"""A zip or tar -> its files in an empty folder; nothing outside it, and nothing but plain files."""

from __future__ import annotations

import stat
import tarfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from nakshatra import weights
from nakshatra.errors import EngineError
from nakshatra.model_card import safe
from nakshatra.partial import CHUNK, Tell

_ZIP, _PACKED = b"PK\x03\x04", (b"\x1f\x8b", b"BZh", b"\xfd7zXZ\x00")
"""How a zip begins, and how what tar files are packed in does: gzip, bzip2, xz."""

_USTAR = slice(257, 262)
"""Where a tar file calls itself so."""


@dataclass(frozen=True, slots=True)
class _Member:
    name: str
    size: int
    plain: bool
    """A file; not a link, a device or a pipe."""


def is_archive(path: Path) -> bool:
    """By its content; a GGUF or an ONNX file is none."""
    if not path.is_file():
        return False
    with path.open("rb") as file:
        head = file.read(_USTAR.stop)
    if head.startswith(_ZIP):
        return zipfile.is_zipfile(path)
    return (head[_USTAR] == b"ustar" or head.startswith(_PACKED)) and tarfile.is_tarfile(path)


def unpack(source: Path, into: Path, models_dir: Path, tell: Tell) -> None:
    """Raise `EngineError` when the archive is broken, or would leave the folder."""
    try:
        with _opened(source) as archive:
            members = archive.members()
            _check(source, members)
            total, done = sum(member.size for member in members), 0
            weights.check_space(source.name, 2 * total, models_dir)  # unpacked, then copied
            for member in members:
                to = into / member.name
                to.parent.mkdir(parents=True, exist_ok=True)
                for size in _written(archive.open(member.name), to, member.size):
                    done += size
                    tell(f"unpacking {source.name}", done, total)
    except (zipfile.BadZipFile, tarfile.TarError, EOFError, RuntimeError, ValueError) as error:
        raise EngineError(f"{source} is broken or locked: {error}; copy it anew") from error


def _check(source: Path, members: list[_Member]) -> None:
    for member in members:
        if not safe(member.name):
            raise EngineError(
                f"{source} holds {member.name!r}, which would lie outside its folder: nothing of "
                "it was unpacked. Do not trust whoever made it"
            )
        if not member.plain:
            raise EngineError(
                f"{source} holds {member.name!r}, a link or a device: nothing of it was unpacked. "
                "Pack the files themselves (tar --dereference)"
            )


def _written(reading: IO[bytes], to: Path, size: int) -> Iterator[int]:
    """Bytes of each piece, never more than the archive's list says."""
    with reading, to.open("xb") as writing:
        while size and (chunk := reading.read(min(CHUNK, size))):
            writing.write(chunk)
            size -= len(chunk)
            yield len(chunk)
    if size:
        raise EOFError(f"{to.name} ends too early")


class _Zip:
    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive

    def members(self) -> list[_Member]:
        return [
            _Member(info.filename, info.file_size, stat.S_IFMT(info.external_attr >> 16) in _PLAIN)
            for info in self._archive.infolist()
            if not info.is_dir()
        ]

    def open(self, name: str) -> IO[bytes]:
        return self._archive.open(name)


class _Tar:
    def __init__(self, archive: tarfile.TarFile) -> None:
        self._archive = archive

    def members(self) -> list[_Member]:
        return [
            _Member(info.name, info.size, info.isreg())
            for info in self._archive.getmembers()
            if not info.isdir()
        ]

    def open(self, name: str) -> IO[bytes]:
        if (file := self._archive.extractfile(name)) is None:
            raise EOFError(f"{name} is no file")
        return file


_PLAIN = (0, stat.S_IFREG)
"""File types of a zip's plain files; 0 is what Windows writes."""


@contextmanager
def _opened(source: Path) -> Iterator[_Zip | _Tar]:
    if zipfile.is_zipfile(source):
        with zipfile.ZipFile(source) as archive:
            yield _Zip(archive)
    else:
        with tarfile.open(source) as packed:
            yield _Tar(packed)
