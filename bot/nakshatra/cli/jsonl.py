"""JSON Lines, plain or gzipped, file or "-" -> rows; a bad line's error names file and line."""

from __future__ import annotations

import gzip
import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, Any

import click


def read(path: str) -> Iterator[dict[str, Any]]:
    """Each line's object. Raise `click.ClickException` on a file or line that cannot be read."""
    read = 0
    try:
        with _open(path, "rt") as lines:
            for line in lines:
                read += 1
                if line.strip():
                    yield _row(line)
    except (OSError, ValueError, EOFError) as error:
        raise click.ClickException(f"{path}, line {max(read, 1)}: {error}") from error


class Writer:
    """Writes rows as they come, so that what was done before a kill is kept."""

    def __init__(self, path: str) -> None:
        self._file = _open(path, "wt")

    def __enter__(self) -> Writer:
        return self

    def __exit__(self, *_: object) -> None:
        if self._file is not sys.stdout:
            self._file.close()

    def write(self, row: Mapping[str, Any]) -> None:
        self._file.write(json.dumps(row, ensure_ascii=False) + "\n")
        self._file.flush()


def _row(line: str) -> dict[str, Any]:
    row = json.loads(line)
    if not isinstance(row, dict):
        raise ValueError(f"each line should be an object, is {type(row).__name__}")
    return row


def _open(path: str, mode: str) -> IO[str]:
    if path == "-":
        return sys.stdin if mode == "rt" else sys.stdout
    if path.endswith(".gz"):
        return gzip.open(path, mode, encoding="utf-8")  # type: ignore[return-value]
    return Path(path).open(mode, encoding="utf-8")
