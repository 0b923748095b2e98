"""The road from a message to its reply. Read this file first.

Each stage is a method, so that durable/ can checkpoint after each; `handle` runs them in one go for
the terminal, the tests and the benchmarks. Nothing here retries and nothing here sends.
"""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from time import perf_counter

from nakshatra.abilities import WITHOUT_LIMITS, Abilities
from nakshatra.audio.kept import Kept
from nakshatra.catalogue import Catalogue
from nakshatra.errors import NakshatraError, Unsure
from nakshatra.heard import SURENESS, Sureness
from nakshatra.pipeline.ask import ask
from nakshatra.pipeline.bare import Bare
from nakshatra.pipeline.carried import carried, is_noted
from nakshatra.pipeline.courtesy import courtesy
from nakshatra.pipeline.follow import Follow, led, packs_of
from nakshatra.pipeline.hear import Limits, hear
from nakshatra.pipeline.leant import Leant
from nakshatra.pipeline.notice import notice_short, remember_short
from nakshatra.pipeline.pressing import Pressing
from nakshatra.pipeline.readback import Readback
from nakshatra.pipeline.retell import Retell
from nakshatra.pipeline.settle import MOST, settle
from nakshatra.pipeline.several import Several, asked_by, cut_by, may_join
from nakshatra.pipeline.speak import speak, whole
from nakshatra.pipeline.thread import threaded
from nakshatra.pipeline.understand import expected, understand
from nakshatra.pipeline.voices import Voices
from nakshatra.pipeline.waking import Waking, heard_by
from nakshatra.pipeline.weighing import is_urgent, knowing
from nakshatra.pipeline.wishes import bids, wish
from nakshatra.ports import (
    Channel,
    Expert,
    Guard,
    LanguageIdentifier,
    Router,
    Synthesizer,
    Tell,
    Transcriber,
    Translator,
)
from nakshatra.shape import Words
from nakshatra.text.transliterate import to_script
from nakshatra.types import (
    ENGLISH,
    Address,
    Answer,
    Kind,
    Lang,
    Message,
    Profile,
    Query,
    Reply,
    Script,
    Turn,
    Utterance,
    Voice,
)


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
    sureness: Sureness = SURENESS
    kept: Kept | None = None
    """Sentences of ours that were spoken before; None: each is spoken anew."""

    waking: Waking = field(default_factory=Waking)
    """Voices that are being loaded while a message is understood."""

    async def handle(
        self, message: Message, history: Sequence[Turn] = (), profile: Profile | None = None
    ) -> Handled:
        """All stages, one after the other, with their times."""
        profile = profile or Profile()
        clock = _Stopwatch()
        utterance = await self.hear(message, history, profile)
        clock.lap("hear")
        query = self.understand(utterance, history, profile)
        clock.lap("understand")
        answer = await self.answer(query)
        clock.lap("answer")
        reply = await self.speak(message, answer, utterance, profile)
        clock.lap("speak")
        return Handled(reply=self.fitted(reply, answer), stages=clock.laps)

    async def hear(
        self,
        message: Message,
        history: Sequence[Turn] = (),
        profile: Profile | None = None,
        tell: Tell | None = None,
    ) -> Utterance:
        """`tell` is told how far a long recording has been heard. The voice that will answer wakes
        meanwhile."""
        profile = profile or Profile()
        known = expected(history, profile, message.lang)
        spoke = next(iter(known.used), known.reads) or ENGLISH
        if message.media:
            self._wake(message, profile, spoke)
        utterance = await hear(
            message,
            channel=self.channels[message.address.channel],
            transcriber=self.transcriber,
            identifier=self.identifier,
            expected=known,
            limits=self.limits,
            tell=tell,
        )
        self._wake(message, profile, utterance.lang)
        return utterance

    def understand(self, utterance: Utterance, history: Sequence[Turn], profile: Profile) -> Query:
        return understand(utterance, history=history, profile=profile, catalogue=self.catalogue)

    async def answer(self, query: Query) -> Answer:
        """guard.before, else a courtesy, else the last answer as it is wished, else follow, route,
        ask and settle; an emergency's first aid again while nothing else is asked; then
        guard.after; with what was heard where that is in doubt. "Speak slowly" is no alarm, and
        "tell me again" nothing to refuse. Raise `Unsure` when it was heard too much in doubt."""
        readback = Readback(self.catalogue, self.sureness)
        retell = Retell(self.experts, self.guard, self.catalogue)
        bidden = bids(query, self.catalogue)
        caught = None if bidden else self.guard.before(query)
        if not readback.is_too_unsure(query):
            caught = caught and self.guard.before(query, knowing(query, self.experts, self.router))
        elif not is_urgent(caught):
            raise Unsure(f"heard with a confidence of {query.sure:.2f}")
        wished = bidden or (not is_urgent(caught) and wish(query, self.catalogue) is not None)
        answer = (
            (retell(query) if wished else caught)
            or courtesy(query, self.catalogue)
            or retell(query)
        )
        asked = query
        if answer is None:
            query, answer = await self._answered(query)
        answer = self.guard.after(query, Pressing(self.guard, self.catalogue)(query, answer))
        leans = replace(query, previous=asked.previous, points=asked.points)
        return readback(query, threaded(leans, answer))

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
            voices=self.voices,
            experts=self.experts,
            catalogue=self.catalogue,
            abilities=self._abilities_of(message.address),
        )

    def fitted(
        self, reply: Reply, answer: Answer, *, greeted: bool = True, asks: bool = False
    ) -> Reply:
        """What of a finished reply its channel has room for; the rest waits for "more". Where each
        message is paid for, who was not `greeted` is given the first notice in it, and `asks`
        whether to remember them."""
        channel = self.channels.get(reply.address.channel)
        if channel is None or not channel.abilities.segments:
            return reply
        words = Words.of(self.catalogue, reply.lang)
        line = "" if greeted else notice_short(reply.lang, self.catalogue)
        asked = remember_short(reply.lang, self.catalogue) if asks else ""
        sms = to_script(answer.sms, reply.lang)
        return carried(reply, channel.abilities, words, sms, line, asked)

    def is_noted(self, reply: Reply) -> bool | None:
        """Whether it carries the first notice; None where that is a message of its own."""
        if not self._abilities_of(reply.address).segments:
            return None
        return is_noted(reply, notice_short(reply.lang, self.catalogue))

    async def whole(self, script: Script) -> Voice | None:
        """All of what a reply said only the first sentence of. None when no voice speaks."""
        return await whole(script, self.voices)

    def _wake(self, message: Message, profile: Profile, lang: Lang) -> None:
        """The voice in which it is likely to be answered."""
        if heard_by(message, profile) and self._abilities_of(message.address).voice:
            self.waking.begin(self.voices, profile.lang or lang)

    @property
    def voices(self) -> Voices:
        return Voices(self.synthesizers, self.kept)

    def _abilities_of(self, address: Address) -> Abilities:
        channel = self.channels.get(address.channel)
        return channel.abilities if channel else WITHOUT_LIMITS

    async def _experts_answer(
        self, query: Query, most: int = MOST, whose: Container[str] | None = None
    ) -> Answer:
        routes = [led(query)] if query.about else self.router.route(query)
        routes = [route for route in routes if whose is None or route.expert in whose]
        which = Bare(packs_of(self.experts), self.catalogue)(query, routes)
        if which is not None:
            return which
        answers = await ask(
            query,
            routes=routes,
            experts=self.experts,
            catalogue=self.catalogue,
            translator=self.translator,
        )
        differ = self._differ(query.lang)
        return settle(answers, most=most, differ=differ) or self.unknown(query.lang)

    async def _answered(self, query: Query) -> tuple[Query, Answer]:
        """As one question first; as several when it holds them."""
        followed = self._follow(replace(query, parts=()))
        answer = await self._experts_answer(followed)
        again = partial(self._experts_answer, whose=(packs := packs_of(self.experts)))
        answer = await Leant(again, self.guard, packs)(followed, answer)
        if answer.kind is Kind.REFUSAL:
            return followed, answer
        joins = partial(may_join, self.catalogue)
        heard, cut = partial(asked_by, self.experts), partial(cut_by, self.experts)
        differ = self._differ(query.lang)
        several = Several(self._part, self._follow.names, joins, differ, heard, cut)
        both = await several(query, answer)
        return (followed, answer) if both is None else (query, both)

    async def _part(self, query: Query) -> Answer:
        """One of several questions, by the one expert that is surest of it."""
        return await self._experts_answer(self._follow(query), most=1)

    @property
    def _follow(self) -> Follow:
        """Led by the conversation, or standing alone."""
        return Follow(self.experts, self.router, self.catalogue)

    def _differ(self, lang: Lang) -> str:
        return self.catalogue.phrase("differ", lang.code)

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
