"""The road from a message to its reply. Read this file first.

Each stage is a method, so that durable/ can checkpoint after each; `handle` runs them in one go for
the terminal, the tests and the benchmarks. Nothing here retries and nothing here sends.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from time import perf_counter

from nakshatra.catalogue import Catalogue
from nakshatra.errors import NakshatraError
from nakshatra.knowledge.parts import parts
from nakshatra.pipeline.ask import ask
from nakshatra.pipeline.courtesy import courtesy
from nakshatra.pipeline.hear import Limits, hear
from nakshatra.pipeline.settle import settle
from nakshatra.pipeline.speak import speak
from nakshatra.pipeline.understand import understand
from nakshatra.ports import (
    Channel,
    Expert,
    Guard,
    LanguageIdentifier,
    Router,
    Synthesizer,
    Transcriber,
    Translator,
)
from nakshatra.text.transliterate import to_script
from nakshatra.types import Answer, Kind, Lang, Message, Profile, Query, Reply, Turn, Utterance


@dataclass(frozen=True, slots=True, kw_only=True)
class Handled:
    """The reply, and where the time went."""

    reply: Reply
    stages: Mapping[str, float]
    """Stage -> milliseconds."""


@dataclass(frozen=True, kw_only=True)
class Bot:
    channels: Mapping[str, Channel]
    transcriber: Transcriber
    identifier: LanguageIdentifier
    translator: Translator
    router: Router
    experts: Mapping[str, Expert]
    synthesizers: Sequence[Synthesizer]
    """Tried in order; the first that speaks the language is heard."""

    guard: Guard
    catalogue: Catalogue
    limits: Limits

    async def handle(
        self, message: Message, history: Sequence[Turn] = (), profile: Profile | None = None
    ) -> Handled:
        """All stages, one after the other, with their times."""
        profile = profile or Profile()
        clock = _Stopwatch()
        utterance = await self.hear(message, history)
        clock.lap("hear")
        query = self.understand(utterance, history, profile)
        clock.lap("understand")
        answer = await self.answer(query)
        clock.lap("answer")
        reply = await self.speak(message, answer, utterance, profile)
        clock.lap("speak")
        return Handled(reply=reply, stages=clock.laps)

    async def hear(self, message: Message, history: Sequence[Turn] = ()) -> Utterance:
        return await hear(
            message,
            channel=self.channels[message.address.channel],
            transcriber=self.transcriber,
            identifier=self.identifier,
            hint=history[-1].lang if history else message.lang,
            limits=self.limits,
        )

    def understand(self, utterance: Utterance, history: Sequence[Turn], profile: Profile) -> Query:
        return understand(utterance, history=history, profile=profile, catalogue=self.catalogue)

    async def answer(self, query: Query) -> Answer:
        """guard.before, else a courtesy, else route, ask and settle; then guard.after."""
        answer = (
            self.guard.before(query)
            or courtesy(query, self.catalogue)
            or await self._experts_answer(query)
        )
        return self.guard.after(query, answer)

    async def speak(
        self, message: Message, answer: Answer, utterance: Utterance, profile: Profile
    ) -> Reply:
        return await speak(
            answer,
            message=message,
            spoken=utterance.spoken,
            lang=profile.lang or utterance.lang,
            rival=None if profile.lang else utterance.rival,
            profile=profile,
            synthesizers=self.synthesizers,
            catalogue=self.catalogue,
        )

    async def _experts_answer(self, query: Query) -> Answer:
        routes = self.router.route(query)
        answers = await ask(
            query,
            routes=routes,
            experts=self.experts,
            deadlines={id: card.deadline_s for id, card in self.catalogue.experts.items()},
            translator=self.translator,
        )
        return settle(answers, two=bool(parts(query.text))) or self.unknown(query.lang)

    def unknown(self, lang: Lang) -> Answer:
        """The honest answer when nothing fits: says so, and whom to ask; in a language that no
        expert answers in yet, says that."""
        served = {code for card in self.catalogue.experts.values() for code in card.languages}
        answer = self.notice("no_answer", lang)
        if lang.code not in served:
            not_yet = self.catalogue.not_yet(lang.code)
            answer = replace(answer, text=f"{not_yet} {answer.text}")
        return replace(answer, kind=Kind.UNKNOWN)

    def apology(self, message: Message, error: NakshatraError, lang: Lang) -> Reply:
        """What the user hears when no reply could be made."""
        text = to_script(self.catalogue.phrase(error.phrase, lang.code), lang)
        return Reply(address=message.address, to=message.id, text=text, lang=lang, kind=Kind.NOTICE)

    def notice(self, key: str, lang: Lang) -> Answer:
        """What the bot says of itself."""
        text = self.catalogue.phrase(key, lang.code)
        return Answer(expert="", text=text, lang=lang, confidence=1.0, kind=Kind.NOTICE)


class _Stopwatch:
    def __init__(self) -> None:
        self.laps: dict[str, float] = {}
        self._last = perf_counter()

    def lap(self, name: str) -> None:
        now = perf_counter()
        self.laps[name] = (now - self._last) * 1000
        self._last = now
