"""Query -> Answers. All experts are asked at once; one that fails costs only itself."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace

from nakshatra.cards import ExpertCard
from nakshatra.catalogue import Catalogue
from nakshatra.errors import NakshatraError
from nakshatra.knowledge.odds import FIELD, FIELD_UNREAD, in_field, least
from nakshatra.ports import Expert, Translator
from nakshatra.types import Answer, Kind, Query, Route

log = logging.getLogger(__name__)

_OTHERS = 0.2
"""Probability of the field from which an expert of somebody else is asked, over the network."""

LEAST_KNOWING = 0.5
"""Probability of the field from which "I do not know, ask ..." is its expert's to say."""


async def ask(
    query: Query,
    *,
    routes: Sequence[Route],
    experts: Mapping[str, Expert],
    catalogue: Catalogue,
    translator: Translator,
) -> Sequence[Answer]:
    """The answers that came in time, each in the query's language where that is possible; below
    one that a computer translated stands that it did."""
    answers = await asyncio.gather(
        *(
            _ask_one(experts[route.expert], route, query, catalogue.experts[route.expert])
            for route in routes
            if route.score >= _OTHERS or catalogue.experts[route.expert].kind != "http"
        )
    )
    told = [answer for answer in answers if answer is not None]
    note = catalogue.phrase("human_translated", query.lang.code)
    said = (_translated(answer, query, translator, note) for answer in told)
    return await asyncio.gather(*said)


async def _ask_one(expert: Expert, route: Route, query: Query, card: ExpertCard) -> Answer | None:
    """Its confidence counts as far as the question is in its field.

    None when that leaves too little, or when it does not know what was likely not for it.
    """
    weight = FIELD_UNREAD if card.kind == "http" else FIELD
    try:
        async with asyncio.timeout(card.deadline_s):
            answer = await expert.answer(replace(query, field=route.score))
    except (NakshatraError, TimeoutError) as error:
        log.warning("no answer", extra={"expert": expert.id, "error": repr(error)})
        return None
    if answer is None:
        return None
    if answer.kind is Kind.UNKNOWN:
        sure, worth = 0.0, route.score >= LEAST_KNOWING
    else:
        sure = in_field(answer.confidence, route.score, weight)
        worth = sure >= least(route.score)
    return replace(answer, confidence=sure) if worth else None


async def _translated(answer: Answer, query: Query, translator: Translator, note: str) -> Answer:
    """In the query's language; as it is when no translator serves the pair, or it takes too long:
    it has a time of its own, apart from the expert's."""
    if answer.lang.code == query.lang.code:
        return answer
    try:
        text = await translator.translate(answer.text, answer.lang, query.lang)
    except (NakshatraError, TimeoutError) as error:
        log.info("not translated", extra={"error": repr(error)})
        return answer
    return replace(answer, text=f"{text}\n\n{note}", short="", lang=query.lang)
