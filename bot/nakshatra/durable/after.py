"""What follows a delivered reply: the first-contact notice, and once the question whether to
remember. Neither follows an emergency, and neither is sent in place of an answer. Where messages
are paid for one by one, the notice stands in the reply instead.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from nakshatra.durable.deliver import Delivery
from nakshatra.durable.once import told
from nakshatra.pipeline.bot import Bot
from nakshatra.pipeline.commands import memory_question
from nakshatra.pipeline.minors import is_young
from nakshatra.pipeline.notice import notice
from nakshatra.pipeline.thread import learned
from nakshatra.quiet import is_quiet
from nakshatra.settings import Settings
from nakshatra.stores.sql import SqlStore
from nakshatra.types import Answer, Kind, Message, Profile, Reply, Utterance

HELPED = 3
"""Answers after which a person knows what there is to remember."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One turn, once its reply was delivered."""

    message: Message
    utterance: Utterance
    answer: Answer
    reply: Reply
    asked: str
    """The question, secrets redacted; "" = a command, or nothing was understood."""

    before: Profile


@dataclass(frozen=True, slots=True, kw_only=True)
class Afterwards:
    bot: Bot
    store: SqlStore
    delivery: Delivery
    settings: Settings
    now: Callable[[], datetime]

    async def __call__(self, said: Said) -> None:
        before = said.before
        after = told(before, said.answer, said.reply, self.bot.catalogue, self.now())
        after = self._counted(self._known(learned(after, said.reply), said), said)
        noted = self.bot.is_noted(said.reply)
        if noted is not None:
            after = replace(after, greeted=before.greeted or noted)
        if noted is None and after.greeted and not before.greeted:
            after = replace(after, greeted=await self._give_notice(said))
        elif self._may_ask(after, said):
            after = replace(after, asked_memory=await self._ask_memory(said))
        if after != before:
            await self._save(said.reply, after)

    def _known(self, profile: Profile, said: Said) -> Profile:
        """Who says that they are a child is remembered no longer, unless a parent agreed."""
        code = said.utterance.lang.code
        if profile.child or not is_young(said.asked, code, self.bot.catalogue):
            return profile
        remember = profile.remember and profile.parent_agreed
        return replace(profile, child=True, remember=remember)

    def _counted(self, profile: Profile, said: Said) -> Profile:
        if said.reply.kind is not Kind.ANSWER or profile.helped >= HELPED:
            return profile
        return replace(profile, helped=profile.helped + 1)

    def _may_ask(self, profile: Profile, said: Said) -> bool:
        refused = profile.remember or profile.asked_memory or profile.child or profile.private
        night = is_quiet(self.now(), self.settings.quiet_from, self.settings.quiet_to)
        ordinary = said.reply.kind is Kind.ANSWER
        return ordinary and profile.helped >= HELPED and not refused and not night

    async def _give_notice(self, said: Said) -> bool:
        lang = said.before.lang or said.utterance.lang
        return await self._say(notice(lang, self.bot.catalogue, self.settings), said)

    async def _ask_memory(self, said: Said) -> bool:
        return await self._say(memory_question(said.reply.lang, self.bot.catalogue), said)

    async def _say(self, answer: Answer, said: Said) -> bool:
        """Aloud too, if they spoke; in writing always."""
        reply = await self.bot.speak(said.message, answer, said.utterance, said.before)
        reply = replace(reply, to=said.reply.to, heard=False)
        return await self.delivery.aside(reply)

    async def _save(self, reply: Reply, after: Profile) -> None:
        """Onto the profile as it is now: a command may have changed it meanwhile."""
        await self.store.change_profile(reply.address, lambda now: _merged(now, after, reply))


def _merged(current: Profile, after: Profile, reply: Reply) -> Profile:
    child = after.child and not current.child
    return replace(
        current,
        greeted=after.greeted or current.greeted,
        helped=max(after.helped, current.helped),
        asked_memory=after.asked_memory or current.asked_memory,
        child=after.child or current.child,
        remember=current.remember and (not child or current.parent_agreed),
        told_computer_voice=after.told_computer_voice,
        told_disclaimer_at=after.told_disclaimer_at,
        lang=after.lang if reply.chosen else current.lang,
        voice=after.voice if reply.telling else current.voice,
        slow=after.slow if reply.telling else current.slow,
        details=after.details if current.remember else (),
    )
