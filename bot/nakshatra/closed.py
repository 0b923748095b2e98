"""The data folder, and what lies in it -> closed to everybody but the user that runs the bot.

Raises `OSError` where it may not. What lies behind a link may be shared and is left.
"""

from __future__ import annotations

import logging
import os
import stat
from collections.abc import Iterator
from pathlib import Path

log = logging.getLogger(__name__)

_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_OURS = (
    *("*.sqlite", "*.sqlite-wal", "*.sqlite-shm", "master.key", "running.lock", "executor"),
    *("said", "models", "own"),
)
"""What we make there. Should somebody name a folder that holds more than that, the rest is theirs
and the folder itself is closed."""


def is_open(path: Path) -> bool:
    """Whether others on this machine may look into it."""
    return bool(path.lstat().st_mode & _OTHERS)


def open_in(folder: Path) -> Iterator[Path]:
    """The folder and what of ours in it others may look into."""
    for path in (folder, *_ours(folder)):
        try:
            if not path.is_symlink() and is_open(path):
                yield path
        except FileNotFoundError:  # a file of SQLite's that has just gone
            continue


def close(folder: Path) -> None:
    """Made when it is not there. A folder that everybody uses, as /tmp, is left as it is."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if folder.stat().st_mode & stat.S_ISVTX:
        log.warning("others can read %s: set NAKSHATRA_DATA_DIR to a folder of its own", folder)
        return
    closed = 0
    for path in open_in(folder):
        try:
            path.chmod(stat.S_IMODE(path.lstat().st_mode) & ~_OTHERS)
            closed += 1
        except FileNotFoundError:
            continue
        except PermissionError:
            log.warning("others can read %s, which is another user's: chmod go= it", path)
    if closed:
        log.warning("others could read %s (%s files or folders): closed now", folder, closed)


def touch(path: Path) -> None:
    """An empty file for this user alone, unless it is there: what is written to it later is too."""
    os.close(os.open(path, os.O_RDONLY | os.O_CREAT, 0o600))


def _ours(folder: Path) -> Iterator[Path]:
    for path in (found for name in _OURS for found in folder.glob(name)):
        yield path
        if path.is_dir() and not path.is_symlink():
            for at, folders, files in os.walk(path):
                yield from (Path(at, name) for name in (*folders, *files))
