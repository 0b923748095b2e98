"""Text -> the same in another language, by IndicTrans2 in CTranslate2's form.

A card of kind "translation" and engine "ctranslate2" says which languages it reads and writes. What
may have been lost is not handed on: an answer stays in its own language instead.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec

from nakshatra import weights
from nakshatra.cards import ModelCard
from nakshatra.errors import EngineError, MissingModel
from nakshatra.fetch import Fetch
from nakshatra.registry import Spec
from nakshatra.shelf import Engine
from nakshatra.text.indictrans import restored, tag, unified
from nakshatra.text.normalise import ascii_digits
from nakshatra.text.sentences import sentences
from nakshatra.types import Lang

_SECONDS = 20.0
"""Of one answer, loading included. Who waits longer is served better by an answer in English."""

_MOST = 40
"""Sentences of one answer."""

_HEAD = re.compile(r"\s*(?:(?:[-•*]|\d{1,2}[.)])\s+)?")
_COMMA = re.compile(r"(?<=\d),(?=\d)")
_DIGITS = re.compile(r"\d+")


class CTranslate2:
    def __init__(self, spec: Spec) -> None:
        self._settings, self._shelf = spec.settings, spec.shelf
        self._fetch = Fetch(spec.settings, spec.shelf)
        self._cards = [
            card
            for card in spec.catalogue.models.values()
            if (card.engine, card.model_type) == ("ctranslate2", "indictrans2")
        ]

    async def translate(self, text: str, source: Lang, target: Lang) -> str:
        card = self._card(source, target)
        lines = [_Line.of(line) for line in text.split("\n")]
        said = [unified(one, tag(source)) for line in lines for one in line.sentences]
        written = iter(await self._written(card, said, tag(source), tag(target)))
        made = "\n".join(line.again(written) for line in lines)
        if _numbers(made) != _numbers(text):
            raise EngineError(f"{card.id}: not every number of the text stands in its translation")
        return made

    def _card(self, source: Lang, target: Lang) -> ModelCard:
        """Of several that serve the pair, one that is here."""
        cards = [card for card in self._cards if card.translates(source.code, target.code)]
        if not cards:
            raise EngineError(f"no model in models/ translates {source} to {target} here")
        return weights.first_here(cards, self._settings.models_dir)

    async def _written(
        self, card: ModelCard, said: list[str], source: str, target: str
    ) -> list[str]:
        """Sentence for sentence, in the script of `target`."""
        if len(said) > _MOST:
            raise EngineError(f"{len(said)} sentences are too many to translate; {_MOST} are not")
        if not said:
            return []
        engine = await self._engine(card)
        made = await self._shelf.call(engine, "translate", said, source, target, timeout=_SECONDS)
        native = [shown for one in made if (shown := restored(one, target))]
        if len(native) < len(said):
            raise EngineError(f"{card.id}: a sentence came back empty or in another script")
        return native

    async def _engine(self, card: ModelCard) -> Engine:
        if find_spec("sentencepiece") is None:
            raise MissingModel(
                f"{card.id} needs the library sentencepiece: run `make extras` "
                "(pip install nakshatra[translate])"
            )
        folder = await self._fetch.folder(card)
        return Engine(
            f"ctranslate2/{card.id}",
            "nakshatra.translators.ctranslate2_engine:Interpreter",
            {"folder": str(folder), "threads": self._settings.threads},
            card.ram_mb,
        )


@dataclass(frozen=True, slots=True)
class _Line:
    head: str
    """The sign of a list, with the space around it: no word."""

    sentences: list[str]

    @classmethod
    def of(cls, line: str) -> _Line:
        found = _HEAD.match(line)
        head = found[0] if found else ""
        return cls(head, sentences(line[len(head) :]))

    def again(self, written: Iterator[str]) -> str:
        return self.head + " ".join(next(written) for _ in self.sentences)


def _numbers(text: str) -> Counter[str]:
    """Each run of digits, however it is written and wherever it stands."""
    return Counter(_DIGITS.findall(_COMMA.sub("", ascii_digits(text))))


def build(spec: Spec) -> CTranslate2:
    return CTranslate2(spec)
