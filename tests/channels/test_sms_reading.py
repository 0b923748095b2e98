"""Recorded calls of providers -> messages, menus, receipts; and a provider of one's own."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from channels.sms_house import CARDS, HOOK_SECRET, PERSON, call, channel, settings
from nakshatra.channels.sms import Sms, build
from nakshatra.channels.sms.numbers import e164
from nakshatra.channels.sms.provider_file import OURS
from nakshatra.channels.sms.reading import messages
from nakshatra.errors import CatalogueError, Rejected
from nakshatra.registry import Spec
from nakshatra.types import ReceiptState


def taken(provider: str, kind: str) -> Any:
    """What is read from it; how it is proven is another test's."""
    made = channel(provider)
    made._gate = replace(made._gate, signed=lambda *_: True)
    return made.take(call(provider, kind))


@pytest.mark.parametrize(
    ("provider", "text", "id"),
    [
        ("twilio", "गेहूँ की MSP कितनी है?", "SM0123456789abcdef0123456789abcdef"),
        ("exotel", "gehu ka msp kitna hai", "6f1e2d3c4b5a69788796a5b4c3d2e1f0"),
        ("gupshup", "ASK gehu ka msp kitna hai", ""),
        ("msg91", "gehu ka msp kitna hai", "65a1b2c3d4e5f60718293a4b"),
        ("textlocal", "ASK gehu ka msp kitna hai", ""),
    ],
)
def test_a_message_of_each_provider(provider: str, text: str, id: str) -> None:
    [message] = taken(provider, "message").messages
    assert (message.address.channel, message.address.user) == ("sms", PERSON)
    assert message.text == text
    assert message.id == id if id else len(message.id) == 64
    assert taken(provider, "message").messages[0].id == message.id, "a repeat has the same id"


@pytest.mark.parametrize(
    ("provider", "state", "code"),
    [
        ("twilio", ReceiptState.DELIVERED, ""),
        ("gupshup", ReceiptState.DELIVERED, "000"),
        ("msg91", ReceiptState.FAILED, "32"),
        ("textlocal", ReceiptState.DELIVERED, ""),
    ],
)
def test_a_report_of_each_provider_is_a_receipt_and_no_message(
    provider: str, state: ReceiptState, code: str
) -> None:
    found = taken(provider, "report")
    assert not found.messages
    [receipt] = found.receipts
    assert (receipt.address.user, receipt.state, receipt.code) == (PERSON, state, code)


@pytest.mark.parametrize("provider", ["twilio", "exotel"])
def test_a_missed_call_asks_for_the_menu(provider: str) -> None:
    [message] = taken(provider, "call").messages
    assert (message.text, message.address.user) == ("/menu", PERSON)


def test_an_sms_without_words_asks_for_the_menu_and_a_picture_is_named() -> None:
    provider = channel().provider
    fields = {"From": PERSON, "Body": "  ", "MessageSid": "SM1", "NumMedia": "0"}
    assert messages(fields, provider)[0].text == "/menu"
    assert messages({**fields, "NumMedia": "1"}, provider)[0].other == "photo"


@pytest.mark.parametrize("sender", ["VM-HDFCBK", "57575", "", "+1", "9" * 40, "١٢٣٤٥٦٧٨٩٠"])
def test_nobody_answers_a_name_or_a_short_code(sender: str) -> None:
    fields = {"From": sender, "Body": "your account", "MessageSid": "SM1"}
    if sender:
        assert not messages(fields, channel().provider)
    else:
        with pytest.raises(Rejected):
            messages(fields, channel().provider)


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("+919876543210", PERSON),
        ("919876543210", PERSON),
        ("09876543210", PERSON),
        ("98765 43210", PERSON),
        ("0091-9876543210", PERSON),
        ("+15005550006", "+15005550006"),
        ("whatsapp:+919876543210", ""),
    ],
)
def test_numbers(written: str, number: str) -> None:
    assert e164(written, "91") == number


def own(folder: Path, text: str) -> Sms:
    (folder / "sms").mkdir(exist_ok=True)
    (folder / "sms" / "village.toml").write_text(text, "utf-8")
    return build(Spec(settings=settings("village", catalogue=folder), catalogue=CARDS))


def test_a_provider_of_one_s_own_is_a_file(tmp_path: Path) -> None:
    text = (OURS / "msg91.toml").read_text("utf-8").replace('"msg91"', '"village"')
    made = own(tmp_path, text.replace('text = "message"', 'text = "words"'))
    body = f'{{"id": "7", "number": "{PERSON}", "words": "hello"}}'.encode()
    [message] = made.take(replace(call("msg91", "message"), body=body)).messages
    assert message.text == "hello"
    assert made.callback.endswith(f"/hooks/sms/{HOOK_SECRET}")


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('kind = "path"', 'kind = "trust"', "proof.kind"),
        ('text = "message"', "", "incoming.text"),
        ("{text}", "{words}", "words"),
        ('id = "msg91"', 'id = "other"', "file's name"),
        ("https://api", "http://api", "https://"),
        ('format = "json"', 'format = "xml"', "format"),
        ('country = "91"', 'country = "+91"', "country"),
        ("[report]", "[reports]", "reports"),
        ('kind = "path"', 'kind = "path"\nnetworks = ["10.0.0.0/99"]', "networks"),
    ],
)
def test_a_file_that_is_wrong_says_where(tmp_path: Path, old: str, new: str, says: str) -> None:
    text = (OURS / "msg91.toml").read_text("utf-8")
    if not old.startswith("id"):
        text = text.replace('"msg91"', '"village"')
    with pytest.raises(CatalogueError, match=says):
        own(tmp_path, text.replace(old, new))


@pytest.mark.parametrize(
    ("provider", "more", "says"),
    [
        ("nobody", {}, "there are exotel, gupshup, msg91, textlocal, twilio"),
        ("twilio", {"public_url": ""}, "PUBLIC_URL"),
        ("twilio", {"sms_secret": ""}, "SMS_SECRET"),
        ("exotel", {"sms_hook_secret": "short"}, "20"),
        ("exotel", {"sms_networks": "not a net"}, "sms_networks"),
        ("exotel", {"sms_templates": "answer"}, "sms_templates"),
        ("exotel", {"sms_url": "api.exotel.com"}, "sms_url"),
    ],
)
def test_settings_that_are_wrong_say_what_to_do(
    provider: str, more: dict[str, str], says: str
) -> None:
    with pytest.raises(CatalogueError, match=says):
        channel(provider, **more)


async def test_each_of_our_files_says_what_was_not_tried() -> None:
    for path in OURS.glob("*.toml"):
        made = channel(path.stem)
        assert "no call was made" in made.provider.tried or "Not tried" in made.provider.tried
        assert made.provider.documented.startswith("https://")
        await made.close()
