"""An answer -> which sentences, as spoken, are the project's own words, and may be kept.

They are sentences of the units the answer cites, and of the phrases of its language: a sentence is
compared whole, so one that a language model wrote, or that repeats what a person said, is none.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from nakshatra.catalogue import Catalogue
from nakshatra.knowledge.render import text_of
from nakshatra.knowledge.units import Unit
from nakshatra.pipeline.follow import packs_of
from nakshatra.ports import Expert
from nakshatra.text.script import script
from nakshatra.types import Answer, Lang


def ours(
    answer: Answer, lang: Lang, experts: Mapping[str, Expert], catalogue: Catalogue, *, twice: bool
) -> frozenset[str]:
    """Sentences as a voice is given them; `lang` and `twice` are those of the script."""
    packs = packs_of(experts)
    found = set(_of_texts(_phrases(lang.code, catalogue), lang, twice))
    for citation in answer.citations:
        expert, _, id = citation.id.partition("/")
        unit = packs[expert].pack.units.get(id) if expert in packs else None
        if unit is not None:
            source = catalogue.phrase("source", lang.code)
            found |= _of_texts(
                (*_texts(unit, lang.code), f"{source}: {citation.title}"), lang, twice
            )
    return frozenset(found)


def _texts(unit: Unit, code: str) -> tuple[str, ...]:
    text = text_of(unit, code)
    return (text.short, text.answer)


def _phrases(code: str, catalogue: Catalogue) -> tuple[str, ...]:
    """Those that are said as they stand: a gap may be filled with a person's words."""
    card = catalogue.languages.get(code)
    phrases = card.phrases.items() if card else ()
    return tuple(said for key, said in phrases if "{" not in said and not key.startswith("web_"))


@lru_cache(maxsize=512)
def _of_texts(texts: tuple[str, ...], lang: Lang, twice: bool) -> frozenset[str]:
    return frozenset(sentence for text in texts for sentence in script(text, lang, twice=twice))
