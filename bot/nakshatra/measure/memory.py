"""This process and those it started -> how much memory they held at most, all together, and how
long they have worked.

What several of them share (libraries) is counted for each, so the truth is at most this.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread

_EVERY_S = 0.05
_TICK_MS = 1000 / os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass
class Peak:
    """0 where the system does not tell (not Linux)."""

    engines_mb: float = 0.0
    """Of the processes it started."""

    all_mb: float = 0.0
    """With itself."""


@contextmanager
def peak() -> Iterator[Peak]:
    """Looked at twenty times a second until the block is left."""
    found, over = Peak(), Event()
    watcher = Thread(target=_watch, args=(found, over), daemon=True)
    watcher.start()
    try:
        yield found
    finally:
        over.set()
        watcher.join()


def children() -> Iterator[int]:
    """Those that this process started, and they; none where there is no /proc."""
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            after = stat.read_text("utf-8", "replace").rpartition(")")[2].split()
        except OSError:
            continue  # it has ended
        parents[int(stat.parent.name)] = int(after[1])
    family = {os.getpid()}
    while new := {pid for pid, parent in parents.items() if parent in family} - family:
        family |= new
        yield from new


def worked_ms() -> float:
    """Processor time of all that run now, in user code and for it; 0 where there is no /proc."""
    return sum(map(_worked_ms, (os.getpid(), *children())))


def _worked_ms(pid: int) -> float:
    try:
        after = Path(f"/proc/{pid}/stat").read_text("utf-8", "replace").rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(after[11]) + int(after[12])) * _TICK_MS


def _watch(found: Peak, over: Event) -> None:
    while True:
        theirs = sum(map(resident_mb, children()))
        found.engines_mb = max(found.engines_mb, theirs)
        found.all_mb = max(found.all_mb, theirs + resident_mb())
        if over.wait(_EVERY_S):
            return


def resident_mb(pid: int | None = None) -> float:
    """Of this process when none is named; 0 where the system does not tell."""
    pid = pid or os.getpid()
    try:
        return int(Path(f"/proc/{pid}/statm").read_text("ascii").split()[1]) * _PAGE / 1e6
    except (OSError, IndexError):
        return 0.0
