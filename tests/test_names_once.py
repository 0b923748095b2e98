"""A module's own names are given once: a second one would change what stands above it unseen."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

_CODE = Path(__file__).parents[1] / "bot"


def _given(module: ast.Module) -> Iterator[str]:
    for line in module.body:
        if isinstance(line, ast.Assign | ast.AnnAssign):
            targets = line.targets if isinstance(line, ast.Assign) else [line.target]
            yield from (
                name.id
                for target in targets
                for name in ast.walk(target)
                if isinstance(name, ast.Name)
            )


def test_no_name_of_a_module_is_given_twice() -> None:
    twice = [
        f"{path.name}: {name}"
        for path in sorted(_CODE.rglob("*.py"))
        for name, count in Counter(_given(ast.parse(path.read_text("utf-8")))).items()
        if count > 1
    ]
    assert twice == []
