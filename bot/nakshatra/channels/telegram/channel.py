"""The Bot API as a channel: polled or called in, messages out. It retries nothing but its polling.

Nothing that a person wrote, no id of theirs and no token reaches a log.
"""

from __future__ import annotations

import asyncio
import hmac
import json
import logging
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from datetime import datetime

from telegram import Update
from telegram.constants import ChatAction
from telegram.error import BadRequest, InvalidToken

from nakshatra.catalogue import Catalogue
from nakshatra.channels.telegram.business import Connections
from nakshatra.channels.telegram.client import client, largest, webhook_secret
from nakshatra.channels.telegram.faults import ours
from nakshatra.channels.telegram.menu import menus
from nakshatra.channels.telegram.pacing import Pace
from nakshatra.channels.telegram.reading import KINDS, Me, read
from nakshatra.channels.telegram.sending import Sender
from nakshatra.channels.telegram.tolerance import MALFORMED, readable
from nakshatra.channels.telegram.where import NAME, Where
from nakshatra.channels.telegram.writing import ABILITIES
from nakshatra.errors import CatalogueError, ChannelError, Gone, Rejected
from nakshatra.registry import Spec
from nakshatra.settings import Settings
from nakshatra.types import Address, Media, Message, Reply, Voice

log = logging.getLogger(__name__)

_POLL_S = 30
"""How long Telegram may hold our question for news; shorter only costs requests."""

_LONGEST_PAUSE_S = 60.0
"""Between two tries to poll while Telegram is away."""

_CALL = 256_000
"""Bytes of one webhook call; a message of 4096 letters and all its entities stays far below."""

_HEADER = "x-telegram-bot-api-secret-token"


