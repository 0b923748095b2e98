"""Our frozen dataclasses <-> JSON bytes, by their type hints.

Reads a row that an older version wrote: a field it lacks takes its default, a field we no longer
have is passed over. Knows exactly the types that types.py uses; anything else is a TypeError.
"""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache
from types import UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")


def dump(value: object) -> bytes:
    """Any text survives, lone surrogates and NUL too."""
    text = json.dumps(plain(value), ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "surrogatepass")


def load(cls: type[T], data: bytes) -> T:
    """Raise `TypeError` or `ValueError` when it is not one."""
    made: T = _made(cls, json.loads(data.decode("utf-8", "surrogatepass")))
    return made


def plain(value: Any) -> Any:
    """JSON-ready values."""
    if is_dataclass(value):
        return {f.name: plain(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, bytes):
        return b64encode(value).decode("ascii")
    if isinstance(value, StrEnum):
        return value.value
    if value is None or isinstance(value, str | int | float | bool):
        return value
    raise TypeError(f"{type(value).__name__} is not one of our types")


@cache
def _hints(cls: type[Any]) -> Mapping[str, Any]:
    return get_type_hints(cls)


def _made(hint: Any, value: Any) -> Any:
    origin = get_origin(hint)
    if origin in (Union, UnionType):
        return None if value is None else _made(_other(hint), value)
    if origin is tuple:
        return tuple(_made(get_args(hint)[0], item) for item in value)
    if is_dataclass(hint):
        return _dataclass(hint, value)
    if hint is datetime:
        return datetime.fromisoformat(value)
    if hint is bytes:
        return b64decode(value, validate=True)
    return hint(value) if issubclass(hint, StrEnum) else _checked(hint, value)


def _dataclass(cls: Any, value: Mapping[str, Any]) -> Any:
    hints = _hints(cls)
    return cls(**{name: _made(hints[name], item) for name, item in value.items() if name in hints})


def _other(hint: Any) -> Any:
    return next(arg for arg in get_args(hint) if arg is not type(None))


def _checked(hint: type[Any], value: Any) -> Any:
    if isinstance(value, (int, float) if hint is float else hint):
        return value
    raise TypeError(f"expected {hint.__name__}, found {type(value).__name__}")
