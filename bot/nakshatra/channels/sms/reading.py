"""A proven call -> messages to us and reports of ours, by the names that the provider's file gives.

Pure. Nothing in it can be too long or too deep to read: what is, is no call of a provider's.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qsl

from nakshatra.calls import Call
from nakshatra.channels.sms.numbers import e164
from nakshatra.channels.sms.provider import Format, Incoming, Provider, Report
from nakshatra.errors import Rejected
from nakshatra.types import Address, Message, Receipt, ReceiptState

NAME = "sms"
MENU = "/menu"
"""What an SMS without words, or a missed call, asks for."""

_CALL = 64_000
"""Bytes of one call; a provider's are some hundreds."""

_FIELDS = 100
_ID = 200
"""Characters of an id that are kept."""

_ROWS = 100
"""Reports in one call."""


def fields_of(call: Call, format: Format) -> Mapping[str, str]:
    """Raise `Rejected` for what is no call of this format."""
    if len(call.body) > _CALL or len(call.query) > _CALL:
        raise Rejected("a call that is too large")
    if format is Format.JSON and call.method == "POST":
        return {name: _plain(value) for name, value in _object(call.body).items()}
    text = call.query if call.method == "GET" else call.body.decode("utf-8", "replace")
    return _pairs(text)


def messages(fields: Mapping[str, str], provider: Provider) -> Sequence[Message]:
    """None when it is from nobody who can be answered: a name, a short code."""
    if _is_report(fields, provider.report):
        return ()
    if (call := provider.missed_call) and fields.get(call.id) and not _said(fields, provider):
        return _to_us(fields[call.id], fields.get(call.sender, ""), MENU, provider)
    if (incoming := provider.incoming) is None or not fields.get(incoming.sender):
        raise Rejected("a call that is neither a message nor a report")
    id = _id(fields, incoming)
    text = fields.get(incoming.text, "").strip()
    if not text and fields.get(incoming.media, "0") not in ("", "0"):
        return _to_us(id, fields[incoming.sender], "", provider, other="photo")
    return _to_us(id, fields[incoming.sender], text or MENU, provider)


def receipts(call: Call, fields: Mapping[str, str], provider: Provider) -> Sequence[Receipt]:
    """What became of messages of ours."""
    report = provider.report
    rows = _rows(call, fields, report) if report else ()
    return [made for row in rows if report and (made := _receipt(row, report, provider))]


def _receipt(row: Mapping[str, str], report: Report, provider: Provider) -> Receipt | None:
    id, status = row.get(report.id, ""), row.get(report.status, "")
    number = e164(row.get(report.to, ""), provider.country)
    if not (id and status and number):
        return None
    return Receipt(
        address=Address(NAME, number),
        id=id[:_ID],
        state=_state(status, report),
        at=datetime.now(UTC),
        code=_code(row, report),
    )


def _rows(call: Call, fields: Mapping[str, str], report: Report) -> Iterator[Mapping[str, str]]:
    if not report.rows:
        yield from [fields] if _is_report(fields, report) else []
        return
    found = _object(call.body).get(report.rows)
    for row in found[:_ROWS] if isinstance(found, list) else []:
        if isinstance(row, dict):
            yield {name: _plain(value) for name, value in row.items()}


def _is_report(fields: Mapping[str, str], report: Report | None) -> bool:
    return report is not None and bool(fields.get(report.status)) and report.id in fields


def _said(fields: Mapping[str, str], provider: Provider) -> bool:
    """Whether it is an SMS although it also names a call."""
    return provider.incoming is not None and provider.incoming.text in fields


def _to_us(
    id: str, sender: str, text: str, provider: Provider, other: str = ""
) -> Sequence[Message]:
    number = e164(sender, provider.country)
    if not number:
        return ()
    now = datetime.now(UTC)
    return (
        Message(id=id[:_ID], address=Address(NAME, number), sent_at=now, text=text, other=other),
    )


def _id(fields: Mapping[str, str], incoming: Incoming) -> str:
    """Raise `Rejected` when there is none: a message without one could be answered twice."""
    values = [fields.get(name, "") for name in incoming.id]
    if not any(values):
        raise Rejected("a message without its id")
    if len(values) == 1:
        return values[0]
    return sha256("\0".join(values).encode("utf-8", "replace")).hexdigest()


def _state(word: str, report: Report) -> ReceiptState:
    if word in report.delivered:
        return ReceiptState.DELIVERED
    return ReceiptState.FAILED if word in report.failed else ReceiptState.SENT


def _code(row: Mapping[str, str], report: Report) -> str:
    code = row.get(report.reason, "") if report.reason else ""
    return code if code.isascii() and code.replace("-", "").isalnum() and len(code) <= 20 else ""


def _pairs(text: str) -> Mapping[str, str]:
    try:
        pairs = parse_qsl(text, keep_blank_values=True, errors="replace", max_num_fields=_FIELDS)
    except ValueError:
        raise Rejected("a call with too many fields") from None
    if len({name for name, _ in pairs}) != len(pairs):
        raise Rejected("a call that gives a field twice")
    return dict(pairs)


def _object(body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        raise Rejected("a call that is not JSON") from None
    if not isinstance(found, dict) or len(found) > _FIELDS:
        raise Rejected("a call that is not one object")
    return found


def _plain(value: Any) -> str:
    if isinstance(value, str):
        return value
    return "" if value is None or isinstance(value, dict | list | bool) else str(value)
