"""What is compiled once serves all tests, those in other processes too; the longest file is begun
first."""

from __future__ import annotations

import os

import pytest


def pytest_configure(config: pytest.Config) -> None:
    os.environ["XDG_CACHE_HOME"] = str(config.rootpath / "build" / "cache")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A file of minutes, begun last, would keep one process at work while the others wait."""
    items.sort(key=lambda item: item.path.name != "test_grades.py")
