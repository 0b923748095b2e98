"""POST /v1/messages and what becomes of them: the durable road, for programs."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from nakshatra.audio.decode import decode
from nakshatra.audio.formats import FORMS, formed
from nakshatra.callers import Caller
from nakshatra.channels.api import names
from nakshatra.channels.api.shown import Showing, encoded
from nakshatra.errand import Errand, Outcome
from nakshatra.server.v1.faults import Fault, bad, later
from nakshatra.server.v1.front import Front
from nakshatra.server.v1.posted import checked_id, checked_user, posted
from nakshatra.server.v1.waiting import looked, seconds_of
from nakshatra.stores.ledger import Accepted, State
from nakshatra.types import Address, Message, Reply

_VOICE_S = 1800.0
"""A spoken reply is never so long."""

_FAILED = (State.DEAD, State.UNCONFIRMED)


async def post(request: Request, front: Front, caller: Caller) -> Response:
    """202 once it is on disk, 200 when its reply came within ?wait=. A second delivery of the same
    id is the same message, whatever the order; another message under the id is 422."""
    wait = seconds_of(request)
    sent = await posted(request, front, caller)
    message = sent.message
    kept = await front.store.open_errand(message.address, message.id, sent.errand)
    if kept.print and kept.print != sent.errand.print:
        raise Fault(
            422,
            f"id {names.id_of(message.id)!r} was used for another message; give this one its own.",
            param="id",
            code="idempotency_key_reused",
        )
    await _accept(front, message)
    found = await _found(front, message.address, message.id, wait)
    return _answer(front, found, message.id, 200 if found.reply else 202)


async def get(request: Request, front: Front, caller: Caller) -> Response:
    """GET /v1/messages/{id}?wait=SECONDS"""
    where, id = _place(request, caller)
    return _answer(front, await _found(front, where, id, seconds_of(request)), id, 200)


async def voice(request: Request, front: Front, caller: Caller) -> Response:
    """GET /v1/messages/{id}/voice?format=: the reply aloud."""
    where, id = _place(request, caller)
    form = request.query_params.get("format", "opus")
    if form not in FORMS:
        raise bad(f"format must be one of: {', '.join(FORMS)}.", "format")
    found = await _found(front, where, id, 0)
    if found.reply is None or found.reply.voice is None:
        raise Fault(404, "This message has no spoken reply.", code="no_voice")
    spoken = found.reply.voice
    if form != "opus":
        audio = await decode(spoken, _VOICE_S)
        spoken = await formed(audio, form, "")
    return Response(spoken.data, media_type=spoken.mime, headers={"cache-control": "no-store"})


async def file(request: Request, front: Front, caller: Caller) -> Response:
    """GET /v1/messages/{id}/file: what the person asked to have, as /export gives it."""
    where, id = _place(request, caller)
    found = await _found(front, where, id, 0)
    if found.reply is None or found.reply.attachment is None:
        raise Fault(404, "This message's reply has no file.", code="no_file")
    given = found.reply.attachment
    headers = {
        "cache-control": "no-store",
        "content-disposition": f'attachment; filename="{given.name}"',
    }
    return Response(given.data, media_type=given.mime, headers=headers)


async def letters(request: Request, front: Front, caller: Caller) -> Response:
    """GET /v1/letters?user=&after=&wait=: what was said to a person beside replies, or later."""
    user = checked_user(request.query_params.get("user", ""))
    after = request.query_params.get("after", "0")
    if not (after.isascii() and after.isdecimal() and len(after) < 18):
        raise bad("after must be the number of a letter.", "after")
    where = names.address(caller.name, user)

    async def look() -> list[tuple[int, Reply]] | None:
        return list(await front.store.letters(where, int(after))) or None

    found = await looked(front, where.user, seconds_of(request), look) or []
    showing, call = Showing(front.bot.catalogue), Errand()
    data = [showing.letter(n, reply, call) for n, reply in found]
    return _json({"object": "list", "data": data})


async def _accept(front: Front, message: Message) -> None:
    outcome = await front.road.accept(message)
    front.meter.accepted(names.CHANNEL, outcome)
    if outcome is Accepted.BUSY:
        raise later("Too many messages wait; send it again later.", 30, "busy")
    if outcome is Accepted.LIMITED:
        said = "More messages of this user than one person writes in a minute."
        raise Fault(429, said, code="rate_limit_exceeded", headers={"retry-after": "60"})
    if outcome is Accepted.LOOP:
        raise Fault(409, "This looks like a machine that answers us; it is left.", code="loop")


def _place(request: Request, caller: Caller) -> tuple[Address, str]:
    id = checked_id(request.path_params["id"])
    return names.address(caller.name, ""), names.message_id(caller.name, id)


async def _found(front: Front, where: Address, id: str, wait: float) -> Outcome:
    """Raise `Fault` when it is not there, or not any more."""

    async def look() -> Outcome | None:
        called = await _called(front, where, id)
        return called if called.reply or called.done else None

    found = await looked(front, id, wait, look) or await _called(front, where, id)
    if found.reply is None and found.done and found.state not in _FAILED:
        raise Fault(410, "It was answered; its reply is not kept any more.", code="gone")
    return found


async def _called(front: Front, where: Address, id: str) -> Outcome:
    called = await front.store.outcome(where, id)
    if called is None:
        raise Fault(404, f"No message {names.id_of(id)!r} of yours.", code="not_found")
    return called


def _answer(front: Front, found: Outcome, id: str, status: int) -> Response:
    showing = Showing(front.bot.catalogue)
    told: dict[str, Any] = {
        "object": "message",
        "id": names.id_of(id),
        "state": _state(found),
        "reply": showing.reply(found.reply, found.errand) if found.reply else None,
    }
    if found.errand.callback:
        told["callback"] = _callback(found)
    return _json(told, status)


def _state(found: Outcome) -> str:
    if found.reply is not None:
        return "answered"
    return "failed" if found.done else "waiting"


def _callback(found: Outcome) -> str:
    if not found.done:
        return "pending"
    return "delivered" if found.state == State.SENT else "failed"


def _json(value: object, status: int = 200) -> Response:
    headers = {"cache-control": "no-store"}
    return Response(encoded(value), status, headers=headers, media_type="application/json")
