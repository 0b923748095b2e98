"""Functions that remember what they made of words -> one way to empty all of them.

A word that was met before costs nothing the second time; but it may be a person's own, and it must
not outlive their /forget. What is remembered of our own texts alone need not be here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol, TypeVar
from weakref import WeakMethod


class _Remembers(Protocol):
    def cache_clear(self) -> None: ...


F = TypeVar("F", bound=_Remembers)

_empty: list[Callable[[], None]] = []
_methods: list[WeakMethod[Callable[[], Any]]] = []


def forgetful(function: F) -> F:
    """Above `lru_cache`, where persons' words come in."""
    _empty.append(function.cache_clear)
    return function


def also(clear: Callable[[], None]) -> None:
    """What empties something else that lives as long as the process."""
    _empty.append(clear)


def of_mine(clear: Callable[[], None]) -> None:
    """A method that empties its object, as long as that lives."""
    _methods[:] = [one for one in _methods if one() is not None]
    _methods.append(WeakMethod(clear))


def empty() -> None:
    """Milliseconds now, and some at the next message: common words are looked up again."""
    for clear in [*_empty, *(one() for one in _methods)]:
        if clear is not None:
            clear()
