"""Settings -> python-telegram-bot's client, and the secret of our webhook."""

from __future__ import annotations

import hmac
import logging
import os
import re
from hashlib import sha256

from telegram import Bot
from telegram.constants import FileSizeLimit
from telegram.request import HTTPXRequest

from nakshatra.channels.telegram.tolerance import Updates
from nakshatra.errors import CatalogueError
from nakshatra.settings import Settings

_PUBLIC = "https://api.telegram.org"
_TOKEN = re.compile(r"\d+:[A-Za-z0-9_-]+")
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
"""Bot API, setWebhook."""

_READ_S = 20.0
"""A slow line, not a dead one; the road tries again after it."""

_MUTE = logging.CRITICAL + 1

os.environ.setdefault("PTB_TIMEDELTA", "true")
"""The library's own switch, read nowhere else: durations as in its next version, no warnings."""


def client(settings: Settings) -> Bot:
    """Makes no call yet. Raise `CatalogueError` when the token cannot be one."""
    if not _TOKEN.fullmatch(settings.telegram_token):
        raise CatalogueError(
            "NAKSHATRA_TELEGRAM_TOKEN is not a token: it looks like 123456:ABC-def, from @BotFather"
        )
    _mute_the_library()
    base = settings.telegram_api.rstrip("/")
    return Bot(
        settings.telegram_token,
        base_url=f"{base}/bot",
        base_file_url=f"{base}/file/bot",
        request=HTTPXRequest(read_timeout=_READ_S, connect_timeout=10, pool_timeout=10),
        get_updates_request=Updates(connection_pool_size=1, connect_timeout=10),
    )


def webhook_secret(settings: Settings) -> str:
    """The operator's own; else one made from the token: the same on every machine and start."""
    if not settings.telegram_secret:
        token = settings.telegram_token.encode()
        return hmac.new(token, b"nakshatra telegram webhook", sha256).hexdigest()
    if not _SECRET.fullmatch(settings.telegram_secret):
        raise CatalogueError(
            "NAKSHATRA_TELEGRAM_SECRET may hold 1-256 letters, digits, '_' and '-' only"
        )
    return settings.telegram_secret


def largest(settings: Settings) -> int:
    """Bytes of a recording that can be fetched; the public Bot API gives at most 20 MB."""
    if settings.telegram_api.rstrip("/") == _PUBLIC:
        return min(settings.max_media_bytes, int(FileSizeLimit.FILESIZE_DOWNLOAD))
    return settings.max_media_bytes


def _mute_the_library() -> None:
    """Its lines quote what people wrote, its transport's quote addresses that hold the token.
    All that goes wrong is raised, too."""
    logging.getLogger("telegram").setLevel(_MUTE)
    for name in ("httpx", "httpcore"):
        logging.getLogger(name).setLevel(logging.WARNING)
