"""Engines for the shelf's tests: tiny, and made to go wrong. Loaded in child processes."""

from __future__ import annotations

import os
import time
from pathlib import Path

from nakshatra.errors import MissingModel, Unheard


class Counter:
    def __init__(self, start: int = 0) -> None:
        self._count = start

    def add(self, number: int) -> int:
        self._count += number
        return self._count

    def pid(self) -> int:
        return os.getpid()

    def crash(self) -> None:
        os._exit(9)

    def fail(self) -> None:
        raise RuntimeError("out of tune")

    def hear_nothing(self) -> None:
        raise Unheard("nobody speaks")

    def hang(self) -> None:
        time.sleep(600)

    def wait_for(self, path: str) -> str:
        """Until the file is there."""
        while not Path(path).exists():
            time.sleep(0.01)
        return "seen"


def without_weights() -> Counter:
    raise MissingModel("run `nakshatra models pull x`")


def broken() -> Counter:
    raise ValueError("bad weights")
