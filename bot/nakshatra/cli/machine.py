"""Where and when something was measured, in words; every number is told with it."""

from __future__ import annotations

import platform
from datetime import UTC, datetime
from os import cpu_count, getloadavg


def machine() -> str:
    return f"{cpu_count()} cores, Python {platform.python_version()}, {_processor()}"


def day() -> str:
    return datetime.now(UTC).date().isoformat()


def load() -> str:
    """How busy the machine was in the last minute, our own work included, in words."""
    try:
        return f"load {getloadavg()[0]:.1f}"
    except OSError:
        return "load not told"


def _processor() -> str:
    """As the kernel names it; the architecture where it does not."""
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as lines:  # noqa: PTH123 a kernel's file
            return next(ln.split(":")[1].strip() for ln in lines if ln.startswith("model name"))
    except (OSError, StopIteration):
        return platform.machine()
