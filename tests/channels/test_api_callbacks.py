"""Where a callback may go, and what is sent there."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Sequence

import httpx
import pytest

from nakshatra.channels.api.callback import Callbacks
from nakshatra.channels.api.places import Places, places
from nakshatra.errors import ChannelError, Gone, Rejected
from nakshatra.settings import Settings

KEY = "k" * 30


def found(*addresses: str, allowed: Sequence[str] = (), local: bool = False) -> Places:
    async def resolve(host: str, port: int) -> Sequence[str]:
        if not addresses:
            raise OSError("no such host")
        return addresses

    return Places(frozenset(allowed), local, resolve)


@pytest.mark.parametrize(
    "address",
    [
        *("10.1.2.3", "127.0.0.1", "169.254.169.254", "100.64.0.1", "192.0.2.1", "224.0.0.1"),
        *("0.0.0.0", "::1", "fe80::1%eth0", "fd00::1", "::ffff:10.0.0.1", "64:ff9b::a00:1"),
        *("2002:a00:1::", "ff02::1", "fec0::1", "::7f00:1", "::ffff:0:a00:1"),
    ],
)
async def test_a_name_that_leads_to_a_private_address_is_not_called(address: str) -> None:
    for addresses in ((address,), ("93.184.216.34", address)):
        with pytest.raises(Gone):
            await found(*addresses).find("https://innocent.example/x")


async def test_a_name_is_asked_once_and_the_connection_goes_to_that_address() -> None:
    calls: list[httpx.Request] = []

    def receive(request: httpx.Request) -> httpx.Response:
        calls.append(request)
        return httpx.Response(204)

    callbacks = Callbacks(
        found("93.184.216.34"), httpx.MockTransport(receive), lambda: 1_700_000_000
    )
    await callbacks.post("https://ivr.example:8443/x?y=1", KEY, "letter/1", b'{"a":1}')
    [call] = calls
    assert str(call.url) == "https://93.184.216.34:8443/x?y=1"
    assert call.headers["host"] == "ivr.example:8443"
    assert call.extensions["sni_hostname"] == "ivr.example"
    signed = hmac.new(KEY.encode(), b'letter/1.1700000000.{"a":1}', hashlib.sha256).digest()
    assert call.headers["webhook-signature"] == "v1," + base64.b64encode(signed).decode()
    await callbacks.close()


async def test_the_operator_may_allow_a_host_of_the_own_network() -> None:
    allowed = found("10.0.0.5", allowed=["ivr.lan"])
    assert (await allowed.find("https://ivr.lan/x")).pinned == "https://10.0.0.5/x"
    with pytest.raises(Gone):
        await allowed.find("https://other.lan/x")
    own = places(Settings(callback_hosts="IVR.lan, 10.0.0.9", host="0.0.0.0"))
    assert own.read("https://10.0.0.9/x").hostname == "10.0.0.9"
    with pytest.raises(Rejected, match="NAKSHATRA_CALLBACK_HOSTS"):
        own.read("https://10.0.0.8/x")


def test_this_machine_is_called_only_when_nobody_else_can_call_us() -> None:
    assert places(Settings()).read("http://127.0.0.1:9000/x").port == 9000
    with pytest.raises(Rejected):
        places(Settings(host="0.0.0.0")).read("http://127.0.0.1:9000/x")


async def test_a_name_that_is_not_known_now_may_be_known_later() -> None:
    with pytest.raises(ChannelError) as error:
        await found().find("https://ivr.example/x")
    assert error.value.retryable


@pytest.mark.parametrize(
    ("answer", "retryable", "wait"),
    [
        (httpx.Response(500), True, None),
        (httpx.Response(302, headers={"location": "http://10.0.0.1/"}), True, None),
        (httpx.Response(429, headers={"retry-after": "7"}), True, 7.0),
        (httpx.Response(503, headers={"retry-after": "999999"}), True, 300.0),
        (httpx.Response(503, headers={"retry-after": "Wed, 21 Oct 2026 07:28:00 GMT"}), True, None),
        (httpx.Response(410), False, None),
    ],
)
async def test_what_a_receiver_answers_decides_whether_it_is_called_again(
    answer: httpx.Response, retryable: bool, wait: float | None
) -> None:
    callbacks = Callbacks(found("93.184.216.34"), httpx.MockTransport(lambda _: answer))
    with pytest.raises(ChannelError) as error:
        await callbacks.post("https://ivr.example/x", KEY, "1", b"{}")
    assert (error.value.retryable, error.value.retry_after) == (retryable, wait)
    await callbacks.close()


async def test_a_receiver_that_hangs_up_is_called_again() -> None:
    def hang_up(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused")

    callbacks = Callbacks(found("93.184.216.34"), httpx.MockTransport(hang_up))
    with pytest.raises(ChannelError) as error:
        await callbacks.post("https://ivr.example/x", KEY, "1", b"{}")
    assert error.value.retryable
    await callbacks.close()
