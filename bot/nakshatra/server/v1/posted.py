"""The body of POST /v1/messages, JSON or a form -> what the road takes, and how its reply is
wanted."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import uuid4

from starlette.requests import Request

from nakshatra.abilities import Abilities, Choices
from nakshatra.audio.enclosed import as_media
from nakshatra.callers import Caller
from nakshatra.channels.api import names
from nakshatra.channels.api.places import LONGEST, places
from nakshatra.errand import ABILITIES, Errand
from nakshatra.errors import Rejected
from nakshatra.server.v1.faults import bad
from nakshatra.server.v1.forms import MARGIN, Form, form, is_form
from nakshatra.server.v1.front import Front
from nakshatra.server.v1.reading import Fields, json_object, language
from nakshatra.types import Media, Message, Voice, VoiceMode

VOICE_LIMIT = 8_000_000
"""Bytes; it lies in the database until it is heard."""

_TEXT_LIMIT = 256_000
"""Bytes of JSON around a recording, or without one."""

_USER = 200
"""Characters of a caller's name of a person."""

_ID = re.compile(r"[A-Za-z0-9._:-]{1,128}")
_FIELDS = ("id", "user", "text", "audio", "lang", "voice", "callback_url", "abilities")
_ABILITIES = ("units", "messages", "short", "sources", "buttons", "label", "choices")
_ANY = 100_000
_MODES = ("", VoiceMode.AUTO, VoiceMode.ALWAYS, VoiceMode.NEVER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    message: Message
    errand: Errand


async def posted(request: Request, front: Front, caller: Caller) -> Posted:
    """Raise `Fault` naming what is wrong."""
    most = min(VOICE_LIMIT, front.settings.max_media_bytes)
    if is_form(request):
        sent = await form(request, most + MARGIN)
        return _posted(request, front, caller, sent.fields, _uploaded(sent, most))
    fields = await json_object(request, most // 3 * 4 + _TEXT_LIMIT)
    return _posted(request, front, caller, fields, _enclosed(fields, most))


def checked_id(id: str) -> str:
    if not _ID.fullmatch(id):
        raise bad("id has 1 to 128 letters, digits or . _ : - only.", "id")
    return id


def checked_user(user: str) -> str:
    if not user.strip() or len(user) > _USER or not user.isprintable():
        raise bad(
            f"user has 1 to {_USER} printable characters: your own name of the person.", "user"
        )
    return user


def _posted(
    request: Request, front: Front, caller: Caller, fields: Fields, voice: Voice | None
) -> Posted:
    fields.only(*_FIELDS)
    user = checked_user(fields.text("user", most=_USER))
    text = fields.text("text", most=front.settings.max_text, default="").strip()
    if bool(text) == (voice is not None):
        raise bad("Give text or audio, one of them.", "text")
    mode = fields.choice("voice", _MODES, "")
    callback = _callback(fields, front)
    abilities = _abilities(_abilities_in(fields))
    lang = language(fields.text("lang", most=20, default=""), front.bot.catalogue, "lang")
    message = Message(
        id=names.message_id(caller.name, _id(request, fields)),
        address=names.address(caller.name, user),
        sent_at=datetime.now(UTC),
        text=text,
        media=as_media(voice) if voice else None,
        lang=lang,
        voice=VoiceMode(mode) if mode else None,
    )
    asked = (user, text, message.media, str(lang or ""), mode, callback, repr(abilities))
    errand = Errand(print=_print(asked), callback=callback, abilities=abilities)
    return Posted(message=message, errand=errand)


def _id(request: Request, fields: Fields) -> str:
    """The header or the field, which must not differ; else one of ours."""
    field = fields.text("id", most=128, default="") if fields.values.get("id") is not None else None
    header = request.headers.get("idempotency-key")
    if None not in (header, field) and header != field:
        raise bad("id and the header Idempotency-Key differ; give one of them.", "id")
    given = field if header is None else header
    return uuid4().hex if given is None else checked_id(given)


def _callback(fields: Fields, front: Front) -> str:
    if fields.values.get("callback_url") is None:
        return ""
    url = fields.text("callback_url", most=LONGEST)
    try:
        places(front.settings).read(url)
    except Rejected as error:
        raise bad(f"{error}.", "callback_url") from None
    return url


def _abilities_in(fields: Fields) -> Fields:
    """In a form it is JSON within a field."""
    said = fields.values.get("abilities")
    if not isinstance(said, str):
        return fields.object("abilities")
    try:
        return Fields({"abilities": json.loads(said)}).object("abilities")
    except (ValueError, RecursionError):
        raise bad("abilities is not JSON.", "abilities") from None


def _abilities(said: Fields) -> Abilities:
    """Of the person's end; whatever is left out has no limit."""
    said.only(*_ABILITIES)
    return Abilities(
        voice=True,
        units=said.whole("units", 20, _ANY, 0),
        most=said.whole("messages", 1, _ANY, 0),
        short=said.flag("short"),
        sources=said.flag("sources", default=True),
        buttons=said.whole("buttons", 0, 100, ABILITIES.buttons),
        label=said.whole("label", 4, _ANY, 0),
        choices=Choices(said.choice("choices", tuple(Choices), Choices.LEFT_OUT)),
    )


def _enclosed(fields: Fields, most: int) -> Voice | None:
    if fields.values.get("audio") is None:
        return None
    audio = fields.object("audio")
    audio.only("data", "mime")
    return Voice(audio.sound("data", most=most), audio.text("mime", most=100, default=""))


def _uploaded(sent: Form, most: int) -> Voice | None:
    return sent.file("audio", most=most) if "audio" in sent.files else None


def _print(asked: tuple[str | Media | None, ...]) -> str:
    told = [item.ref if isinstance(item, Media) else item for item in asked]
    return hashlib.blake2b(json.dumps(told).encode(), digest_size=16).hexdigest()
