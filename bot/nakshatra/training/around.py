"""A question -> the same with what people say around it: who they are, whom they asked before, that
nobody tells them, thanks.

From around/<code>.toml, in the script of the question. So a reader learns that a long story does
not mean nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random

from nakshatra.cards import load_toml
from nakshatra.errors import CatalogueError
from nakshatra.knowledge.encoder import PLACES
from nakshatra.knowledge.features import words
from nakshatra.knowledge.tables import Table
from nakshatra.text.scripts import script_of

_BEFORE, _FILLED, _AFTER = 0.8, 0.3, 0.45
"""How often something is said before it, between that and the question, and after it; where nothing
is said before, something always comes after."""

_FOLDER = Path(__file__).with_name("around")


@dataclass(frozen=True, slots=True)
class Around:
    """Of one language, in one script."""

    before: tuple[str, ...]
    between: tuple[str, ...]
    after: tuple[str, ...]

    def put(self, question: str, chance: Random) -> str:
        """Where the whole is longer than what is read at once, without the beginning of it."""
        before = [chance.choice(self.before)] if chance.random() < _BEFORE else []
        if before and chance.random() < _FILLED:
            before.append(chance.choice(self.between))
        after = [chance.choice(self.after)] if not before or chance.random() < _AFTER else []
        rest = " ".join([question, *after])
        room = max(PLACES - len(words(rest)), 0)
        led = " ".join(before).split()
        return " ".join([*led[max(len(led) - room, 0) :], rest])


def around(code: str, text: str) -> Around | None:
    """What is said around `text`; None in a language that has no such file."""
    return _read().get((code, script_of(text) == "Latn"))


def put_around(text: str, chance: Random) -> str:
    """Something of a language of its script, where its language is not known."""
    script = script_of(text)
    fitting = [one for one in _read().values() if script_of(one.after[0]) == script]
    return chance.choice(fitting).put(text, chance) if fitting else text


def said_around() -> Iterator[str]:
    """What comes before and after, all languages: no question of its own."""
    for one in _read().values():
        yield from (*one.before, *one.after)


@cache
def _read() -> Mapping[tuple[str, bool], Around]:
    """ISO 639 code and whether in Latin letters."""
    found = {}
    for path in sorted(_FOLDER.glob("*.toml")):
        table = Table(path, load_toml(path))
        table.text("reviewed")
        for script, row in table.named_tables("scripts").items():
            found[path.stem, script == "latin"] = _around(row)
            row.done()
        table.done()
    return found


def _around(row: Table) -> Around:
    found = Around(row.strings("before"), row.strings("between"), row.strings("after"))
    if not (found.before and found.between and found.after):
        raise CatalogueError(f"{row.path}: {row.prefix} has an empty list; write what is said")
    return found
