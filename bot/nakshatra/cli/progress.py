"""How far long work is -> a bar that moves on a terminal, or a line now and then in a log."""

from __future__ import annotations

import sys
from time import monotonic
from types import TracebackType

_WIDTH = 30
_LOOK_S = 0.1
"""Seconds between two paintings of the bar."""

_STEP = 10
"""Percent between two lines of a log."""


class Bar:
    """Call it as a `partial.Tell`."""

    def __init__(self, *, silent: bool = False) -> None:
        self._silent, self._terminal = silent, sys.stderr.isatty()
        self._what, self._begun, self._first = "", 0.0, 0
        self._painted = self._said = 0.0

    def __enter__(self) -> Bar:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        if self._terminal and self._what:
            sys.stderr.write("\n")

    def __call__(self, what: str, done: int, total: int) -> None:
        if self._silent or total <= 0:
            return
        share = min(1.0, done / total)
        if what != self._what:
            self._start(what, done, share)
        if self._terminal:
            self._paint(share, done, total)
        elif share * 100 >= self._said + _STEP or (share == 1 and self._said < 100):
            self._said = 100.0 if share == 1 else share * 100 // _STEP * _STEP
            sys.stderr.write(f"{what}: {share:.0%} of {total / 1e6:.1f} MB\n")

    def _start(self, what: str, done: int, share: float) -> None:
        if self._terminal and self._what:
            sys.stderr.write("\n")
        self._what, self._begun, self._first = what, monotonic(), done
        self._painted, self._said = 0.0, share * 100 // _STEP * _STEP

    def _paint(self, share: float, done: int, total: int) -> None:
        now = monotonic()
        if share < 1 and now - self._painted < _LOOK_S:
            return
        self._painted = now
        full = round(share * _WIDTH)
        speed = (done - self._first) / max(now - self._begun, 1e-3)
        left = f"{(total - done) / speed:.0f} s left" if speed and share < 1 else ""
        sys.stderr.write(
            f"\r{self._what[-32:]:32} [{'#' * full}{'.' * (_WIDTH - full)}] {share:4.0%} of "
            f"{total / 1e6:.1f} MB, {speed / 1e6:.1f} MB/s {left:12}"
        )
        sys.stderr.flush()
