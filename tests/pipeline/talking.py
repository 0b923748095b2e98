"""A person and the whole bot, turn after turn."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime

from nakshatra.pipeline.bot import Bot
from nakshatra.pipeline.thread import learned
from nakshatra.types import Address, Message, Profile, Reply, Role, Turn, VoiceMode


@dataclass
class Talk:
    """One person and the bot; remembers as the store does."""

    bot: Bot
    profile: Profile = field(default_factory=lambda: Profile(voice=VoiceMode.NEVER))
    history: list[Turn] = field(default_factory=list)

    async def say(self, text: str) -> Reply:
        now = datetime.now(UTC)
        message = Message(id="1", address=Address("terminal", "you"), sent_at=now, text=text)
        utterance = await self.bot.hear(message, self.history)
        reply = (await self.bot.handle(message, self.history, self.profile)).reply
        said = Turn(Role.USER, text, utterance.lang, now)
        self.history += [said, Turn(Role.BOT, reply.text, reply.lang, now, reply.thread)]
        self.profile = learned(self.profile, reply)
        return reply


def cites(reply: Reply) -> set[str]:
    return {citation.id for citation in reply.citations}
