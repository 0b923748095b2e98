"""Every library that is installed stands in constraints.txt with one exact version."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LINES = [
    line
    for line in (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    if line and not line.startswith("#")
]
PINNED = {re.split("==", line)[0].lower().replace("_", "-") for line in LINES}


def asked() -> list[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    extras = project["project"]["optional-dependencies"].values()
    groups = project["dependency-groups"].values()
    found = [*project["project"]["dependencies"], *(one for some in extras for one in some)]
    return [*found, *(one for some in groups for one in some)]


@pytest.mark.parametrize("line", LINES)
def test_a_pin_is_exact(line: str) -> None:
    assert re.fullmatch(r"[\w.-]+==[\w.!+]+(\s*;.+)?", line), line


@pytest.mark.parametrize("requirement", asked())
def test_what_we_ask_for_is_pinned(requirement: str) -> None:
    name = re.match(r"[\w.-]+", requirement)
    assert name is not None
    assert name[0].lower().replace("_", "-") in PINNED
