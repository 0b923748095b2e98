"""An answer -> which sentences, as spoken, are the project's own words, and may be kept.

They are sentences of the units the answer cites, and paragraphs that are a phrase of its language:
each is compared whole, so one that a language model wrote, or that repeats what a person said, is
none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from nakshatra.catalogue import Catalogue
from nakshatra.knowledge.render import text_of
from nakshatra.pipeline.follow import packs_of
from nakshatra.ports import Expert
from nakshatra.text.script import script
from nakshatra.types import Answer, Citation, Lang

_AFTER = re.compile("[,:;]")


def ours(
    answer: Answer, lang: Lang, experts: Mapping[str, Expert], catalogue: Catalogue, *, twice: bool
) -> frozenset[str]:
    """Sentences as a voice is given them; `lang` and `twice` are those of the script."""
    texts = (*_of_units(answer, lang, experts, catalogue), *_phrases(answer, lang, catalogue))
    return frozenset[str]().union(*(_spoken(text, lang, twice) for text in texts))


def named(citation: Citation, lang: Lang, catalogue: Catalogue) -> str:
    """A source as it is said: who it is, without the document ("ICAR, wheat sowing")."""
    who = _AFTER.split(citation.title)[0].strip()
    return f"{catalogue.phrase('source', lang.code)}: {who}"


def _of_units(
    answer: Answer, lang: Lang, experts: Mapping[str, Expert], catalogue: Catalogue
) -> Iterator[str]:
    packs = packs_of(experts)
    for citation in answer.citations:
        expert, _, id = citation.id.partition("/")
        unit = packs[expert].pack.units.get(id) if expert in packs else None
        if unit is not None:
            text = text_of(unit, lang.code)
            yield from (text.short, text.answer)
            yield named(citation, lang, catalogue)


def _phrases(answer: Answer, lang: Lang, catalogue: Catalogue) -> Iterator[str]:
    """Those that are said as they stand: a gap may be filled with a person's words."""
    card = catalogue.languages.get(lang.code)
    known = {said.strip() for said in card.phrases.values() if "{" not in said} if card else set()
    paragraphs = (answer.short, answer.text, *answer.text.split("\n\n"))
    return (paragraph for paragraph in paragraphs if paragraph.strip() in known)


@lru_cache(maxsize=2048)
def _spoken(text: str, lang: Lang, twice: bool) -> frozenset[str]:
    return frozenset(script(text, lang, twice=twice))
