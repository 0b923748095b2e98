"""A phrasebook <-> a file that keeps it from one start to the next.

The file is named by a digest of every rule file and of the code that compiles them, and is never
read under another name: what was made of other words or by other code is not found. It holds
nothing of anybody's, so one folder serves every bot of a user.
"""

from __future__ import annotations

import gc
import json
import logging
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path

from nakshatra.safety import phrasebook as compiling
from nakshatra.safety.phrasebook import Phrasebook
from nakshatra.text import normalise as hearing

log = logging.getLogger(__name__)

_FOLDER = "phrases"
_KEPT = 8
"""Books, those that were used last; ours takes 10 MB."""


def digest(folders: Iterable[Path]) -> str:
    """Of the rules of these experts' folders, and of all the code beside what compiles them."""
    code = [Path(str(module.__file__)).parent for module in (compiling, hearing)]
    files = [
        *(path for folder in folders for path in sorted((folder / "rules").glob("*.toml"))),
        *(path for folder in code for path in sorted(folder.glob("*.py"))),
    ]
    seen = sha256(sys.version.encode())
    for path in files:
        seen.update(f"\n{path.parent.parent.name}/{path.name}\n".encode())
        seen.update(path.read_bytes())
    return seen.hexdigest()


def open_book(cache: Path, name: str) -> Phrasebook | None:
    """None when there is none of that name, or it cannot be read."""
    path = _path(cache, name)
    try:
        with _without_gc():
            book = Phrasebook.of(json.loads(path.read_text("utf-8")))
        _used(path)
        return book
    except FileNotFoundError:
        return None
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
        log.warning("the kept phrases cannot be read", extra={"path": str(path), "why": str(error)})
        return None


def keep(book: Phrasebook, cache: Path, name: str) -> Phrasebook:
    """The same as it will be read again, which is smaller. It lies beside those that were used
    last; a place that cannot be written to costs time alone."""
    path, rows = _path(cache, name), book.rows()
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        whole = path.with_suffix(f".{os.getpid()}")
        whole.write_text(json.dumps(rows, ensure_ascii=False), "utf-8")
        whole.replace(path)
        for older in sorted(path.parent.glob("*.json"), key=_last_used)[:-_KEPT]:
            older.unlink(missing_ok=True)
    except OSError as error:
        log.warning("the phrases are not kept", extra={"path": str(path), "why": str(error)})
    with _without_gc():
        return Phrasebook.of(rows)


def _path(cache: Path, name: str) -> Path:
    return cache / _FOLDER / f"{name}.json"


def _used(path: Path) -> None:
    """Now; where that cannot be written down, it is the first to go one day."""
    with suppress(OSError):
        os.utime(path)


def _last_used(path: Path) -> float:
    """0 when another bot has just removed it."""
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return 0.0


@contextmanager
def _without_gc() -> Iterator[None]:
    """A hundred thousand small objects that all stay: to look for rubbish among them is waste."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()
