"""A chat, a topic of it, or a chat of a business <-> the `user` of an address.

"5550001" is a person's own chat, "-100123/7" a group's topic, "5550001@AbCd" that person's chat
with the business whose connection is AbCd. Each has a conversation of its own.
"""

from __future__ import annotations

from dataclasses import dataclass

import telegram as tg

from nakshatra.types import Address

NAME = "telegram"


@dataclass(frozen=True, slots=True)
class Where:
    chat: int
    topic: int | None = None
    """The number of the topic, in a forum."""

    business: str = ""
    """The connection through which a business lets us answer in its stead."""

    @classmethod
    def of(cls, user: str) -> Where:
        rest, _, business = user.partition("@")
        chat, _, topic = rest.partition("/")
        return cls(int(chat), int(topic) if topic else None, business)

    @classmethod
    def of_message(cls, message: tg.Message) -> Where:
        """A thread that is no topic is an ordinary chain of replies."""
        topic = message.message_thread_id if message.is_topic_message else None
        return cls(message.chat.id, topic, message.business_connection_id or "")

    def __str__(self) -> str:
        topic = f"/{self.topic}" if self.topic else ""
        return f"{self.chat}{topic}{'@' if self.business else ''}{self.business}"

    @property
    def address(self) -> Address:
        return Address(NAME, str(self))

    @property
    def line(self) -> str:
        """Within which the numbers of messages are unique: topics share theirs."""
        return str(Where(self.chat, None, self.business))

    @property
    def is_group(self) -> bool:
        return self.chat < 0
