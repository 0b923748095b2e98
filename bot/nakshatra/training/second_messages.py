"""A pack -> what people send after a question of it: more of the same matter, another question, or
nothing of it.

Made of the asks, of what is asked on of each unit (asked_on.py) and of next/<code>.toml: what is
said next in each field, whatever was asked, and talk that asks nothing. So a reader learns to which
of two messages a "how much" belongs, and that thanks are no question.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random

from nakshatra.cards import load_toml
from nakshatra.knowledge.tables import Table
from nakshatra.knowledge.units import Pack, Unit
from nakshatra.training.asked_on import AskedOn
from nakshatra.training.reader_texts import ASK, BEYOND, OTHER, Text

_MORE, _OTHER, _NOTHING = 0.25, 0.15, 0.15
"""Of the asks, those that are learned once more with something after them: more of the same, an ask
of another unit, and what no unit answers."""

_AFTER = 2
"""Questions after which one message is learned."""

_FOLDER = Path(__file__).with_name("next")


@dataclass(frozen=True, slots=True)
class Next:
    """Of one language."""

    more: Mapping[str, Sequence[str]]
    """Field -> what is asked on."""

    talk: Sequence[str]

    def of(self, fields: Sequence[str]) -> Sequence[str]:
        """Of these fields; of all where they are others."""
        known = [field for field in fields if field in self.more] or list(self.more)
        return [said for field in known for said in self.more[field]]


@cache
def said_next() -> Mapping[str, Next]:
    """ISO 639 code -> what is said next."""
    return {path.stem: _read(path) for path in sorted(_FOLDER.glob("*.toml"))}


def second_messages(pack: Pack, others: Sequence[Pack], chance: Random) -> Iterator[Text]:
    """`others`: packs whose asks are none of this one's."""
    asks, theirs = by_language([pack]), by_language(others)
    label = {unit.name: at for at, unit in enumerate(pack.units.values(), 1)}
    for code, said in said_next().items():
        more = said.of(pack.card.domains)
        yield from (Text(one, 0, OTHER) for one in more)
        nothing = [said.talk, pack.beyond, [ask for ask, _ in theirs.get(code, ())]]
        for ask, unit in asks.get(code, ()):
            drawn = chance.random()
            if drawn < _MORE:
                yield Text(chance.choice(more), label[unit.name], ASK, ask)
            elif drawn < _MORE + _OTHER:
                other, meant = chance.choice(asks[code])
                yield Text(other, label[meant.name], ASK, ask)
            elif drawn < _MORE + _OTHER + _NOTHING:
                drawn_from = chance.choice([texts for texts in nothing if texts])
                yield Text(chance.choice(drawn_from), 0, BEYOND, ask)


def leaning(
    pack: Pack, others: Sequence[Pack], said: Sequence[AskedOn], chance: Random
) -> Iterator[Text]:
    """What is `said` after a question of this pack, or of another: of this one's unit that it asks
    for, of none where that is another's."""
    label = {unit.name: at for at, unit in enumerate(pack.units.values(), 1)}
    units = {unit.name: unit for one in (pack, *others) for unit in one.units.values()}
    for one in said:
        text = units[one.before].texts.get(one.code) if one.before in units else None
        asks = text.asks if text else ()
        for ask in chance.sample(asks, min(_AFTER, len(asks))):
            meant = label.get(one.now, 0)
            yield Text(one.said, meant, ASK if meant else OTHER, ask)


def by_language(packs: Sequence[Pack]) -> dict[str, list[tuple[str, Unit]]]:
    """Code -> asks, each with its unit."""
    found: dict[str, list[tuple[str, Unit]]] = {}
    for pack in packs:
        for unit in pack.units.values():
            for code, text in unit.texts.items():
                found.setdefault(code, []).extend((ask, unit) for ask in text.asks)
    return found


def _read(path: Path) -> Next:
    table = Table(path, load_toml(path))
    table.text("reviewed")
    found = Next(table.lists("more"), table.strings("talk"))
    table.done()
    return found
