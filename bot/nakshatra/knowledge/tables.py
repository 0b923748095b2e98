"""A TOML table -> checked values. Knows types and missing or unknown keys, not what they mean."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from nakshatra.errors import CatalogueError


class Table:
    """Its keys are taken one by one; what is left over at `done()` is unknown."""

    def __init__(self, path: Path, values: Any, prefix: str = "") -> None:
        if not isinstance(values, dict):
            raise CatalogueError(f"{path}: {prefix.rstrip('.')} should be a table of keys")
        self.path = path
        self.prefix = prefix
        """Where in the file, e.g. "units.dengue."."""

        self._left: dict[str, Any] = dict(values)
        self._known: list[str] = []

    def text(self, key: str) -> str:
        value = self._take(key, str)
        if not value.strip():
            raise CatalogueError(f"{self.path}: {self.prefix}{key} is empty; write it")
        return str(value)

    def text_or_none(self, key: str) -> str:
        """ "" when it is not there."""
        if key in self._left:
            return self.text(key)
        self._known.append(key)
        return ""

    def day(self, key: str) -> date:
        value = self._take(key, date)
        if isinstance(value, datetime):
            raise CatalogueError(f"{self.path}: {self.prefix}{key} should be a day, as 2026-03-13")
        return value  # type: ignore[no-any-return]

    def day_or_none(self, key: str) -> date | None:
        if key in self._left:
            return self.day(key)
        self._known.append(key)
        return None

    def strings(self, key: str, default: tuple[str, ...] | None = None) -> tuple[str, ...]:
        values = self._take(key, list, default)
        for value in values:
            if not isinstance(value, str):
                raise CatalogueError(
                    f"{self.path}: {self.prefix}{key} should be a list of texts; quote {value!r}"
                )
        return tuple(values)

    def lists(
        self, key: str, default: Mapping[str, tuple[str, ...]] | None = None
    ) -> Mapping[str, tuple[str, ...]]:
        """Name -> list of texts, for a table whose keys are free."""
        rows = Table(self.path, self._take(key, dict, default), f"{self.prefix}{key}.")
        return {name: rows.strings(name) for name in tuple(rows._left)}

    def count(self, key: str, default: int) -> int:
        return int(self._take(key, int, default))

    def flag(self, key: str) -> bool:
        """False when it is not there."""
        return bool(self._take(key, bool, False))

    def facts(self, key: str) -> Mapping[str, str]:
        """Name -> text; a number without quotes would be printed in another form than written."""
        values = self._take(key, dict, {})
        for name, value in values.items():
            if not isinstance(value, str):
                raise CatalogueError(
                    f'{self.path}: {key}.{name} should be a text; write "{value}" in quotes'
                )
        return dict(values)

    def table(self, key: str) -> Table:
        return Table(self.path, self._take(key, dict), f"{self.prefix}{key}.")

    def table_or_none(self, key: str) -> Table | None:
        if key in self._left:
            return self.table(key)
        self._known.append(key)
        return None

    def tree(self, key: str) -> Mapping[str, Any]:
        """Tables and lists as they stand, whose keys are free."""
        return dict(self._take(key, dict))

    def tables(self, key: str) -> list[Table]:
        rows = self._take(key, list, ())
        return [Table(self.path, row, f"{self.prefix}{key}.") for row in rows]

    def named_tables(self, key: str) -> Mapping[str, Table]:
        rows = self._take(key, dict, {})
        return {
            name: Table(self.path, row, f"{self.prefix}{key}.{name}.") for name, row in rows.items()
        }

    def done(self) -> None:
        """Raise `CatalogueError` when a key was not asked for: most often a slip of spelling."""
        for key in self._left:
            raise CatalogueError(
                f"{self.path}: unknown key {self.prefix}{key}; "
                f"the keys are {', '.join(self._known)}"
            )

    def _take(self, key: str, kind: type[Any], default: Any = None) -> Any:
        self._known.append(key)
        if key not in self._left:
            if default is None:
                raise CatalogueError(f"{self.path}: missing key {self.prefix}{key}; add it")
            return default
        value = self._left.pop(key)
        if not isinstance(value, kind):
            raise CatalogueError(
                f"{self.path}: {self.prefix}{key} should be {kind.__name__}, "
                f"is {type(value).__name__}"
            )
        return value
