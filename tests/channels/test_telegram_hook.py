from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fake_bot_api import FakeBotApi
from nakshatra.channels.telegram import Telegram
from nakshatra.errors import CatalogueError, Rejected
from nakshatra.types import Message
from telegram_payloads import NAMES, Make, payload

SECRET = "a-secret_of_the_tests"
HEADERS = {"X-Telegram-Bot-Api-Secret-Token": SECRET}

fuzzed = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture
def hooked(make: Make) -> Telegram:
    return make(telegram_secret=SECRET)


def body(update: Mapping[str, Any]) -> bytes:
    return json.dumps(update).encode()


def test_a_call_with_our_secret_is_a_message(hooked: Telegram) -> None:
    (message,) = hooked.parse(HEADERS, body(payload("text")))
    assert (message.text, message.id) == ("गेहूँ कब बोएँ?", "5550001:42")


def test_a_call_again_is_the_same_message(hooked: Telegram) -> None:
    call = body(payload("voice"))
    assert hooked.parse(HEADERS, call) == hooked.parse(HEADERS, call)


def test_headers_are_found_in_any_case(hooked: Telegram) -> None:
    assert hooked.parse({k.lower(): v for k, v in HEADERS.items()}, body(payload("text")))


def test_a_call_that_asks_nothing_is_answered_all_the_same(hooked: Telegram) -> None:
    assert hooked.parse(HEADERS, body(payload("pinned"))) == []


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-Telegram-Bot-Api-Secret-Token": ""},
        {"X-Telegram-Bot-Api-Secret-Token": "wrong"},
        {"X-Telegram-Bot-Api-Secret-Token": f"{SECRET} "},
        {"X-Telegram-Bot-Api-Secret-Token": "\udcff रहस्य"},
        {"Authorization": SECRET},
    ],
)
def test_a_forged_call_is_refused(hooked: Telegram, headers: Mapping[str, str]) -> None:
    with pytest.raises(Rejected):
        hooked.parse(headers, body(payload("text")))


@pytest.mark.parametrize(
    "call",
    [
        b"",
        b"hello",
        b"null",
        b"[]",
        b'"text"',
        b"{}",
        b'{"update_id": "seven"}',
        b'{"update_id": true}',
        body(payload("text"))[:-20],
        b"\xff\xfe",
        b"[" * 200_000,
        b"1" * 200_000,
        b'{"update_id": 1, "message": {"text": "%s"}}' % (b"a" * 1_000_000),
    ],
    ids=lambda call: repr(call[:20]),
)
def test_what_is_no_update_is_refused(hooked: Telegram, call: bytes) -> None:
    with pytest.raises(Rejected):
        hooked.parse(HEADERS, call)


@fuzzed
@given(headers=st.dictionaries(st.text(), st.text()), call=st.binary())
def test_no_stranger_gets_past_or_breaks_it(
    hooked: Telegram, headers: dict[str, str], call: bytes
) -> None:
    with pytest.raises(Rejected):
        hooked.parse(headers, call)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@st.composite
def broken_updates(draw: st.DrawFn) -> Any:
    """A real update of which one value, at any depth, is something else."""
    update = at = payload(draw(st.sampled_from(NAMES)))
    while True:
        key = draw(st.sampled_from(sorted(at)))
        if not isinstance(at[key], dict) or not at[key] or draw(st.booleans()):
            at[key] = draw(JSON)
            return update
        at = at[key]


@settings(fuzzed, max_examples=300)
@given(update=broken_updates())
def test_a_broken_update_is_refused_or_read_but_breaks_nothing(
    hooked: Telegram, update: Any
) -> None:
    try:
        messages = hooked.parse(HEADERS, body(update))
    except Rejected:
        return
    for message in messages:
        assert isinstance(message, Message)
        assert isinstance(message.text, str)
        message.text.encode()


async def test_without_a_secret_of_the_operator_s_every_machine_makes_the_same(
    api: FakeBotApi, make: Make
) -> None:
    first, second = make(), make()
    await first.start("https://example.org")
    headers = {"X-Telegram-Bot-Api-Secret-Token": api.webhook["secret_token"]}
    assert second.parse(headers, body(payload("text")))
    assert set(json.loads(api.webhook["allowed_updates"])) == {
        *("message", "edited_message", "callback_query", "my_chat_member", "message_reaction"),
        *("business_connection", "business_message", "edited_business_message"),
        "deleted_business_messages",
    }


def test_a_secret_that_telegram_would_not_take_is_refused_at_once(make: Make) -> None:
    with pytest.raises(CatalogueError, match="NAKSHATRA_TELEGRAM_SECRET"):
        make(telegram_secret="has a space")
