"""A measure's report -> what is printed of it, for a person or as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import click


def show(report: Mapping[str, Any], as_json: bool) -> None:
    """One object, or a headline and a table for each part."""
    if as_json:
        click.echo(json.dumps(report, ensure_ascii=False))
        return
    click.echo("  ".join(f"{k} {_short(v)}" for k, v in report.items() if _is_plain(v)))
    for name, part in report.items():
        if not _is_plain(part) and part:
            click.echo(f"\n{name}")
            for line in _lines(part):
                click.echo(f"  {line}")


def _lines(part: Any) -> list[str]:
    if isinstance(part, Mapping):
        return [f"{key:<28} {_short(value)}" for key, value in part.items()]
    return [_short(each) for each in list(part)[:40]]


def _short(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:.3f}"
    if isinstance(value, Mapping):
        return "  ".join(f"{key} {_short(each)}" for key, each in value.items())
    if isinstance(value, (list, tuple)):
        return "  ".join(map(_short, value))
    return str(value)


def _is_plain(value: Any) -> bool:
    return isinstance(value, (int, float, str))