class Telegram:
    name = NAME
    abilities = ABILITIES

    def __init__(
        self,
        settings: Settings,
        catalogue: Catalogue,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._catalogue = catalogue
        self._bot = client(settings)
        self._secret = webhook_secret(settings)
        self._largest = largest(settings)
        self._businesses = Connections(self._bot)
        self._sender = Sender(self._bot, catalogue, self._businesses, Pace(sleep=sleep))
        self._sleep = sleep
        self._opening = asyncio.Lock()
        self._me = Me(0, "")
        self._offset = 0
        """The first update that is not accepted yet: asking for news from here on tells Telegram
        that it may drop those before."""

    async def start(self, public_url: str = "") -> None:
        """Set the menus of commands; be called at `public_url`, or be polled when it is "".

        Raise `CatalogueError` when an operator must mend something, `ChannelError` when Telegram
        is away: then start again later.
        """
        with ours("token"):
            try:
                await self._meet()
            except InvalidToken:
                raise CatalogueError(
                    "Telegram does not know the token in NAKSHATRA_TELEGRAM_TOKEN: ask @BotFather "
                    "for it again"
                ) from None
        await self._set_menus()
        if public_url:
            await self._be_called(f"{public_url.rstrip('/')}/hooks/{self.name}")
        else:
            with ours("polling"):
                await self._bot.delete_webhook()

    async def listen(self) -> AsyncGenerator[Message, None]:
        """Messages as they come, for ever; starts by itself, and again while Telegram is away.

        Telegram is told that a message arrived only after the next one was asked for: ask once the
        last is on disk. Raise `CatalogueError` when an operator must mend something.
        """
        pause, started = 1.0, False
        while True:
            try:
                if not started:
                    await self.start()
                    started = True
                updates = await self._updates()
            except ChannelError as error:
                log.warning("Telegram is not heard: %s", error)
                await self._sleep(error.retry_after or pause)
                pause = min(2 * pause, _LONGEST_PAUSE_S)
                continue
            pause = 1.0
            for update in updates:
                if (message := self._understood(update)) is not None:
                    yield message
                self._offset = update.update_id + 1

    def parse(self, headers: Mapping[str, str], body: bytes) -> Sequence[Message]:
        """Empty when the call is Telegram's but nobody is asking us anything."""
        given = next((value for key, value in headers.items() if key.lower() == _HEADER), "")
        if not hmac.compare_digest(given.encode("utf-8", "replace"), self._secret.encode()):
            raise Rejected("the call does not carry our secret")
        if len(body) > _CALL:
            raise Rejected(f"a call of {len(body)} bytes")
        try:
            update = Update.de_json(readable(json.loads(body)), self._bot)
        except MALFORMED as error:
            raise Rejected(f"not an update: {type(error).__name__}") from None
        message = self._understood(update)
        return [message] if message is not None else []

    async def fetch(self, media: Media) -> Voice:
        self._check_size(media.bytes)
        await self._open()
        with ours("recording"):
            try:
                data = await self._download(media.ref)
            except OSError as error:  # a Bot API server of our own names a file on its disk
                raise ChannelError(f"recording: {error.strerror}") from None
        self._check_size(len(data))
        return Voice(data, media.mime)

    async def send(self, reply: Reply) -> str:
        await self._open()
        return await self._sender(reply)

    async def working(self, address: Address, *, aloud: bool) -> None:
        await self._open()
        with ours("sign of work"):
            where = Where.of(address.user)
            await self._bot.send_chat_action(
                where.chat,
                ChatAction.RECORD_VOICE if aloud else ChatAction.TYPING,
                message_thread_id=where.topic,
                business_connection_id=where.business or None,
            )

    async def close(self) -> None:
        await self._bot.shutdown()

    async def _open(self) -> None:
        with ours("token"):
            await self._meet()

    async def _meet(self) -> None:
        """Learn our own name, once: groups call us by it."""
        async with self._opening:
            if not self._me.id:
                await self._bot.initialize()
                self._me = Me(self._bot.bot.id, self._bot.bot.username or "")

    async def _set_menus(self) -> None:
        with ours("menu"):
            for code, commands in menus(self._catalogue).items():
                await self._bot.set_my_commands(commands, language_code=code or None)

    async def _be_called(self, url: str) -> None:
        try:
            with ours("webhook"):
                await self._bot.set_webhook(url, secret_token=self._secret, allowed_updates=KINDS)
        except Gone as error:
            raise CatalogueError(
                f"NAKSHATRA_PUBLIC_URL: Telegram will not call it: {error}"
            ) from None

    async def _updates(self) -> Sequence[Update]:
        with ours("updates"):
            try:
                return await self._bot.get_updates(
                    self._offset or None, timeout=_POLL_S, allowed_updates=KINDS
                )
            except MALFORMED as error:
                raise ChannelError(f"updates that cannot be read: {type(error).__name__}") from None

    def _understood(self, update: Update) -> Message | None:
        """An update that cannot be read must not hold up those behind it."""
        try:
            if update.business_connection is not None:
                self._businesses.told(update.business_connection)
            message = read(update, self._me, self._catalogue.languages)
            if message and not isinstance(message.sent_at, datetime):
                raise TypeError("no date")  # the library lets null through
            if message and message.event is None and self._is_off(message):
                return None
        except MALFORMED as error:
            log.error("an update is passed over: %s", type(error).__name__)
            return None
        return message

    def _is_off(self, message: Message) -> bool:
        """Whether its business does not let us answer."""
        return self._businesses.is_off(Where.of(message.address.user).business)

    async def _download(self, ref: str) -> bytes:
        try:
            file = await self._bot.get_file(ref)
        except BadRequest as error:
            if "too big" in error.message:
                raise Rejected("a recording larger than Telegram gives out") from None
            raise
        self._check_size(file.file_size or 0)
        return bytes(await file.download_as_bytearray())

    def _check_size(self, size: int) -> None:
        if size > self._largest:
            raise Rejected(f"a recording of {size} bytes, over the limit of {self._largest}")


def build(spec: Spec) -> Telegram:
    """Makes no call yet. Raise `CatalogueError` when the token or the secret cannot be one."""
    return Telegram(spec.settings, spec.catalogue)
