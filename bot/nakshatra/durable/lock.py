"""One Nakshatra per data folder: a lock that the kernel lets go of when its holder dies."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

from nakshatra.closed import close
from nakshatra.errors import StoreError


class Lock:
    def __init__(self, folder: Path) -> None:
        self._path = folder / "running.lock"
        self._file = -1

    def take(self) -> None:
        """Raise `StoreError` when another process holds it."""
        try:
            close(self._path.parent)
            self._file = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self.release()
            raise StoreError(
                f"{self._path}: another nakshatra runs on this folder; stop it, "
                "or set NAKSHATRA_DATA_DIR to a folder of its own"
            ) from None
        except OSError as error:
            raise StoreError(
                f"{self._path}: {error.strerror}; set NAKSHATRA_DATA_DIR to a writable folder"
            ) from error

    def release(self) -> None:
        if self._file >= 0:
            os.close(self._file)
            self._file = -1
