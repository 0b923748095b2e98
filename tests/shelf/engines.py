"""Engines for the shelf's tests: tiny, and made to go wrong. Loaded in child processes."""

from __future__ import annotations

import os
import time
from pathlib import Path

from nakshatra.errors import MissingModel, Unheard
from nakshatra.measure.memory import resident_mb


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

    def litter(self, count: int) -> None:
        """So many kilobytes are freed; the last one stays in use, and lies behind them."""
        pieces = [bytes(1000) for _ in range(count)]
        self._stays = pieces[-1]

    def resident_mb(self) -> float:
        return resident_mb()

    def wait_for(self, path: str) -> str:
        """Until the file is there."""
        while not Path(path).exists():
            time.sleep(0.01)
        return "seen"


def without_weights() -> Counter:
    raise MissingModel("run `nakshatra models pull x`")


def broken() -> Counter:
    raise ValueError("bad weights")
