"""What follows a delivered reply: the first-contact notice, and once the question whether to
remember. Neither follows an emergency, and neither is sent in place of an answer. Where messages
are paid for one by one, both stand in a reply instead, where they find room.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from nakshatra.durable.consent import counted, may_ask
from nakshatra.durable.deliver import Delivery
from nakshatra.durable.once import told
from nakshatra.pipeline.bot import Bot
from nakshatra.pipeline.carried import is_asked
from nakshatra.pipeline.commands import memory_question
from nakshatra.pipeline.minors import is_young
from nakshatra.pipeline.notice import notice
from nakshatra.pipeline.thread import learned, lettered
from nakshatra.settings import Settings
from nakshatra.stores.sql import SqlStore
from nakshatra.types import Answer, Message, Profile, Reply, Utterance


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
        after = counted(self._known(learned(after, said.reply), said), said.reply)
        after = lettered(after, said.utterance) if said.asked else after
        noted = self.bot.is_noted(said.reply)
        if noted is not None:
            asked = before.asked_memory or is_asked(said.reply)
            after = replace(after, greeted=before.greeted or noted, asked_memory=asked)
        elif after.greeted and not before.greeted:
            after = replace(after, greeted=await self._give_notice(said))
        elif may_ask(after, said.reply, self.now(), self.settings):
            after = replace(after, asked_memory=await self._ask_memory(said))
        if after != before:
            await self._save(said.reply, after)

    def _known(self, profile: Profile, said: Said) -> Profile:
        """Who says that they are a child is remembered no longer, unless a parent agreed."""
        forms = (said.asked, said.utterance.heard) if said.asked else ()
        if profile.child or not is_young(said.utterance.lang.code, self.bot.catalogue, *forms):
            return profile
        remember = profile.remember and profile.parent_agreed
        return replace(profile, child=True, remember=remember)

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
        latin=after.latin if current.remember else (),
    )
