"""Settings -> pywa's client for the Cloud API, and what must be set for it. It opens no route:
pywa's own server answers 200 before anything is on disk, and knows duplicates only in memory.
"""

from __future__ import annotations

import logging
import re

import httpx
from pywa.types.templates import TemplateLanguage
from pywa.utils import Version
from pywa_async.client import WhatsApp as Client

from nakshatra.errors import CatalogueError
from nakshatra.settings import Settings

_NUMBER = re.compile(r"\d{5,20}")
_APPROVABLE = {language.value for language in TemplateLanguage} - {"UNKNOWN"}
_TIMEOUT_S = 20.0
"""A slow line, not a dead one; the road tries again after it."""

_MUTE = logging.CRITICAL + 1

AUDIO_BYTES = 16_000_000
"""The most that WhatsApp takes or gives of a recording (Cloud API, supported media types)."""


def client(settings: Settings) -> tuple[Client, httpx.AsyncClient]:
    """With the connections it uses, to be closed. Makes no call yet. Raise `CatalogueError`."""
    check(settings)
    _mute_the_library()
    session = httpx.AsyncClient(timeout=_TIMEOUT_S)
    made = Client(
        phone_id=settings.whatsapp_phone_id,
        token=settings.whatsapp_token,
        session=session,
        validate_updates=False,  # channel.py does, on the raw body
    )
    session.base_url = httpx.URL(f"{settings.whatsapp_api.rstrip('/')}/v{Version.GRAPH_API}")
    return made, session


def check(settings: Settings) -> None:
    """Raise `CatalogueError` that says what is not set, or cannot be what it should."""
    needed = {
        "WHATSAPP_PHONE_ID": settings.whatsapp_phone_id,
        "WHATSAPP_APP_SECRET": settings.whatsapp_app_secret,
        "WHATSAPP_VERIFY_TOKEN": settings.whatsapp_verify_token,
    }
    missing = [f"NAKSHATRA_{name}" for name, value in needed.items() if not value]
    if missing:
        raise CatalogueError(
            f"WhatsApp needs {', '.join(missing)} too; docs/whatsapp.md says where each is found"
        )
    if not _NUMBER.fullmatch(settings.whatsapp_phone_id):
        raise CatalogueError(
            "NAKSHATRA_WHATSAPP_PHONE_ID is the id of the number (digits, in WhatsApp > API setup),"
            " not the number itself"
        )
    for language in template_languages(settings):
        if language not in _APPROVABLE:
            raise CatalogueError(
                f"NAKSHATRA_WHATSAPP_TEMPLATE_LANGUAGE: {language!r} is no language of Meta's"
                " templates; write those yours was approved in, such as hi,ta,en"
            )


def template_languages(settings: Settings) -> list[str]:
    """In which the template was approved; the first is for who reads none of them."""
    return [one.strip() for one in settings.whatsapp_template_language.split(",")]


def largest(settings: Settings) -> int:
    """Bytes of a recording that can be fetched."""
    return min(settings.max_media_bytes, AUDIO_BYTES)


def _mute_the_library() -> None:
    """Its lines quote what people wrote and who they are. All that goes wrong is raised, too."""
    for name in ("pywa", "pywa_async"):
        logging.getLogger(name).setLevel(_MUTE)
    for name in ("httpx", "httpcore"):
        logging.getLogger(name).setLevel(logging.WARNING)
