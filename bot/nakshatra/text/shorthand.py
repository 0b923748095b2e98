"""What people type short ("plz", "kb", "2day") -> the words they mean, for searching, not showing.

Reads languages/<code>/shorthand.tsv (as typed, meant; in English's also "everywhere": for what all
languages use). Words it does not know stay as they are; it corrects no spelling.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from nakshatra.errors import CatalogueError
from nakshatra.home import home
from nakshatra.types import Lang

_ROW = r"(?<!\w)\w(?!\w)(?:\W+\w(?!\w)){2,}"
"""Three single letters or more are no words: "n p k"."""

_WORD = re.compile(rf"(?P<row>{_ROW})|(?<![\w@./#-])[A-Za-z0-9]+(?![\w@/#-]|[.'][A-Za-z0-9])")
_REPEATED = re.compile(r"([a-z])\1+")
_SHORTEST = 3
"""Letters of a word that is looked for once more without its doubles ("plzz")."""


def expand(text: str, lang: Lang) -> str:
    """The text with short forms written out. Idempotent; the same when there are none.

    Capitals of one or two letters stay (N and K are fertilisers), as do three letters in a row.
    """
    known = _known(lang.code if lang.script == "Latn" else "")
    capitals = text.isupper()

    def meant(found: re.Match[str]) -> str:
        word = found.group()
        if found["row"] or (len(word) <= 2 and word.isupper() and not capitals):
            return word
        typed = word.lower()
        if typed not in known and len(once := _REPEATED.sub(r"\1", typed)) >= _SHORTEST:
            typed = once
        return known.get(typed, word)

    return _WORD.sub(meant, text)


@cache
def _known(code: str) -> Mapping[str, str]:
    """What a language shortens, and what every language does; "" has only these."""
    everywhere = {typed: meant for typed, meant, *scope in _rows("en") if scope == ["everywhere"]}
    return everywhere | {typed: meant for typed, meant, *_ in (_rows(code) if code else ())}


@cache
def _rows(code: str) -> list[list[str]]:
    path = home() / "languages" / code / "shorthand.tsv"
    if not path.is_file():
        return []
    lines = path.read_text("utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    if wrong := [row for row in rows if len(row) < 2]:
        raise CatalogueError(f"{path}: {wrong[0][0]!r} needs a tab and the words it stands for")
    return rows
