"""A key -> its message, answered and delivered. Each stage's result is noted before the next.

A restart takes the turn up after the last note: no recording is transcribed twice, no expert asked
twice. What a stage makes of plain text in under a millisecond is not noted but made again.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from nakshatra.durable.after import Afterwards, Said
from nakshatra.durable.deliver import Delivery, Parcel
from nakshatra.durable.hand_off import ASK, GIVE, HandOff
from nakshatra.durable.hearing import Hearing
from nakshatra.durable.lanes import Lanes
from nakshatra.durable.lines import lines
from nakshatra.durable.logged import entry_of
from nakshatra.durable.noting import note
from nakshatra.durable.retry import Patience
from nakshatra.durable.trouble import report
from nakshatra.durable.worded import Worded, cannot_read
from nakshatra.durable.working import working
from nakshatra.errors import NakshatraError, StoreError, TakenBack
from nakshatra.pipeline.bot import Bot
from nakshatra.pipeline.choosing import chosen
from nakshatra.pipeline.commands import beyond, command, taken_back
from nakshatra.pipeline.misheard import misheard
from nakshatra.pipeline.opting import START, opting
from nakshatra.pipeline.understand import written_before
from nakshatra.settings import Settings
from nakshatra.stores.ledger import State, Work
from nakshatra.stores.sql import SqlStore
from nakshatra.stores.turnstile import urgently
from nakshatra.types import (
    ENGLISH,
    Answer,
    Lang,
    Message,
    Profile,
    Query,
    Turn,
    Utterance,
)

log = logging.getLogger(__name__)

CRASHES = 3
"""A message that was under way in so many crashes is not tried again: it may be their cause."""


@dataclass(frozen=True, slots=True)
class _Person:
    profile: Profile
    history: Sequence[Turn]
    lang: Lang
    """Their likely language, until we have heard them."""


@dataclass(frozen=True, slots=True)
class _Thought:
    answer: Answer
    utterance: Utterance
    asked: str = ""
    """The question as it joins the conversation, secrets redacted; "" = it does not join."""

    fault: str = ""
    to: str = ""
    """The id of the message that it answers; "" = the one that came."""


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Turns:
    bot: Bot
    store: SqlStore
    lanes: Lanes
    delivery: Delivery
    patience: Patience
    crashed: set[str]
    """Keys that were unfinished when this process started."""

    replaced: set[str]
    """Keys of turns that wait although their message was worded anew since."""

    settings: Settings = field(default_factory=Settings)
    now: Callable[[], datetime] = _now

    async def run(self, key: str) -> None:
        async with self.lanes.turn(key):
            try:
                work = await self._work(key)
                if work and self._is_replaced(work):
                    await self.store.ledger.drop(key)
                elif work and work.message:
                    await self._unless_taken_back(work, work.message)
                elif work:  # its person said /forget while it came in
                    await self.store.ledger.finish(work, State.ERASED)
            except StoreError as error:  # it stays on disk; the next sweep takes it up
                log.error("a turn is put off: %s", error)

    async def _unless_taken_back(self, work: Work, message: Message) -> None:
        """Nothing of what was made meanwhile is said or kept."""
        try:
            with urgently(work.urgent):
                await self._answer(work, message)
        except TakenBack as error:
            log.info("turn %s was taken back %s", work.serial, error)
            self.delivery.over(work.channel, State.DISCARDED)

    async def _work(self, key: str) -> Work | None:
        if key in self.crashed:
            self.crashed.discard(key)
            await self.store.ledger.taken_up_again(key)
        work = await self.store.ledger.work(key)
        return None if work is None or work.done else work

    def _is_replaced(self, work: Work) -> bool:
        """Its newer words are answered instead; an emergency is answered all the same."""
        replaced = work.key in self.replaced
        self.replaced.discard(work.key)
        return replaced and not work.urgent and work.answer is None

    async def _answer(self, work: Work, message: Message) -> None:
        amends = await self._taken_back(message) if message.replaces else ""
        person = await self._person(message)
        message = chosen(message, person.history)
        seen = {} if person.profile.stopped else self.bot.channels
        async with self.lanes.worker(urgent=work.urgent), working(seen, message):
            thought = await self._thought(work, message, person)
            chosen_since = await self._chosen(message, person.profile)
            parcel = await self._parcel(
                work, message, thought, replace(person, profile=chosen_since)
            )
        amended, stopped = replace(parcel.reply, amends=amends), person.profile.stopped
        parcel = replace(parcel, reply=amended, stopped=stopped)
        if await self.delivery(parcel):
            await self._afterwards(
                Said(
                    message=message,
                    utterance=thought.utterance,
                    answer=thought.answer,
                    reply=parcel.reply,
                    asked=thought.asked,
                    before=person.profile,
                )
            )

    async def _taken_back(self, message: Message) -> str:
        """What the earlier words led to leaves the memory; the platform's ids of their answer."""
        gone = await taken_back(message.address, message.replaces, self.store)
        ids = dict.fromkeys([message.replaces, *(turn.of for turn in gone)])
        return await self.store.answers(message.address, list(ids))

    async def _chosen(self, message: Message, before: Profile) -> Profile:
        """A command's reply is already told as the command wants it."""
        if not message.text.startswith("/"):
            return before
        return await self.store.profile(message.address)

    async def _person(self, message: Message) -> _Person:
        profile, history = await self.store.person(message.address)
        history = () if profile.private else history
        last = written_before(history)
        return _Person(profile, history, profile.lang or last or message.lang or ENGLISH)

    async def _parcel(
        self, work: Work, message: Message, thought: _Thought, person: _Person
    ) -> Parcel:
        reply, fault = work.reply, thought.fault
        if reply is None:
            reply, broke = await self._worded(
                message, thought.answer, thought.utterance, person.profile, thought.to
            )
            fault = fault or broke
            if reply.voice is not None:
                await note(self.store.ledger, work, reply.kind, reply=reply)
        lang = thought.utterance.lang
        said = lines(thought.asked, lang, reply, person.history, self.now())
        entry = entry_of(thought.answer, reply, self.bot.catalogue) if thought.asked else None
        said = () if reply.private else said
        return Parcel(work=work, reply=reply, said=said, fault=fault, entry=entry)

    async def _thought(self, work: Work, message: Message, person: _Person) -> _Thought:
        try:
            thought = await self._considered(work, message, person)
        except (StoreError, TakenBack):
            raise
        except NakshatraError as error:
            log.warning("a stage failed: %s", type(error).__name__)
            fault = type(error).__name__ if error.retryable else ""
            thought = self._apology(error.phrase, message, error.lang or person.lang, fault)
        except Exception as error:
            fault = report(log, "a stage broke", error)
            thought = self._apology("sorry", message, person.lang, fault)
        if work.answer is None:
            answer = thought.answer
            await note(self.store.ledger, work, answer.kind, answer=answer)
        return thought

    async def _considered(self, work: Work, message: Message, person: _Person) -> _Thought:
        """Raise whatever a stage raises."""
        if work.attempts >= CRASHES and work.answer is None:
            return self._apology("sorry", message, person.lang, f"crashed {work.attempts} times")
        own = await self._of_itself(work, message, person)
        if own is not None:
            return own
        profile, history = person.profile, person.history
        utterance = await self._heard(work, message, person.lang, history, profile)
        if meant := self._meant(utterance, person):
            taken = replace(message, text=meant, media=None)
            answer = work.answer or await self._commanded(taken, person.lang)
            return _Thought(answer, Utterance("", person.lang, spoken=utterance.spoken))
        if self._hand_off.is_wished(utterance):
            answer = work.answer or await self._human(message, "", person, utterance.lang)
            return _Thought(answer, Utterance("", utterance.lang, spoken=utterance.spoken))
        query = self.bot.understand(utterance, history, profile)
        answer = work.answer or await self._asked(query)
        return _Thought(answer, utterance, asked=query.shown or query.text)

    async def _asked(self, query: Query) -> Answer:
        return await self.patience(lambda: self.bot.answer(query))

    async def _of_itself(self, work: Work, message: Message, person: _Person) -> _Thought | None:
        """What needs no expert: a command, or a kind of message that nobody can read."""
        said = Utterance("", person.lang)
        name, _, words = message.text.partition(" ")
        if name == GIVE and (given := await self._hand_off.given(message, words)) is not None:
            answer, of = given
            return _Thought(work.answer or answer, replace(said, lang=answer.lang), to=of)
        if name == ASK:
            answer = work.answer or await self._human(message, words, person, person.lang)
            return _Thought(answer, said)
        if name.startswith("/"):
            aid = self._hand_off.first_aid(beyond(message.text), person.lang)
            told = work.answer or aid or await self._commanded(message, person.lang)
            return _Thought(told, said)
        if message.text or message.media:
            return None
        return _Thought(work.answer or cannot_read(message.other, person.lang, self.bot), said)

    def _meant(self, utterance: Utterance, person: _Person) -> str:
        """The command that a whole message in plain words means; "" = it is no command. STOP is
        heard only where the recogniser is sure; START says something only after it."""
        if of := misheard(utterance, person.history, self.bot.catalogue):
            return f"/misheard {of}"
        said = opting(utterance.heard or utterance.text, self.bot.catalogue)
        unsure = utterance.spoken and utterance.confidence < self.bot.sureness.readback
        return "" if unsure or (said == START and not person.profile.stopped) else said

    async def _commanded(self, message: Message, lang: Lang) -> Answer:
        return await command(message, self.store, self.bot.catalogue, lang, self.settings)

    async def _human(self, message: Message, words: str, person: _Person, lang: Lang) -> Answer:
        profile, history = person.profile, person.history
        return await self._hand_off.ask(message, words.strip(), profile, history, lang)

    @property
    def _hand_off(self) -> HandOff:
        store = self.store
        return HandOff(
            bot=self.bot, inbox=store.inbox, errands=store, settings=self.settings, now=self.now
        )

    @property
    def _worded(self) -> Worded:
        return Worded(bot=self.bot, hand_off=self._hand_off, now=self.now)

    @property
    def _afterwards(self) -> Afterwards:
        return Afterwards(
            bot=self.bot,
            store=self.store,
            delivery=self.delivery,
            settings=self.settings,
            now=self.now,
        )

    @property
    def _heard(self) -> Hearing:
        return Hearing(
            bot=self.bot,
            delivery=self.delivery,
            patience=self.patience,
            first_aid=self._hand_off.help_with,
        )

    def _apology(self, phrase: str, message: Message, lang: Lang, fault: str) -> _Thought:
        utterance = Utterance("", lang, spoken=message.media is not None)
        return _Thought(self.bot.notice(phrase, lang), utterance, fault=fault)
