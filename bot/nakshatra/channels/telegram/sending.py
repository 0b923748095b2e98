"""A Reply -> messages of the Bot API; a second try goes on where the first one broke.

A group that became another is answered where it is now; an answer to words that were changed takes
the place of the earlier one, where Telegram lets it.
"""

from __future__ import annotations

import logging
from collections import OrderedDict
from dataclasses import replace

from telegram import Bot, InputFile, LinkPreviewOptions, ReplyParameters

from nakshatra.audio.duration import seconds
from nakshatra.catalogue import Catalogue
from nakshatra.channels.telegram.business import Connections
from nakshatra.channels.telegram.faults import Migrated, ours
from nakshatra.channels.telegram.pacing import Pace
from nakshatra.channels.telegram.reading import Origin
from nakshatra.channels.telegram.where import Where
from nakshatra.channels.telegram.writing import ABILITIES, keyboard
from nakshatra.errors import Blocked, ChannelError, Gone
from nakshatra.shape import Part, Words, shape
from nakshatra.types import Attachment, Kind, Reply, Voice

log = logging.getLogger(__name__)

_BEGUN = 1000
"""Half-sent replies remembered at once; the road tries each again within minutes."""

_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)

_SAME = "message is not modified"
"""What Telegram says of an edit that changes nothing."""


class Sender:
    def __init__(self, bot: Bot, catalogue: Catalogue, businesses: Connections, pace: Pace) -> None:
        self._bot = bot
        self._catalogue = catalogue
        self._businesses = businesses
        self._pace = pace
        self._begun: OrderedDict[int, list[int]] = OrderedDict()
        """Hash of a reply, since no words may stay here after a /forget
        -> the message ids of its parts that have arrived; 0 = one that was left out."""

        self._moved: OrderedDict[int, int] = OrderedDict()
        """A group -> the one it became."""

    async def __call__(self, reply: Reply) -> str:
        """Returns "<chat>:<message>" of each part, parted by spaces. Raise `ChannelError`."""
        where = Where.of(reply.address.user)
        where = replace(where, chat=self._moved.get(where.chat, where.chat))
        try:
            return await self._all(reply, where)
        except Migrated as error:
            self._moved[where.chat] = error.chat
            if len(self._moved) > _BEGUN:
                self._moved.popitem(last=False)
            return await self._all(reply, replace(where, chat=error.chat))
        except ChannelError as error:
            if error.retry_after:
                self._pace.hold(where, error.retry_after)
            raise

    async def _all(self, reply: Reply, where: Where) -> str:
        await self._businesses.check(where.business)
        words = Words.of(self._catalogue, reply.lang)
        parts = shape(reply, ABILITIES, words)
        if (id := await self._amended(reply, parts, where)) is None:
            ids = await self._sent(reply, parts, where)
        else:
            ids = [id]
        return " ".join(f"{where.line}:{id}" for id in ids if id)

    async def _sent(self, reply: Reply, parts: tuple[Part, ...], where: Where) -> list[int]:
        sent = self._begun.pop(hash(reply), [])
        origin = Origin.of(reply.to)
        try:
            if origin is not None and origin.press and not sent:
                await self._release(where, origin)
            for part in parts[len(sent) :]:
                if any(sent) and part.spare:
                    break
                await self._pace(where, urgent=reply.kind is Kind.EMERGENCY)
                sent.append(await self._deliver(part, where, _quote(origin, sent)))
        except ChannelError as error:
            if sent and (error.retryable or isinstance(error, Migrated)):
                self._begin(reply, sent)
            raise
        return sent

    async def _amended(self, reply: Reply, parts: tuple[Part, ...], where: Where) -> int | None:
        """The earlier answer's message, when it says this now. One text can take the place of one;
        else, and when it is gone, the answer is a new message."""
        line, _, id = reply.amends.rpartition(":")
        if line != where.line or len(parts) != 1 or parts[0].voice:
            return None
        await self._pace(where, urgent=reply.kind is Kind.EMERGENCY)
        try:
            with ours("edit"):
                await self._bot.edit_message_text(
                    parts[0].text,
                    where.chat,
                    int(id),
                    reply_markup=keyboard(parts[0].buttons),
                    link_preview_options=_NO_PREVIEW,
                    business_connection_id=where.business or None,
                )
        except (Blocked, Migrated):
            raise
        except Gone as error:
            if _SAME not in str(error).casefold():
                log.info("an earlier answer stays: %s", error)
                return None
        return int(id)

    async def _release(self, where: Where, origin: Origin) -> None:
        """The pressed button stops spinning and its keyboard goes: it has been answered.

        A query older than some seconds, or a keyboard that is gone already, is no harm.
        """
        try:
            with ours("button"):
                await self._bot.answer_callback_query(origin.press)
                await self._bot.edit_message_reply_markup(
                    where.chat,
                    origin.message,
                    business_connection_id=where.business or None,
                )
        except Gone as error:
            log.info("a pressed button stays as it is: %s", error)

    async def _deliver(self, part: Part, where: Where, quote: ReplyParameters | None) -> int:
        """The message's id; 0 for a recording that this person does not let in."""
        if part.voice:
            return await self._say(part, part.voice, where, quote)
        if part.file:
            return await self._hand_over(part.file, where)
        with ours("message"):
            message = await self._bot.send_message(
                where.chat,
                part.text,
                reply_markup=keyboard(part.buttons),
                reply_parameters=quote,
                link_preview_options=_NO_PREVIEW,
                message_thread_id=where.topic,
                business_connection_id=where.business or None,
            )
        return message.message_id

    async def _say(
        self, part: Part, voice: Voice, where: Where, quote: ReplyParameters | None
    ) -> int:
        """When Telegram does not take the recording, the words go alone. With its length told, a
        phone shows the bar and the buttons for its speed at once."""
        try:
            with ours("recording"):
                message = await self._bot.send_voice(
                    where.chat,
                    InputFile(voice.data, "answer.ogg"),
                    duration=round(seconds(voice.data)) or None,
                    reply_markup=keyboard(part.buttons),
                    reply_parameters=quote,
                    message_thread_id=where.topic,
                    business_connection_id=where.business or None,
                )
        except (Blocked, Migrated):
            raise
        except Gone as error:
            log.warning("the words go without a voice: %s", error)
            return 0
        return message.message_id

    async def _hand_over(self, file: Attachment, where: Where) -> int:
        with ours("file"):
            document = InputFile(file.data, file.name)
            message = await self._bot.send_document(
                where.chat,
                document,
                message_thread_id=where.topic,
                business_connection_id=where.business or None,
            )
        return message.message_id

    def _begin(self, reply: Reply, sent: list[int]) -> None:
        self._begun[hash(reply)] = sent
        if len(self._begun) > _BEGUN:
            self._begun.popitem(last=False)


def _quote(origin: Origin | None, sent: list[int]) -> ReplyParameters | None:
    """The first part quotes the question, if it is still there; a button is not quoted."""
    if origin is None or origin.press or any(sent):
        return None
    return ReplyParameters(origin.message, allow_sending_without_reply=True)
