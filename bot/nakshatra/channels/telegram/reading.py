"""A Telegram update -> a Message, or None when nobody is asking us anything. Pure.

What is answered: text, recordings, pressed buttons, edited questions, and (by saying so) the kinds
of message that nobody here can read. What is not: channels, service messages, other bots, and
talk in a group that is not addressed to us.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import telegram as tg

from nakshatra.cards import LanguageCard
from nakshatra.channels.telegram.events import membership, moved, reaction, taken_back
from nakshatra.channels.telegram.tongue import tongue
from nakshatra.channels.telegram.where import Where
from nakshatra.text.clean import clean
from nakshatra.types import Media, Message

KINDS = [
    *("message", "edited_message", "callback_query", "my_chat_member", "message_reaction"),
    *("business_connection", "business_message", "edited_business_message"),
    "deleted_business_messages",
]
"""The updates we ask Telegram for."""

_UNREADABLE = {
    "sticker": "sticker",
    "photo": "photo",
    "animation": "video",
    "video": "video",
    "story": "story",
    "document": "document",
    "venue": "location",
    "location": "location",
    "contact": "contact",
    "poll": "poll",
    "dice": "dice",
    "game": "game",
    "checklist": "checklist",
    "paid_media": "photo",
    "live_photo": "photo",
}
"""Field of a message -> what it is called; an animation comes as a document too, a venue as a
location too. A message with none of them that the library knows is a service message."""

_COMMAND = re.compile(r"/(\w+)@(\w+)")
_ID = re.compile(
    r"(?P<chat>-?\d+(?:@[^:/@]+)?):(?P<message>\d+)(?::press:(?P<press>\w+)|:edit:\d+(?::\d+)?)?"
)


@dataclass(frozen=True, slots=True)
class Me:
    """The bot's own account."""

    id: int
    username: str
    """Without "@"; "" until Telegram has told it."""


@dataclass(frozen=True, slots=True)
class Origin:
    """What a message's id says of where it came from."""

    message: int
    press: str
    """The id of the callback query, when a button was pressed."""

    @classmethod
    def of(cls, id: str) -> Origin | None:
        """None when it names no message that could be quoted."""
        found = _ID.fullmatch(id)
        return cls(int(found["message"]), found["press"] or "") if found else None


def read(
    update: tg.Update,
    me: Me,
    languages: Mapping[str, LanguageCard],
    now: datetime | None = None,
) -> Message | None:
    """`now` is when a button was pressed or something deleted: Telegram does not say."""
    if update.callback_query is not None:
        return _pressed(update.callback_query, languages, now or datetime.now(UTC))
    if update.deleted_business_messages is not None:
        return taken_back(update.deleted_business_messages, now or datetime.now(UTC))
    if update.my_chat_member is not None:
        return membership(update.my_chat_member, me.username, languages)
    if update.message_reaction is not None:
        return reaction(update.message_reaction)
    if (edited := update.edited_message or update.edited_business_message) is not None:
        return _edited(edited, update.update_id, me, languages)
    message = update.message or update.business_message
    return None if message is None else moved(message) or _written(message, me, languages)


def _pressed(
    query: tg.CallbackQuery, languages: Mapping[str, LanguageCard], now: datetime
) -> Message | None:
    at, data = query.message, clean(query.data or "")
    if at is None or not data:
        return None
    where = Where.of_message(at) if isinstance(at, tg.Message) else Where(at.chat.id)
    return Message(
        id=f"{where.line}:{at.message_id}:press:{query.id}",
        address=where.address,
        sent_at=now,
        text=data,
        lang=tongue(query.from_user, languages),
    )


def _edited(
    message: tg.Message, update: int, me: Me, languages: Mapping[str, LanguageCard]
) -> Message | None:
    """A new question. An edit without words (a live location that moves) says nothing new. Two may
    come within a second, so the update's own number is part of its id."""
    if not (message.text or message.caption) or message.edit_date is None:
        return None
    stamp = int(message.edit_date.timestamp())
    return _written(message, me, languages, f":edit:{stamp}:{update}", message.edit_date)


def _written(
    message: tg.Message,
    me: Me,
    languages: Mapping[str, LanguageCard],
    suffix: str = "",
    at: datetime | None = None,
) -> Message | None:
    user = message.from_user
    if user is None or user.is_bot or not _for_us(message, me):
        return None
    media = _media(message)
    text = "" if media else _words(message, me)
    other = "" if media or text else _other(message)
    if not (media or text or other):
        return None
    where = Where.of_message(message)
    id = f"{where.line}:{_place(message, text, media)}"
    return Message(
        id=f"{id}{suffix}",
        address=where.address,
        sent_at=at or message.date,
        text=text,
        media=media,
        other=other,
        lang=tongue(user, languages),
        replaces=id if suffix else "",
    )


def _for_us(message: tg.Message, me: Me) -> bool:
    """In private always, of a business only what its customer says; in a group when we are named,
    answered, or given a command."""
    if message.business_connection_id:
        return message.from_user is not None and message.from_user.id == message.chat.id
    if message.chat.type == tg.Chat.PRIVATE:
        return True
    if message.chat.type == tg.Chat.CHANNEL:
        return False
    text = message.text or message.caption or ""
    if command := _COMMAND.match(text):
        return command[2].lower() == me.username.lower()
    replied = message.reply_to_message
    to_us = replied is not None and replied.from_user is not None and replied.from_user.id == me.id
    return to_us or text.startswith("/") or bool(_mention(me).search(text))


def _words(message: tg.Message, me: Me) -> str:
    """What is typed, without our own name in it; a bare call by name asks what we can do."""
    typed = clean(message.text or message.caption or "")
    text = _COMMAND.sub(r"/\1", typed, count=1) if typed.startswith("/") else typed
    if message.chat.type != tg.Chat.PRIVATE:
        text = " ".join(_mention(me).sub(" ", text).split(" ")).strip()
    return text or ("/help" if typed and message.text else "")


def _mention(me: Me) -> re.Pattern[str]:
    """Matches nothing while our name is not known."""
    name = re.escape(me.username)
    return re.compile(rf"(?<!\w)@{name}\b" if name else r"(?!)", re.IGNORECASE)


def _media(message: tg.Message) -> Media | None:
    """A recording: a voice note, a piece of audio, a video note, a document that is sound."""
    if (voice := message.voice) is not None:
        return _recording(voice, voice.mime_type or "audio/ogg", voice.duration)
    if (audio := message.audio) is not None:
        return _recording(audio, audio.mime_type or "audio/mpeg", audio.duration)
    if (note := message.video_note) is not None:
        return _recording(note, "video/mp4", note.duration)
    document = message.document
    if document is not None and (document.mime_type or "").startswith("audio/"):
        return _recording(document, str(document.mime_type), 0)
    return None


def _recording(
    file: tg.Voice | tg.Audio | tg.VideoNote | tg.Document, mime: str, length: int | timedelta
) -> Media:
    seconds = length.total_seconds() if isinstance(length, timedelta) else float(length)
    return Media(str(file.file_id), str(mime), seconds, int(file.file_size or 0))


def _other(message: tg.Message) -> str:
    """ "" for a service message: somebody joined, something was pinned."""
    for field, name in _UNREADABLE.items():
        if getattr(message, field):
            return name
    return "other" if message.text or message.api_kwargs else ""


def _place(message: tg.Message, text: str, media: Media | None) -> str:
    """The pictures of one album share a place, so that they are answered once."""
    if message.media_group_id and not text and not media:
        return f"album:{message.media_group_id}"
    return str(message.message_id)
