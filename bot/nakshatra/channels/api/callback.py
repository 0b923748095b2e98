"""An event -> the caller's URL, signed as Standard Webhooks has it. Retries nothing: the road does.

The receiver computes HMAC-SHA256 over "{webhook-id}.{webhook-timestamp}.{body}" with its own API
key and compares. The id is the same whenever an event is sent again.
"""

from __future__ import annotations

import hashlib
import hmac
from base64 import b64encode
from collections.abc import Callable
from time import time

import httpx

from nakshatra.channels.api.places import Places
from nakshatra.errors import ChannelError, Gone

TIMEOUT_S = 10.0
LONGEST_WAIT_S = 300.0
"""More than that a receiver may not ask us to wait."""


class Callbacks:
    def __init__(
        self,
        places: Places,
        transport: httpx.AsyncBaseTransport | None = None,
        clock: Callable[[], float] = time,
    ) -> None:
        self._places, self._clock = places, clock
        self._client = httpx.AsyncClient(
            transport=transport, timeout=TIMEOUT_S, follow_redirects=False, trust_env=False
        )

    async def post(self, url: str, key: str, id: str, body: bytes) -> None:
        """Raise `ChannelError` when it was not taken, `Gone` when it never will be."""
        place = await self._places.find(url)
        at = str(int(self._clock()))
        headers = {
            "host": place.url.netloc,
            "content-type": "application/json",
            "webhook-id": id,
            "webhook-timestamp": at,
            "webhook-signature": signature(key, id, at, body),
        }
        request = self._client.build_request(
            "POST",
            place.pinned,
            content=body,
            headers=headers,
            extensions={"sni_hostname": place.url.hostname},
        )
        try:
            response = await self._client.send(request, stream=True)
            await response.aclose()
        except (httpx.HTTPError, ValueError) as error:
            raise ChannelError(f"a callback failed: {type(error).__name__}") from error
        _judge(response)

    async def close(self) -> None:
        await self._client.aclose()


def signature(key: str, id: str, timestamp: str, body: bytes) -> str:
    signed = f"{id}.{timestamp}.".encode() + body
    return "v1," + b64encode(hmac.digest(key.encode(), signed, hashlib.sha256)).decode("ascii")


def _judge(response: httpx.Response) -> None:
    status = response.status_code
    if response.is_success:
        return
    if status == httpx.codes.GONE:
        raise Gone("a callback's receiver is gone")
    asked = response.headers.get("retry-after", "")
    wait = min(float(asked), LONGEST_WAIT_S) if asked.isdecimal() and len(asked) < 9 else None
    raise ChannelError(f"a callback was answered with status {status}", retry_after=wait)
