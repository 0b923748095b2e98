"""What Telegram tells that is no message -> a Message that says what happened, or None. Pure.

Somebody blocked us or put us out of a group, put us into one, set a thumb below an answer, deleted
what they wrote to a business; or a group became another.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import telegram as tg

from nakshatra.cards import LanguageCard
from nakshatra.channels.telegram.tongue import tongue
from nakshatra.channels.telegram.where import Where
from nakshatra.types import Event, Message

_IN = {"member", "administrator", "creator", "restricted"}

_DELETED = 100
"""Messages that one update may say are gone: as many as a bot itself may delete at once."""

_GOOD = frozenset("👍❤🔥👏🎉🙏👌💯😍🤩🥰🏆🤝🫡")
_BAD = frozenset("👎💩🤮😡🤬")
"""Of the emoji that Telegram offers as reactions, those that speak of an answer."""


def membership(
    told: tg.ChatMemberUpdated, name: str, languages: Mapping[str, LanguageCard]
) -> Message | None:
    """`name` is our own: who puts us into a group is told how to call us."""
    was, now = (m.status in _IN for m in (told.old_chat_member, told.new_chat_member))
    where, stamp = Where(told.chat.id), int(told.date.timestamp())
    if told.chat.type == tg.Chat.CHANNEL or was == now:
        return None
    if was:
        return Message(
            id=f"{where}:left:{stamp}",
            address=where.address,
            sent_at=told.date,
            event=Event.LEFT,
        )
    if not where.is_group:
        return None
    return Message(
        id=f"{where}:joined:{stamp}",
        address=where.address,
        sent_at=told.date,
        text=f"/joined {name}",
        lang=tongue(told.from_user, languages),
    )


def reaction(told: tg.MessageReactionUpdated) -> Message | None:
    """In a person's own chat only: in a group a thumb may be meant for the question."""
    where = Where(told.chat.id)
    before, after = _signs(told.old_reaction), _signs(told.new_reaction)
    event = _opinion(after - before)
    if where.is_group or told.user is None or event is None:
        return None
    return Message(
        id=f"{where}:{told.message_id}:reaction:{int(told.date.timestamp())}",
        address=where.address,
        sent_at=told.date,
        event=event,
        about=f"{where}:{told.message_id}",
    )


def taken_back(told: tg.BusinessMessagesDeleted, now: datetime) -> Message | None:
    """Of a person's own chat with the bot Telegram tells no such thing; nor when it was."""
    where = Where(told.chat.id, None, told.business_connection_id)
    gone = [f"{where}:{number}" for number in told.message_ids[:_DELETED]]
    if not gone:
        return None
    return Message(
        id=f"{gone[0]}:deleted",
        address=where.address,
        sent_at=now,
        event=Event.TAKEN_BACK,
        about=" ".join(gone),
    )


def moved(message: tg.Message) -> Message | None:
    """Told twice, in the old group and in the new one."""
    if message.migrate_to_chat_id:
        old, new = message.chat.id, message.migrate_to_chat_id
    elif message.migrate_from_chat_id:
        old, new = message.migrate_from_chat_id, message.chat.id
    else:
        return None
    return Message(
        id=f"{new}:moved:{old}",
        address=Where(new).address,
        sent_at=message.date,
        event=Event.MOVED,
        about=str(Where(old)),
    )


def _signs(reactions: tuple[tg.ReactionType, ...]) -> set[str]:
    found = (r.emoji for r in reactions if isinstance(r, tg.ReactionTypeEmoji))
    return {emoji.rstrip("\ufe0f") for emoji in found}


def _opinion(signs: set[str]) -> Event | None:
    if signs & _BAD:
        return Event.DISLIKED
    return Event.LIKED if signs & _GOOD else None
