"""A phrasebook <-> a file that keeps it from one start to the next.

The file is named by a digest of every rule file and of the code that compiles them, and is never
read under another name: what was made of other words or by other code is not found.
"""

from __future__ import annotations

import gc
import json
import logging
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from nakshatra.safety import phrasebook as compiling
from nakshatra.safety.phrasebook import Phrasebook
from nakshatra.text import normalise as hearing

log = logging.getLogger(__name__)

_FOLDER = "phrases"


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


def open_book(data: Path, name: str) -> Phrasebook | None:
    """None when there is none of that name, or it cannot be read."""
    path = _path(data, name)
    try:
        with _without_gc():
            return Phrasebook.of(json.loads(path.read_text("utf-8")))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError, IndexError) as error:
        log.warning("the kept phrases cannot be read", extra={"path": str(path), "why": str(error)})
        return None


def keep(book: Phrasebook, data: Path, name: str) -> None:
    """Instead of what was kept before; a place that cannot be written to costs time alone."""
    path = _path(data, name)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        whole = path.with_suffix(f".{os.getpid()}")
        whole.write_text(json.dumps(book.rows(), ensure_ascii=False), "utf-8")
        whole.replace(path)
        for older in path.parent.glob("*.json"):
            if older != path:
                older.unlink(missing_ok=True)
    except OSError as error:
        log.warning("the phrases are not kept", extra={"path": str(path), "why": str(error)})


def _path(data: Path, name: str) -> Path:
    return data / _FOLDER / f"{name}.json"


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
