"""A Reply -> messages of the Bot API; a second try goes on where the first one broke."""

from __future__ import annotations

import logging
from collections import OrderedDict

from telegram import Bot, InputFile, LinkPreviewOptions, ReplyParameters

from nakshatra.catalogue import Catalogue
from nakshatra.channels.telegram.faults import ours
from nakshatra.channels.telegram.reading import Origin
from nakshatra.channels.telegram.writing import ABILITIES, keyboard
from nakshatra.errors import ChannelError, Gone
from nakshatra.shape import Part, Words, shape
from nakshatra.types import Reply, Voice

log = logging.getLogger(__name__)

_BEGUN = 1000
"""Half-sent replies remembered at once; the road tries each again within minutes."""

_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


class Sender:
    def __init__(self, bot: Bot, catalogue: Catalogue) -> None:
        self._bot = bot
        self._catalogue = catalogue
        self._begun: OrderedDict[Reply, list[int]] = OrderedDict()
        """Reply -> the message ids of its parts that have arrived."""

    async def __call__(self, reply: Reply) -> str:
        """Returns "<chat>:<message>" of its last part. Raise `ChannelError`."""
        sent = self._begun.pop(reply, [])
        origin = Origin.of(reply.to)
        try:
            if origin is not None and origin.press and not sent:
                await self._release(reply.address.user, origin)
            words = Words.of(self._catalogue, reply.lang)
            for part in shape(reply, ABILITIES, words)[len(sent) :]:
                if any(sent) and part.spare:
                    break
                sent.append(await self._deliver(part, reply.address.user, _quote(origin, sent)))
        except ChannelError as error:
            if error.retryable and sent:
                self._begin(reply, sent)
            raise
        return f"{reply.address.user}:{max(sent)}"

    async def _release(self, chat: str, origin: Origin) -> None:
        """The pressed button stops spinning and its keyboard goes: it has been answered.

        A query older than some seconds, or a keyboard that is gone already, is no harm.
        """
        try:
            with ours("button"):
                await self._bot.answer_callback_query(origin.press)
                await self._bot.edit_message_reply_markup(chat, origin.message)
        except Gone as error:
            log.info("a pressed button stays as it is: %s", error)

    async def _deliver(self, part: Part, chat: str, quote: ReplyParameters | None) -> int:
        """The message's id; 0 for a recording that this person does not let in."""
        if part.voice:
            return await self._say(part, part.voice, chat, quote)
        with ours("message"):
            message = await self._bot.send_message(
                chat,
                part.text,
                reply_markup=keyboard(part.buttons),
                reply_parameters=quote,
                link_preview_options=_NO_PREVIEW,
            )
        return message.message_id

    async def _say(self, part: Part, voice: Voice, chat: str, quote: ReplyParameters | None) -> int:
        """When Telegram does not take the recording, the words go alone."""
        try:
            with ours("recording"):
                message = await self._bot.send_voice(
                    chat,
                    InputFile(voice.data, "answer.ogg"),
                    reply_markup=keyboard(part.buttons),
                    reply_parameters=quote,
                )
        except Gone as error:
            log.warning("the words go without a voice: %s", error)
            return 0
        return message.message_id

    def _begin(self, reply: Reply, sent: list[int]) -> None:
        self._begun[reply] = sent
        if len(self._begun) > _BEGUN:
            self._begun.popitem(last=False)


def _quote(origin: Origin | None, sent: list[int]) -> ReplyParameters | None:
    """The first part quotes the question, if it is still there; a button is not quoted."""
    if origin is None or origin.press or any(sent):
        return None
    return ReplyParameters(origin.message, allow_sending_without_reply=True)
