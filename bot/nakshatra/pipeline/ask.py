"""Query -> Answers. All experts are asked at once; one that fails costs only itself."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace

from nakshatra.errors import EngineError, NakshatraError
from nakshatra.ports import Expert, Translator
from nakshatra.types import Answer, Query, Route

log = logging.getLogger(__name__)


async def ask(
    query: Query,
    *,
    routes: Sequence[Route],
    experts: Mapping[str, Expert],
    deadlines: Mapping[str, float],
    translator: Translator,
) -> Sequence[Answer]:
    """The answers that came in time, each in the query's language where that is possible."""
    answers = await asyncio.gather(
        *(
            _ask_one(experts[route.expert], query, deadlines[route.expert], translator)
            for route in routes
        )
    )
    return [answer for answer in answers if answer is not None]


async def _ask_one(
    expert: Expert, query: Query, deadline: float, translator: Translator
) -> Answer | None:
    try:
        async with asyncio.timeout(deadline):
            answer = await expert.answer(query)
            return answer and await _translated(answer, query, translator)
    except (NakshatraError, TimeoutError) as error:
        log.warning("no answer", extra={"expert": expert.id, "error": repr(error)})
        return None


async def _translated(answer: Answer, query: Query, translator: Translator) -> Answer:
    """In the query's language; as it is when no translator serves the pair."""
    if answer.lang.code == query.lang.code:
        return answer
    try:
        text = await translator.translate(answer.text, answer.lang, query.lang)
    except EngineError:
        return answer
    return replace(answer, text=text, short="", lang=query.lang)
