"""After an emergency, a message without a subject of its own -> the same first aid again.

"Now what?", "he is sleeping now" or "nobody picks up the phone" must not be met with "I do not
know", nor with a boarding school.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from nakshatra.catalogue import Catalogue, words_of
from nakshatra.knowledge.concepts import concept
from nakshatra.knowledge.leaning import FACETS
from nakshatra.pipeline.retell import caught_again
from nakshatra.ports import Guard
from nakshatra.text.normalise import fold
from nakshatra.types import Answer, Kind, Query

_SCENE = frozenset(
    {"ambulance", "vehicle", "doctor", "nurse", "asha", "mobile", "sim", "police", "far", "near"}
    | {"hour", "minute", "night", "morning", "day", "justnow", "again", "suddenly", "fast", "slow"}
    | {"water", "food", "drink", "ate", "milk", "vomit", "medicine", "injection", "bandage", "wash"}
    | {"leg", "hand", "finger", "body", "face", "swelling", "wound", "tight", "open", "close"}
    | {"sleep", "cry", "scream", "moving", "walk", "lying", "shake", "faint", "dizzy", "aware"}
    | {"child", "son", "daughter", "mother", "father", "brother", "sister", "husband", "woman"}
    | {"grandfather", "grandmother", "uncle", "friend", "neighbour", "someone", "family", "old"}
    | {"village", "road", "house", "room", "rain", "see", "give", "arrive", "name", "half"}
)
"""Meanings that belong to the scene of any emergency, and to no subject beside it."""

_ELSE, _SURE = 0.5, 0.8
"""Confidence from which an answer shows another subject: when a word of the message means something
outside the scene, and when no word of it has a meaning that is known."""

_NOTHING = ("follow_up", "small", "asks")
"""Words that name nothing, whatever they mean elsewhere: "karu" is "shall I do", and a calf."""

_STANDS = (Kind.EMERGENCY, Kind.NOTICE)


@dataclass(frozen=True, slots=True)
class Pressing:
    guard: Guard
    catalogue: Catalogue

    def __call__(self, query: Query, answer: Answer) -> Answer:
        """The answer itself, unless the last one was an emergency's and this is hardly about
        anything else; a refusal then ends with what to do."""
        urgent = None if answer.kind in _STANDS else self._last(query)
        if urgent is None:
            return answer
        if answer.kind is Kind.REFUSAL:
            text = f"{answer.text}\n\n{urgent.short}"
            cited = (*answer.citations, *urgent.citations)
            return replace(answer, text=text, citations=cited, thread=query.thread)
        led = bool(query.about) and query.about.partition("/")[0] == urgent.expert
        if not led and self._has_subject(query, answer):
            return answer
        return replace(urgent, thread=query.thread)

    def _last(self, query: Query) -> Answer | None:
        """The first aid that was given last; None when the last answer was anything else."""
        if query.thread is None:
            return None
        caught = caught_again(self.guard, self.catalogue, query.thread, query.lang)
        return caught if caught is not None and caught.kind is Kind.EMERGENCY else None

    def _has_subject(self, query: Query, answer: Answer) -> bool:
        if answer.kind is Kind.UNKNOWN:
            return False
        heard = (self.catalogue.listens(group, query.lang.code) for group in _NOTHING)
        said = {*words_of(query.native), *words_of(query.text)} - frozenset().union(*heard)
        meanings = {concept(fold(word)) for word in said} - FACETS - {""}
        if meanings and meanings <= _SCENE:
            return False
        return answer.confidence >= (_ELSE if meanings else _SURE)
