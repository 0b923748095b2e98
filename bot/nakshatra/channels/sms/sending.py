"""A text and where it goes -> the provider's own request, sent once; its id, or an error of ours.

Nothing of the text, the number or the secrets reaches a log or an error.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx

from nakshatra.channels.sms.provider import PLACEHOLDER, Format, Provider, Taken
from nakshatra.errors import ChannelError, Gone

TIMEOUT_S = 20.0
_AGAIN = frozenset((408, 425, 429))
"""Answers of a server after which a second try may help; and every 5xx."""

_SAFE = re.compile(r"[A-Za-z0-9_.-]{1,40}")
"""A code that an error may quote."""

Unsent = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
"""It never left."""


@dataclass(frozen=True, slots=True)
class Filled:
    """A request, ready to go."""

    method: str
    url: str
    format: Format
    fields: Mapping[str, Any]
    headers: Mapping[str, str]


def filled(provider: Provider, values: Mapping[str, str]) -> Filled:
    """Every {placeholder} replaced, once; what is left empty by it is left out."""
    send = provider.send
    return Filled(
        method=send.method,
        url=_fill(send.url, values),
        format=send.format,
        fields=_filled(send.fields, values),
        headers={name: _fill(text, values) for name, text in send.headers.items()},
    )


async def post(
    client: httpx.AsyncClient, request: Filled, auth: tuple[str, str] | None, *, urgent: bool
) -> httpx.Response:
    """Raise `ChannelError` when it did not go out, `Gone` when nobody can tell: a second SMS costs
    money and confuses. An emergency is rather told twice."""
    body: dict[str, Any] = {
        Format.FORM: {"data": request.fields},
        Format.JSON: {"json": request.fields},
        Format.QUERY: {"params": request.fields},
    }[request.format]
    try:
        response = await client.request(
            request.method, request.url, headers=request.headers, auth=auth, **body
        )
    except Unsent as error:
        raise ChannelError(f"the provider is not reached: {type(error).__name__}") from None
    except httpx.HTTPError as error:
        kind = ChannelError if urgent else Gone
        raise kind(f"nobody knows if it went out: {type(error).__name__}") from None
    return response


def id_in(response: httpx.Response, taken: Taken) -> str:
    """The provider's id of what it took. Raise `ChannelError`, or `Gone` when it refused."""
    status = response.status_code
    if status in _AGAIN or status >= 500:
        raise ChannelError(f"the provider answered {status}", retry_after=_wait(response))
    if status >= 300:
        raise Gone(f"the provider refused: {status}{_code(response)}")
    if taken.pattern:
        found = re.search(taken.pattern, response.text[:1000])
        id = found[1] if found else ""
    else:
        answer = _json(response)
        right = all(str(_at(answer, name)) == value for name, value in taken.where.items())
        id = str(_at(answer, taken.id) or "") if right else ""
    if not id:
        raise Gone(f"the provider did not take it: {status}{_code(response)}")
    return id[:200]


def _fill(template: str, values: Mapping[str, str]) -> str:
    return PLACEHOLDER.sub(lambda found: values[found[1]], template)


def _filled(value: Any, values: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        return _fill(value, values)
    if isinstance(value, list):
        return [_filled(inner, values) for inner in value]
    if isinstance(value, dict):
        made = {name: _filled(inner, values) for name, inner in value.items()}
        return {name: inner for name, inner in made.items() if inner != ""}
    return value


def _at(value: Any, place: str) -> Any:
    """What stands at "messages.0.id"; None when nothing does."""
    for step in place.split("."):
        if isinstance(value, list) and step.isdecimal() and int(step) < len(value):
            value = value[int(step)]
        elif isinstance(value, dict):
            value = value.get(step)
        else:
            return None
    return value


def _json(response: httpx.Response) -> Any:
    try:
        return json.loads(response.content[:100_000])
    except (ValueError, RecursionError):
        return None


def _code(response: httpx.Response) -> str:
    """The provider's own number for it, where its answer has one."""
    answer = _json(response)
    for name in ("code", "error_code", "RestException.Code", "errors.0.code"):
        code = str(_at(answer, name) or "")
        if _SAFE.fullmatch(code):
            return f" ({code})"
    return ""


def _wait(response: httpx.Response) -> float | None:
    wait = response.headers.get("retry-after", "")
    return min(float(wait), 600.0) if wait.isdecimal() else None
