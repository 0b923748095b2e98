"""A Reply -> messages of the Cloud API; a second try goes on where the first one broke."""

from __future__ import annotations

import logging
from collections import OrderedDict

from pywa_async.client import WhatsApp as Client

from nakshatra.catalogue import Catalogue
from nakshatra.channels.whatsapp.faults import ours
from nakshatra.channels.whatsapp.pace import Pace
from nakshatra.channels.whatsapp.writing import ABILITIES, choices
from nakshatra.errors import ChannelError, Gone, OutsideWindow
from nakshatra.shape import Part, Words, shape
from nakshatra.types import Attachment, Kind, Reply, Voice

log = logging.getLogger(__name__)

_PLAIN = "text/plain"

_BEGUN = 1000
"""Half-sent replies remembered at once; the road tries each again within minutes."""


class Sender:
    def __init__(self, client: Client, catalogue: Catalogue, pace: Pace) -> None:
        self._client = client
        self._catalogue = catalogue
        self._pace = pace
        self._begun: OrderedDict[int, list[str]] = OrderedDict()
        """Hash of a reply, since no words may stay here after a /forget
        -> the ids of its parts that have arrived; "" = one that was not let in."""

    async def __call__(self, reply: Reply) -> str:
        """Returns the ids of its parts. The id of its question comes back with its receipts."""
        words = Words.of(self._catalogue, reply.lang)
        sent = self._begun.pop(hash(reply), [])
        try:
            for part in shape(reply, ABILITIES, words)[len(sent) :]:
                if any(sent) and part.spare:
                    break
                quote = "" if any(sent) else id_of(reply.to)
                sent.append(await self._deliver(part, reply, quote, words))
        except ChannelError as error:
            if error.retryable and sent:
                self._begin(reply, sent)
            raise
        await self._mark_read(reply)
        return " ".join(filter(None, sent)) or reply.to

    async def _deliver(self, part: Part, reply: Reply, quote: str, words: Words) -> str:
        await self._pace(urgent=reply.kind is Kind.EMERGENCY)
        if part.voice is not None:
            return await self._say(part.voice, reply, quote)
        if part.file is not None:
            return await self._hand_over(part.file, reply)
        with ours("message"):
            sent = await self._client.send_message(
                reply.address.user,
                part.text,
                buttons=choices(part, words.choose),
                reply_to_message_id=quote or None,
                tracker=_tracker(reply),
            )
        return str(sent.id)

    async def _say(self, voice: Voice, reply: Reply, quote: str) -> str:
        """When WhatsApp does not take the recording, the words go alone."""
        try:
            with ours("recording"):
                sent = await self._client.send_voice(
                    reply.address.user,
                    voice.data,
                    mime_type=voice.mime.partition(";")[0],
                    reply_to_message_id=quote or None,
                    tracker=_tracker(reply),
                )
        except OutsideWindow:
            raise
        except Gone as error:
            log.warning("the words go without a voice: %s", error)
            return ""
        return str(sent.id)

    async def _hand_over(self, file: Attachment, reply: Reply) -> str:
        """As plain text, whatever it holds: WhatsApp takes no JSON (Cloud API, document types)."""
        with ours("file"):
            sent = await self._client.send_document(
                reply.address.user,
                file.data,
                filename=file.name,
                mime_type=_PLAIN,
                tracker=_tracker(reply),
            )
        return str(sent.id)

    async def _mark_read(self, reply: Reply) -> None:
        """Two blue ticks below the question; nobody misses them."""
        if not (id := id_of(reply.to)):
            return
        try:
            with ours("read mark"):
                await self._client.mark_message_as_read(id)
        except ChannelError as error:
            log.info("no read mark: %s", error)

    def _begin(self, reply: Reply, sent: list[str]) -> None:
        self._begun[hash(reply)] = sent
        if len(self._begun) > _BEGUN:
            self._begun.popitem(last=False)


def _tracker(reply: Reply) -> str | None:
    """What comes back with its receipts: whose reply they are about."""
    return None if reply.beside else reply.to


def id_of(message_id: str) -> str:
    """What WhatsApp calls the message, so that it can be quoted; an edit is quoted by the first's
    id, which ours begins with. "" = WhatsApp gave it none."""
    id = message_id.partition(":")[0]
    return id if id.startswith("wamid.") else ""
