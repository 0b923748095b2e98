"""The WhatsApp Cloud API as a channel: called in, messages out. It retries nothing and stores
nothing: the road does.

Nothing that a person wrote, no id of theirs and no token reaches a log.
"""

from __future__ import annotations

import hmac
import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from typing import Literal

import httpx
from pywa.types.templates import TemplateLanguage

from nakshatra.catalogue import Catalogue
from nakshatra.channels.whatsapp.client import client, largest, template_languages
from nakshatra.channels.whatsapp.events import NAME
from nakshatra.channels.whatsapp.faults import ours
from nakshatra.channels.whatsapp.pace import Pace
from nakshatra.channels.whatsapp.reading import Call
from nakshatra.channels.whatsapp.sending import Sender, id_of
from nakshatra.channels.whatsapp.writing import ABILITIES
from nakshatra.errors import ChannelError, Rejected
from nakshatra.registry import Spec
from nakshatra.settings import Settings
from nakshatra.types import Kind, Lang, Media, Message, Receipt, Reply, Voice

log = logging.getLogger(__name__)

_HEADER = "x-hub-signature-256"
_CHALLENGE = 200
"""Letters of a challenge that is sent back; Meta's have ten."""

_HOSTS = (".fbsbx.com", ".whatsapp.net", ".facebook.com")
"""Where Meta keeps recordings; our token is shown to nobody else."""


class WhatsApp:
    name = NAME
    abilities = ABILITIES
    signs_time: Literal[True] = True

    def __init__(
        self,
        settings: Settings,
        catalogue: Catalogue,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._settings = settings
        self._client, self._session = client(settings)
        self._largest = largest(settings)
        self._pace = Pace(settings.whatsapp_per_second)
        self._sender = Sender(self._client, catalogue, self._pace)
        self._now = now

    def parse(self, headers: Mapping[str, str], body: bytes) -> Sequence[Message]:
        """Empty when the call is Meta's but nobody is asking us anything."""
        return self._call(headers, body).messages(self._now())

    def receipts(self, headers: Mapping[str, str], body: bytes) -> Sequence[Receipt]:
        return self._call(headers, body).receipts()

    def challenge(self, query: Mapping[str, str]) -> str:
        """Meta asks once whether the address is ours."""
        given = query.get("hub.verify_token", "").encode("utf-8", "replace")
        if not hmac.compare_digest(given, self._settings.whatsapp_verify_token.encode()):
            raise Rejected("the challenge does not carry our token")
        return query.get("hub.challenge", "")[:_CHALLENGE]

    async def fetch(self, media: Media) -> Voice:
        if not media.mime.startswith("audio/"):
            raise Rejected(f"{media.mime.partition(';')[0][:40]!r} is no recording")
        with ours("recording"):
            found = await self._client.get_media_url(media.ref)
            self._check_size(int(found.file_size or 0))
        self._check_host(found.url)
        return Voice(await self._download(found.url), media.mime)

    async def send(self, reply: Reply) -> str:
        return await self._sender(reply)

    async def reading(self, message: Message) -> None:
        """The question is read, and an answer is being written; shown for 25 seconds."""
        with ours("sign of work"):
            await self._client.indicate_typing(id_of(message.id))

    async def knock(self, reply: Reply) -> bool:
        """Outside its window: ask the person, with the approved template, to write."""
        if not self._settings.whatsapp_template:
            return False
        await self._pace(urgent=reply.kind is Kind.EMERGENCY)
        with ours("template"):
            await self._client.send_template(
                reply.address.user,
                self._settings.whatsapp_template,
                self._template_language(reply.lang),
                params=[],
            )
        return True

    def _template_language(self, lang: Lang) -> TemplateLanguage:
        """Theirs, where the template was approved in it."""
        approved = template_languages(self._settings)
        theirs = (one for one in approved if one.partition("_")[0] == lang.code)
        return TemplateLanguage(next(theirs, approved[0]))

    async def close(self) -> None:
        await self._session.aclose()

    def _call(self, headers: Mapping[str, str], body: bytes) -> Call:
        """Signed by Meta over these very bytes, else `Rejected`."""
        given = next((value for key, value in headers.items() if key.lower() == _HEADER), "")
        secret = self._settings.whatsapp_app_secret.encode()
        ours_ = f"sha256={hmac.new(secret, body, sha256).hexdigest()}"
        if not hmac.compare_digest(given.encode("utf-8", "replace"), ours_.encode()):
            raise Rejected("the signature is wrong")
        return Call.of(body, self._client, self._settings.whatsapp_phone_id)

    async def _download(self, url: str) -> bytes:
        """No more is read than a recording may hold."""
        data = bytearray()
        with ours("recording"):
            async for chunk in self._client.stream_media(url):
                data += chunk
                self._check_size(len(data))
        return bytes(data)

    def _check_host(self, url: str) -> None:
        at, own = httpx.URL(url), httpx.URL(self._settings.whatsapp_api)
        meta = at.scheme == "https" and at.host.endswith(_HOSTS)
        if not meta and (at.scheme, at.netloc) != (own.scheme, own.netloc):
            raise ChannelError("a recording lies where Meta keeps none")

    def _check_size(self, size: int) -> None:
        if size > self._largest:
            raise Rejected(f"a recording of {size} bytes, over the limit of {self._largest}")


def build(spec: Spec) -> WhatsApp:
    """Makes no call yet. Raise `CatalogueError` when a setting is missing."""
    return WhatsApp(spec.settings, spec.catalogue)
