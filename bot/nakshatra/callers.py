"""The setting `api_keys` -> the programs that may call /v1. Serves none of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from hmac import compare_digest
from secrets import token_urlsafe

from nakshatra.errors import CatalogueError

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,31}")
_KEY = re.compile(r"[A-Za-z0-9_.~+/=-]{24,200}")
"""What may stand behind "Bearer" (RFC 6750), too long to be guessed."""

_HOW = "write NAKSHATRA_API_KEYS as name:key,name2:key2; `nakshatra api key` makes one"
_BYTES = 32
_MARK = "nk_"
"""Begins a key of ours, so that a search for leaked secrets finds it."""


@dataclass(frozen=True, slots=True)
class Caller:
    name: str
    """Part of its people's address: two callers never see each other's."""

    key: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Callers:
    all: tuple[Caller, ...]
    """A name may have two keys while the old one is being replaced."""

    def by_key(self, key: str) -> Caller | None:
        """Every key is compared, in the same time whether it is right or wrong."""
        given = key.encode("utf-8", "replace")
        known = [caller for caller in self.all if compare_digest(caller.key.encode(), given)]
        return known[0] if known else None

    def signing(self, name: str) -> str:
        """The key that signs what is posted to this caller: its first; "" when it has none."""
        return next((caller.key for caller in self.all if caller.name == name), "")


def read_callers(setting: str) -> Callers:
    """Raise `CatalogueError` naming the place of what is wrong, never the key."""
    return Callers(tuple(_read(setting)))


def new_key() -> str:
    return _MARK + token_urlsafe(_BYTES)


def _read(setting: str) -> Iterator[Caller]:
    for place, item in enumerate(filter(None, map(str.strip, setting.split(","))), 1):
        name, _, key = item.partition(":")
        if not _NAME.fullmatch(name):
            raise CatalogueError(
                f"api_keys, entry {place}: a name has small letters, digits, - and _ only; {_HOW}"
            )
        if not _KEY.fullmatch(key):
            raise CatalogueError(
                f"api_keys, entry {place} ({name}): a key has 24 to 200 letters, digits or "
                f"-._~+/=; {_HOW}"
            )
        yield Caller(name, key)
