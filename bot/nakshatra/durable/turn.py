"""A key -> its message, answered and delivered. Each stage's result is noted before the next.

A restart takes the turn up after the last note: no recording is transcribed twice, no expert asked
twice. What a stage makes of plain text in under a millisecond is not noted but made again.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from nakshatra.durable.deliver import Delivery, Parcel
from nakshatra.durable.lanes import Lanes
from nakshatra.durable.once import told, with_disclaimer, with_voice_note
from nakshatra.durable.retry import Patience
from nakshatra.durable.telling import Telling
from nakshatra.durable.trouble import report
from nakshatra.durable.working import working
from nakshatra.errors import NakshatraError, StoreError
from nakshatra.pipeline.bot import Bot
from nakshatra.pipeline.commands import command, taken_back
from nakshatra.pipeline.misheard import misheard
from nakshatra.pipeline.thread import learned
from nakshatra.pipeline.understand import written_before
from nakshatra.stores.ledger import Work
from nakshatra.stores.sql import SqlStore
from nakshatra.stores.turnstile import urgently
from nakshatra.types import (
    ENGLISH,
    Answer,
    Kind,
    Lang,
    Message,
    Profile,
    Query,
    Reply,
    Role,
    Turn,
    Utterance,
    VoiceMode,
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

    async def run(self, key: str) -> None:
        async with self.lanes.turn(key):
            try:
                work = await self._work(key)
                if work and self._is_replaced(work):
                    await self.store.ledger.drop(key)
                elif work and work.message:
                    with urgently(work.urgent):
                        await self._answer(work, work.message)
            except StoreError as error:  # it stays on disk; the next sweep takes it up
                log.error("a turn is put off: %s", error)

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
        async with self.lanes.worker(urgent=work.urgent), working(self.bot.channels, message):
            thought = await self._thought(work, message, person)
            chosen = await self._chosen(message, person.profile)
            parcel = await self._parcel(work, message, thought, chosen)
        parcel = replace(parcel, reply=replace(parcel.reply, amends=amends))
        if await self.delivery(parcel):
            await self._tell_once(parcel.reply, thought.answer, person.profile)

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
        last = written_before(history)
        return _Person(profile, history, profile.lang or last or message.lang or ENGLISH)

    async def _parcel(
        self, work: Work, message: Message, thought: _Thought, profile: Profile
    ) -> Parcel:
        reply, fault = work.reply, thought.fault
        if reply is None:
            reply, broke = await self._spoken(message, thought, profile)
            fault = fault or broke
            if reply.voice is not None:
                await self._note(work, spared=reply.kind is Kind.EMERGENCY, reply=reply)
        return Parcel(work=work, reply=reply, said=_said(thought, reply), fault=fault)

    async def _thought(self, work: Work, message: Message, person: _Person) -> _Thought:
        try:
            thought = await self._considered(work, message, person)
        except StoreError:
            raise
        except NakshatraError as error:
            log.warning("a stage failed: %s", type(error).__name__)
            fault = type(error).__name__ if error.retryable else ""
            thought = self._apology(error.phrase, message, person.lang, fault)
        except Exception as error:
            fault = report(log, "a stage broke", error)
            thought = self._apology("sorry", message, person.lang, fault)
        if work.answer is None:
            urgent = thought.answer.kind is Kind.EMERGENCY
            await self._note(work, spared=urgent, answer=thought.answer)
        return thought

    async def _considered(self, work: Work, message: Message, person: _Person) -> _Thought:
        """Raise whatever a stage raises."""
        if work.attempts >= CRASHES and work.answer is None:
            return self._apology("sorry", message, person.lang, f"crashed {work.attempts} times")
        own = await self._of_itself(work, message, person.lang)
        if own is not None:
            return _Thought(own, Utterance("", person.lang))
        utterance = await self._heard(work, message, person)
        if of := misheard(utterance, person.history, self.bot.catalogue):
            taken = replace(message, text=f"/misheard {of}", media=None)
            own = work.answer or await command(taken, self.store, self.bot.catalogue, person.lang)
            if own is not None:
                return _Thought(own, Utterance("", person.lang, spoken=utterance.spoken))
        query = self.bot.understand(utterance, person.history, person.profile)
        answer = work.answer or await self._asked(query)
        return _Thought(answer, utterance, asked=query.text)

    async def _asked(self, query: Query) -> Answer:
        return await self.patience(lambda: self.bot.answer(query))

    async def _of_itself(self, work: Work, message: Message, lang: Lang) -> Answer | None:
        """What needs no expert: a command, or a kind of message that nobody can read."""
        if message.text.startswith("/"):
            return work.answer or await command(message, self.store, self.bot.catalogue, lang)
        if message.text or message.media:
            return None
        return work.answer or self._cannot_read(message.other, lang)

    async def _heard(self, work: Work, message: Message, person: _Person) -> Utterance:
        """A transcript is noted: it may have taken many seconds."""
        if work.heard is not None:
            return work.heard
        tell = Telling(message, person.lang, delivery=self.delivery, catalogue=self.bot.catalogue)
        utterance = await self.patience(
            lambda: self.bot.hear(message, person.history, person.profile, tell)
        )
        if message.media is not None:
            await self._note(work, spared=True, heard=utterance)
        return utterance

    async def _note(self, work: Work, *, spared: bool, **made: Any) -> None:
        """`spared`: what can do without, when the disk is full. An emergency does not wait for it,
        and what was heard may be one."""
        try:
            await self.store.ledger.note(work.key, **made)
        except StoreError as error:
            if not spared:
                raise
            log.error("it goes on unrecorded: %s", error)

    async def _spoken(
        self, message: Message, thought: _Thought, profile: Profile
    ) -> tuple[Reply, str]:
        """The reply, and what broke: when the voice does, the text goes alone."""
        cards, utterance, fault = self.bot.catalogue, thought.utterance, ""
        answer = with_disclaimer(thought.answer, profile, cards, datetime.now(UTC))
        try:
            reply = await self.bot.speak(message, answer, utterance, profile)
        except Exception as error:
            fault = report(log, "speaking broke", error)
            mute = replace(profile, voice=VoiceMode.NEVER)
            unheard = replace(answer, aloud=False, telling=None)
            reply = await self.bot.speak(message, unheard, utterance, mute)
            reply = replace(reply, telling=answer.telling)
        shown = replace(reply, heard=reply.heard and answer is thought.answer)
        return with_voice_note(shown, profile, cards), fault

    def _apology(self, phrase: str, message: Message, lang: Lang, fault: str) -> _Thought:
        utterance = Utterance("", lang, spoken=message.media is not None)
        return _Thought(self.bot.notice(phrase, lang), utterance, fault=fault)

    def _cannot_read(self, other: str, lang: Lang) -> Answer:
        phrases = self.bot.catalogue.languages["en"].phrases
        key = f"what_{other}" if f"what_{other}" in phrases else "what_other"
        what = self.bot.catalogue.phrase(key, lang.code)
        answer = self.bot.notice("cannot_read", lang)
        return replace(answer, text=answer.text.format(what=what))

    async def _tell_once(self, reply: Reply, answer: Answer, before: Profile) -> None:
        """Note what it told and learned; greet after the first answer of a person's life."""
        cards = self.bot.catalogue
        after = learned(told(before, answer, reply, cards, datetime.now(UTC)), reply)
        if after == before:
            return
        current = await self.store.profile(reply.address)
        await self.store.save_profile(
            reply.address,
            replace(
                current,
                greeted=after.greeted,
                told_computer_voice=after.told_computer_voice,
                told_disclaimer_at=after.told_disclaimer_at,
                lang=after.lang if reply.chosen else current.lang,
                voice=after.voice if reply.telling else current.voice,
                slow=after.slow if reply.telling else current.slow,
                details=after.details if current.remember else (),
            ),
        )
        if not before.greeted:
            await self.delivery.notice("greeting", reply, cards)


def _said(thought: _Thought, reply: Reply) -> tuple[Turn, ...]:
    """The two lines of this turn; none for commands and apologies."""
    if not thought.asked:
        return ()
    now = datetime.now(UTC)
    return (
        Turn(Role.USER, thought.asked, thought.utterance.lang, now, of=reply.to),
        Turn(Role.BOT, reply.text, reply.lang, now, reply.thread, of=reply.to),
    )
