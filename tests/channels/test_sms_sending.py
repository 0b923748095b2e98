"""Replies -> what providers are sent, what a phone shows, what it costs, and what goes wrong."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from channels.sms_house import CARDS, HOOK_SECRET, PERSON, PUBLIC, settings
from fake_sms_gateway import ACCOUNT, OURS, TOKEN, FakeSmsGateway
from nakshatra.channels.sms import Sms
from nakshatra.channels.sms.channel import _moved
from nakshatra.channels.sms.provider_file import find, read_provider
from nakshatra.errors import ChannelError, Gone, Refused, StoreError
from nakshatra.text.segments import count
from nakshatra.types import Address, Kind, Lang, Reply, Thread

HINDI = "गेहूँ का न्यूनतम समर्थन मूल्य 2,425 रुपये क्विंटल है।"


@dataclass
class Purse:
    spent: list[tuple[str, int, float]] = field(default_factory=list)
    broken: bool = False

    async def spend(self, kind: str, segments: int, rupees: float) -> None:
        if self.broken:
            raise StoreError("disk is full")
        self.spent.append((kind, segments, rupees))


def reply(text: str = HINDI, **more: Any) -> Reply:
    given = {"text": text, "lang": Lang("hi", "Deva"), **more}
    return Reply(address=Address("sms", PERSON), to="SM1", **given)


def sms(
    gateway: FakeSmsGateway, provider: str = "twilio", purse: Purse | None = None, **more: Any
) -> Sms:
    made = settings(provider, **more)
    return Sms(made, CARDS, _moved(read_provider(find(provider)), gateway.url), purse)


async def test_twilio_takes_it_and_gives_its_id() -> None:
    with FakeSmsGateway() as gateway:
        purse = Purse()
        made = sms(gateway, purse=purse, sms_price=0.25)
        assert await made.send(reply()) == f"SM{1:032x}"
        [sent] = gateway.sent
        assert sent.fields == {
            "To": PERSON,
            "From": OURS,
            "Body": HINDI,
            "StatusCallback": f"{PUBLIC}/hooks/sms",
        }
        assert purse.spent == [("answer", 1, 0.25)]
        await made.close()


EXPECTED: dict[str, tuple[str, dict[str, Any]]] = {
    "exotel": (
        '{"SMSMessage": {"Sid": "theirs-1", "Status": "queued"}}',
        {"From": "NAKSHT", "To": PERSON, "Body": HINDI, "EncodingType": "unicode"}
        | {
            "DltEntityId": "1101",
            "DltTemplateId": "1107",
            "StatusCallback": f"{PUBLIC}/hooks/sms/{HOOK_SECRET}",
        },
    ),
    "gupshup": (
        "success | 919876543210 | theirs-1\n",
        {"method": "sendMessage", "v": "1.1", "auth_scheme": "plain", "format": "text"}
        | {"userid": ACCOUNT, "password": TOKEN, "send_to": "919876543210", "msg": HINDI}
        | {
            "msg_type": "Unicode_text",
            "mask": "NAKSHT",
            "principalEntityId": "1101",
            "dltTemplateId": "1107",
        },
    ),
    "msg91": (
        '{"message": "theirs-1", "type": "success"}',
        {"sender": "NAKSHT", "route": "4", "unicode": "1", "DLT_TE_ID": "1107"}
        | {"sms": [{"message": HINDI, "to": ["919876543210"]}]},
    ),
    "textlocal": (
        '{"status": "success", "messages": [{"id": "9"}]}',
        {"message": HINDI, "unicode": "true"},
    ),
}


@pytest.mark.parametrize("provider", EXPECTED)
async def test_each_provider_is_asked_in_its_own_words(provider: str) -> None:
    answer, expected = EXPECTED[provider]
    with FakeSmsGateway() as gateway:
        gateway.answers.append((200, answer))
        made = sms(gateway, provider, sms_entity="1101", sms_templates="answer=1107")
        id = await made.send(reply())
        [sent] = gateway.sent
        assert expected.items() <= sent.fields.items()
        assert id == ("theirs-1" if provider != "textlocal" else sent.fields["custom"])
        if provider == "exotel":
            assert sent.headers["Authorization"].startswith("Basic ")
        await made.close()


@pytest.mark.parametrize(
    ("status", "body", "error", "says"),
    [
        (429, "", ChannelError, "429"),
        (503, "", ChannelError, "503"),
        (400, '{"code": 21610}', Gone, "21610"),
        (401, "", Gone, "401"),
        (200, '{"status": "failure"}', Gone, "did not take"),
        (200, "not json", Gone, "did not take"),
    ],
)
async def test_a_refusal_says_whether_to_try_again(
    status: int, body: str, error: type[ChannelError], says: str
) -> None:
    with FakeSmsGateway() as gateway:
        gateway.answers.append((status, body))
        made = sms(gateway)
        with pytest.raises(ChannelError, match=says) as caught:
            await made.send(reply())
        assert type(caught.value) is error
        assert PERSON not in str(caught.value)
        await made.close()


async def test_a_call_that_breaks_off_is_not_made_again_but_in_an_emergency() -> None:
    with FakeSmsGateway() as gateway:
        gateway.cuts = 2
        made = sms(gateway)
        with pytest.raises(Gone, match="nobody knows"):
            await made.send(reply())
        with pytest.raises(ChannelError) as caught:
            await made.send(reply("108 पर फ़ोन करें।", kind=Kind.EMERGENCY))
        assert caught.value.retryable
        await made.close()


async def test_a_gateway_that_is_away_is_tried_again() -> None:
    with FakeSmsGateway() as gateway:
        made = sms(gateway)
    with pytest.raises(ChannelError) as caught:
        await made.send(reply())
    assert caught.value.retryable
    await made.close()


async def test_no_free_text_to_india_where_a_template_is_required() -> None:
    with FakeSmsGateway() as gateway:
        made = sms(gateway, sms_dlt_required=True, sms_templates="answer=1107,menu=1108")
        assert await made.send(reply())
        with pytest.raises(Refused, match="sms_templates \\(more=") as caught:
            await made.send(reply(kind=Kind.MORE))
        assert "sms_dlt_required = false" in str(caught.value)
        menu = reply(kind=Kind.NOTICE, thread=Thread(question="", choices=("/topic health",)))
        assert await made.send(menu)
        abroad = replace(reply(kind=Kind.MORE), address=Address("sms", "+15005550007"))
        assert await made.send(abroad), "the rule is India's"
        assert len(gateway.sent) == 3
        await made.close()


async def test_the_cost_is_written_down_and_a_full_disk_sends_nothing_twice() -> None:
    with FakeSmsGateway() as gateway:
        purse = Purse(broken=True)
        made = sms(gateway, purse=purse)
        assert await made.send(reply())
        assert len(gateway.sent) == 1
        await made.close()


async def test_no_message_is_longer_than_two_segments_whatever_it_is_given() -> None:
    with FakeSmsGateway() as gateway:
        made = sms(gateway)
        for kind in Kind:
            await made.send(reply(HINDI * 40, kind=kind))
        assert all(count(text).segments <= 2 for text in gateway.texts)
        await made.close()
