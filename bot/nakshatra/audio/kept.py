"""Sentences that were spoken before -> their sound, from a folder of WAV files of bounded size.

A file's name is a hash of the voice, its settings and the words. It does not decide which sentences
may be kept (pipeline/voices.py does: never a person's own words). Several processes may share a
folder: a file appears whole or not at all, and one that has just gone is simply spoken again.
"""

from __future__ import annotations

import logging
import os
import tempfile
import time
import wave
from contextlib import suppress
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

from nakshatra.audio.encode import wav
from nakshatra.types import Audio

log = logging.getLogger(__name__)

_ROOM = 0.9
"""What is left of the limit once it was passed: not every file pays for the tidying."""

_STALE_S = 3600.0
"""A half-written file that old was left by a process that died."""


@dataclass(frozen=True, slots=True)
class Kept:
    folder: Path
    limit: int
    """Bytes on disk; the sentences longest unheard go first."""

    def get(self, voice: str, text: str, pace: float) -> Audio | None:
        path = self._path(voice, text, pace)
        try:
            with wave.open(str(path), "rb") as file:
                audio = Audio(file.readframes(file.getnframes()), file.getframerate())
            os.utime(path)
        except (OSError, EOFError, wave.Error) as error:
            if not isinstance(error, FileNotFoundError):
                log.warning("a kept sentence is unreadable: %r", error)
                with suppress(OSError):
                    path.unlink()
            return None
        return audio if audio.pcm else None

    def put(self, voice: str, text: str, pace: float, audio: Audio) -> None:
        """A disk that is full or read-only costs nothing but the keeping."""
        data = wav(audio, voice)
        if len(data) > self.limit:
            return
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            self._write(self._path(voice, text, pace), data)
            self._tidy()
        except OSError as error:
            log.warning("a sentence is not kept: %r", error)

    def _path(self, voice: str, text: str, pace: float) -> Path:
        said = "\0".join((voice, f"{pace:.3f}", text)).encode("utf-8", "replace")
        return self.folder / f"{blake2b(said, digest_size=16).hexdigest()}.wav"

    def _write(self, path: Path, data: bytes) -> None:
        handle, name = tempfile.mkstemp(prefix=".", suffix=".part", dir=self.folder)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
            Path(name).replace(path)
        except OSError:
            Path(name).unlink(missing_ok=True)
            raise

    def _tidy(self) -> None:
        found: list[tuple[float, int, Path]] = []
        for path in self.folder.iterdir():
            with suppress(FileNotFoundError):
                state = path.stat()
                found.append((state.st_mtime, state.st_size, path))
        total = sum(size for _, size, _ in found)
        room = self.limit if total <= self.limit else self.limit * _ROOM
        stale = time.time() - _STALE_S
        for when, size, path in sorted(found):
            if when < stale if path.suffix == ".part" else total > room:
                path.unlink(missing_ok=True)
                total -= size
