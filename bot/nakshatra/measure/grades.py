"""A language's own cases -> how well the bot understands, answers, hears and speaks it.

Nothing here is typed in: a grade is a share of cases that pass (languages/<code>/cases.jsonl and
experts/*/cases/*.jsonl), a listed model, or a voice that exists. Too few cases are no grade.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from nakshatra.audio.manner import manners
from nakshatra.cards import LanguageCard, ModelCard
from nakshatra.catalogue import Catalogue
from nakshatra.errors import CatalogueError
from nakshatra.home import home
from nakshatra.measure.answers import fault
from nakshatra.ports import IdentifiesMany
from nakshatra.recommend import runnable
from nakshatra.types import Kind, Reply

FEWEST = 20
"""Cases below which nothing is promised."""

_YES, _PARTLY = 0.9, 0.6
"""Share of the cases that pass, for "yes" and for "partly"."""

_CAUGHT = 0.9
"""Share of the emergencies that must be caught before a language may be called answered."""

Row = Mapping[str, Any]


class Mark(StrEnum):
    YES = "yes"
    PARTLY = "partly"
    UNPROVEN = "unproven"
    """Something is there that nobody has measured here."""

    NO = "no"


@dataclass(frozen=True, slots=True)
class Share:
    """Cases that pass, of so many."""

    passed: int
    n: int

    @property
    def mark(self) -> Mark:
        if self.n < FEWEST:
            return Mark.UNPROVEN if self.n else Mark.NO
        part = self.passed / self.n
        return Mark.YES if part >= _YES else Mark.PARTLY if part >= _PARTLY else Mark.NO

    def __str__(self) -> str:
        return f"{self.passed}/{self.n}" if self.n else ""


@dataclass(frozen=True, slots=True)
class Grade:
    """Of one language."""

    code: str
    understood: Share
    answered: Share
    caught: Share
    """Emergencies that were answered as such."""

    phrases: float
    """Share of the phrases that are its own."""

    hear: Mark
    speak: Mark

    @property
    def understand(self) -> Mark:
        return self.understood.mark

    @property
    def answer(self) -> Mark:
        """Never better than how emergencies are caught; without its own phrases, no."""
        if self.phrases < 1 or not self.answered.n:
            return Mark.NO
        if self.caught.n and self.caught.passed < _CAUGHT * self.caught.n:
            return min(Mark.PARTLY, self.answered.mark, key=list(Mark)[::-1].index)
        return self.answered.mark


async def grade(card: LanguageCard, cards: Catalogue, root: Path, tools: Tools) -> Grade:
    """`root` holds languages/ and experts/. Raise `CatalogueError` on a case that is none."""
    rows = list(_cases(root / "languages" / card.code / "cases.jsonl", tagged=True))
    found = tools.identifier.identify_batch([row["text"] for row in rows])
    understood = [str(one.lang) == row["lang"] for one, row in zip(found, rows, strict=True)]
    asked, urgent = _of_language(card.code, cards, root)
    answered = [not fault(row, await tools.reply(row)) for row in asked]
    caught = [(await tools.reply(row)).kind is Kind.EMERGENCY for row in urgent]
    everything = cards.languages["en"].phrases.keys()
    return Grade(
        card.code,
        _share(understood),
        _share(answered),
        _share(caught),
        len(everything & card.phrases.keys()) / len(everything),
        _hears(card.code, cards.models),
        _speaks(card.code),
    )


@dataclass(frozen=True, slots=True)
class Tools:
    """What a case is put to."""

    identifier: IdentifiesMany
    reply: Callable[[Row], Awaitable[Reply]]


def table(grades: Sequence[Grade], cards: Mapping[str, LanguageCard]) -> str:
    """The README's rows, most speakers first."""
    lines = [
        "| language | understands | answers | emergencies caught | hears | speaks |",
        "|---|---|---|---|---|---|",
    ]
    for one in sorted(grades, key=lambda g: -cards[g.code].speakers):
        card = cards[one.code]
        cells = (
            f"{card.english} {card.name}" if card.name != card.english else card.english,
            _cell(one.understand, one.understood),
            _cell(one.answer, one.answered),
            str(one.caught),
            one.hear,
            one.speak,
        )
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _cell(mark: Mark, share: Share) -> str:
    return f"{mark} ({share})" if share.n else str(mark)


def _share(passed: Sequence[bool]) -> Share:
    return Share(sum(passed), len(passed))


def _of_language(code: str, cards: Catalogue, root: Path) -> tuple[list[Row], list[Row]]:
    """Questions, and emergencies, of every expert's cases that are in this language."""
    asked: list[Row] = []
    urgent: list[Row] = []
    for id in cards.experts:
        for path in sorted((root / "experts" / id / "cases").glob("*.jsonl")):
            for row in _cases(path):
                if str(row.get("lang", "")).partition("-")[0] != code:
                    continue
                if row.get("emergency"):
                    urgent.append(row)
                elif row.get("kind") == "answer":
                    asked.append(row)
    return asked, urgent


def _cases(path: Path, *, tagged: bool = False) -> Iterator[Row]:
    """`tagged`: each row must say its language; cases of refusals do not."""
    if not path.is_file():
        return
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        try:
            row = json.loads(line)
            if not isinstance(row["text"], str) or (tagged and "-" not in row["lang"]):
                raise ValueError("text and lang (such as hi-Latn) should be strings")
        except (ValueError, KeyError, TypeError) as error:
            raise CatalogueError(f"{path}, line {number}: {error!r}") from error
        yield row


def _hears(code: str, models: Mapping[str, ModelCard]) -> Mark:
    """Some model that this version runs and whose licence is clear; none was proven here."""
    there = [
        card
        for card in models.values()
        if card.kind == "asr"
        and code in card.languages
        and runnable(card)
        and not card.licence_doubt
    ]
    return Mark.UNPROVEN if there else Mark.NO


def _speaks(code: str) -> Mark:
    """espeak-ng's own voice, or a neighbour's; tests/synthesizers makes each of them speak."""
    manner = manners(home()).get(code)
    if manner is None:
        return Mark.NO
    return Mark.YES if manner.voice == code else Mark.PARTLY
