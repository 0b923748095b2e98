"""What Meta's calls become."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from nakshatra.channels.whatsapp import WhatsApp
from nakshatra.errors import Rejected
from nakshatra.types import Address, Event, Media, Message, Receipt, ReceiptState
from whatsapp_payloads import NAMES, OURS, PERSON, QUESTION, body, payload, signed, typed

BSUID = "US.13491208655302741918"


def read(wa: WhatsApp, name: str, **how: Any) -> list[Message]:
    data = body(payload(name, **how))
    return list(wa.parse(signed(data), data))


def told(wa: WhatsApp, name: str) -> list[Receipt]:
    data = body(payload(name))
    return list(wa.receipts(signed(data), data))


async def test_a_text_is_a_message(wa: WhatsApp) -> None:
    [message] = read(wa, "text")
    assert (message.id, message.text) == (QUESTION, "When should I sow wheat?")
    assert message.address == Address("whatsapp", PERSON)


@pytest.mark.parametrize("name", ["text_without_number", "text_both_ids"])
async def test_people_are_known_by_their_business_scoped_id(wa: WhatsApp, name: str) -> None:
    [message] = read(wa, name)
    assert message.address.user == BSUID


async def test_a_number_beside_the_id_is_their_second_name(wa: WhatsApp) -> None:
    names = {name: read(wa, name)[0].known_as for name in ("text", "text_without_number")}
    assert names == {"text": "", "text_without_number": ""}
    assert read(wa, "text_both_ids")[0].known_as == PERSON


@pytest.mark.parametrize(
    ("name", "mime"),
    [
        ("voice", "audio/ogg; codecs=opus"),
        ("audio", "audio/mpeg"),
        ("document_sound", "audio/mp4"),
    ],
)
async def test_what_is_sound_is_a_recording(wa: WhatsApp, name: str, mime: str) -> None:
    [message] = read(wa, name)
    assert isinstance(message.media, Media)
    assert (message.media.mime, message.text) == (mime, "")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("button_reply", f"/feedback good {QUESTION}"),
        ("list_reply", "/language hi"),
        ("button", "/help"),
        ("text_quoting", "and mustard?"),
        ("text_forwarded", "is this true?"),
        ("image_with_words", "What is this on my wheat?"),
        ("reaction", f"/feedback good {OURS}"),
        ("reaction_angry", f"/feedback bad {OURS}"),
        ("edit", "When should I sow mustard?"),
    ],
)
async def test_what_is_pressed_picked_written_or_meant(wa: WhatsApp, name: str, text: str) -> None:
    [message] = read(wa, name)
    assert message.text == text


async def test_an_edited_question_is_another_in_place_of_the_first(wa: WhatsApp) -> None:
    edit, deleted = read(wa, "edit")[0], read(wa, "revoke")[0]
    assert edit.replaces == deleted.about
    assert edit.id.startswith(f"{edit.replaces}:")


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("image", "photo"),
        ("video", "video"),
        ("sticker", "sticker"),
        ("document", "document"),
        ("location", "location"),
        ("contacts", "contact"),
        ("order", "other"),
        ("unsupported", "other"),
        ("newer_than_pywa", "other"),
    ],
)
async def test_what_nobody_can_read_is_named(wa: WhatsApp, name: str, other: str) -> None:
    [message] = read(wa, name)
    assert (message.other, message.text, message.media) == (other, "", None)


@pytest.mark.parametrize(
    "name",
    [
        *("reaction_other", "reaction_removed", "system_identity", "request_welcome", "group"),
        *("other_number", "template_update", "status_read"),
    ],
)
async def test_what_asks_nothing_is_no_message(wa: WhatsApp, name: str) -> None:
    assert read(wa, name) == []


@pytest.mark.parametrize(
    ("name", "event", "user", "about"),
    [
        ("system", Event.MOVED, "12195555358", PERSON),
        ("system_user_id", Event.MOVED, "US.99991208655302749999", BSUID),
        ("revoke", Event.TAKEN_BACK, PERSON, QUESTION),
    ],
)
async def test_what_happened_is_told_and_is_no_message(
    wa: WhatsApp, name: str, event: Event, user: str, about: str
) -> None:
    [told] = read(wa, name)
    assert (told.event, told.address.user, told.about, told.text) == (event, user, about, "")


async def test_a_call_may_carry_many(wa: WhatsApp) -> None:
    """pywa itself reads only the first."""
    found = read(wa, "many_at_once")
    assert [message.text for message in found] == ["first", "third", "second"]
    assert [message.address.user for message in found] == [PERSON, "919812345678", PERSON]
    assert [receipt.state for receipt in told(wa, "many_at_once")] == [ReceiptState.READ]


@pytest.mark.parametrize(
    ("name", "state", "code", "outside"),
    [
        ("status_sent", ReceiptState.SENT, "", False),
        ("status_delivered", ReceiptState.DELIVERED, "", False),
        ("status_read", ReceiptState.READ, "", False),
        ("status_played", ReceiptState.READ, "", False),
        ("status_failed", ReceiptState.FAILED, "131026", False),
        ("status_failed_window", ReceiptState.FAILED, "131047", True),
        ("status_failed_passing", ReceiptState.FAILED, "131000", False),
    ],
)
async def test_receipts(
    wa: WhatsApp, name: str, state: ReceiptState, code: str, outside: bool
) -> None:
    [receipt] = told(wa, name)
    assert (receipt.state, receipt.code, receipt.outside) == (state, code, outside)
    assert receipt.again is (name == "status_failed_passing")
    assert (receipt.id, receipt.of) == (OURS, QUESTION)
    assert receipt.address == Address("whatsapp", PERSON)


async def test_a_receipt_by_business_scoped_id(wa: WhatsApp) -> None:
    [receipt] = told(wa, "status_bsuid")
    assert receipt.address.user == BSUID


async def test_a_call_that_is_played_again_after_weeks_is_no_news(wa: WhatsApp) -> None:
    old = datetime.now(UTC) - timedelta(days=9)
    assert read(wa, "text", at=old) == []
    assert read(wa, "text", at=old + timedelta(days=2))


@pytest.mark.parametrize("name", NAMES)
async def test_no_part_that_is_missing_or_wrong_breaks_a_call(wa: WhatsApp, name: str) -> None:
    """Every value in turn is taken out, or is something else; what stands beside it is read."""
    whole = payload(name)
    for path in _paths(whole):
        for wrong in (None, [], {}, "\ud800", _GONE):
            data = body_of(_with(payload(name), path, wrong))
            for call in (wa.parse, wa.receipts):
                with suppress(Rejected):
                    call(signed(data), data)


async def test_one_that_cannot_be_read_does_not_hold_up_those_beside_it(wa: WhatsApp) -> None:
    update = payload("many_at_once")
    del update["entry"][0]["changes"][0]["value"]["messages"][0]["text"]
    data = body(update)
    assert [m.text for m in wa.parse(signed(data), data)] == ["third", "second"]


async def test_letters_no_platform_can_carry_are_dropped(wa: WhatsApp) -> None:
    data = body_of(typed("water \ud83c now", "wamid.X="))
    [message] = wa.parse(signed(data), data)
    assert message.text == "water  now"


_GONE = object()


def body_of(update: Any) -> bytes:
    return json.dumps(update).encode()


def _paths(value: Any, here: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    items: Any = ()
    if isinstance(value, dict):
        items = value.items()
    elif isinstance(value, list):
        items = enumerate(value)
    found = [(*here, key) for key, _ in items]
    return [*found, *(path for key, one in items for path in _paths(one, (*here, key)))]


def _with(update: Any, path: tuple[Any, ...], value: Any) -> Any:
    at = update
    for key in path[:-1]:
        at = at[key]
    if value is _GONE:
        del at[path[-1]]
    else:
        at[path[-1]] = value
    return update
