"""What a person on WhatsApp sees, and what becomes of Meta's errors."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from fake_graph_api import Cut, FakeGraphApi, Garbage, Refusal
from nakshatra.channels.whatsapp import WhatsApp
from nakshatra.channels.whatsapp.pace import Pace
from nakshatra.channels.whatsapp.writing import ABILITIES
from nakshatra.errors import CatalogueError, ChannelError, Gone, OutsideWindow
from nakshatra.shape import Words, shape
from nakshatra.types import (
    ENGLISH,
    Address,
    Attachment,
    Button,
    Citation,
    Kind,
    Lang,
    Message,
    Reply,
    Voice,
)
from whatsapp_payloads import PERSON, QUESTION, Make

REPLY = Reply(
    address=Address("whatsapp", PERSON),
    to=QUESTION,
    text="Sow wheat in November.",
    lang=ENGLISH,
    citations=(Citation("a/wheat", "Wheat sowing, ICAR", "https://icar.org.in", "2026-10-01"),),
    buttons=(
        Button("👍 Helpful", f"/feedback good {QUESTION}"),
        Button("👎 Not helpful", f"/feedback bad {QUESTION}"),
    ),
)
OGG = Voice(b"OggS of the tests" * 9, "audio/ogg; codecs=opus")


async def test_a_reply_quotes_its_question_and_has_buttons(
    graph: FakeGraphApi, wa: WhatsApp
) -> None:
    assert await wa.send(REPLY) == "wamid.OURS0="
    [seen] = graph.sent
    assert seen.text.startswith("Sow wheat in November.\n\nSources:\n• Wheat sowing")
    assert (seen.to, seen.quotes, seen.tracker) == (PERSON, QUESTION, QUESTION)
    assert [label for label, _ in seen.buttons] == ["👍 Helpful", "👎 Not helpful"]
    assert graph.read == [QUESTION]


async def test_a_reply_to_an_edit_quotes_what_was_edited_and_its_receipts_name_the_edit(
    graph: FakeGraphApi, wa: WhatsApp
) -> None:
    edit = f"{QUESTION}:0123456789abcdef"
    await wa.send(replace(REPLY, to=edit))
    assert (graph.sent[0].quotes, graph.sent[0].tracker) == (QUESTION, edit)
    assert graph.read == [QUESTION]


async def test_receipts_of_a_word_beside_do_not_name_the_question(
    graph: FakeGraphApi, wa: WhatsApp
) -> None:
    await wa.send(replace(REPLY, beside=True))
    assert (graph.sent[0].quotes, graph.sent[0].tracker) == (QUESTION, "")


async def test_people_without_a_number_are_written_to(graph: FakeGraphApi, wa: WhatsApp) -> None:
    await wa.send(replace(REPLY, address=Address("whatsapp", "IN.13491208655302741918")))
    assert graph.sent[0].to == "IN.13491208655302741918"


async def test_a_spoken_reply_is_a_voice_note_and_then_the_words(
    graph: FakeGraphApi, wa: WhatsApp
) -> None:
    await wa.send(replace(REPLY, voice=OGG))
    note, words = graph.sent
    assert (note.voice, words.text[:9]) == (OGG.data, "Sow wheat")


async def test_in_an_emergency_the_words_come_first(graph: FakeGraphApi, wa: WhatsApp) -> None:
    await wa.send(replace(REPLY, text="Call 108 now.", kind=Kind.EMERGENCY, voice=OGG))
    assert [bool(seen.voice) for seen in graph.sent] == [False, True]


async def test_where_no_recording_is_taken_the_words_go(graph: FakeGraphApi, wa: WhatsApp) -> None:
    graph.no_voices = True
    await wa.send(replace(REPLY, voice=OGG, heard=True))
    assert [seen.text[:9] for seen in graph.sent] == ["Sow wheat"]


async def test_languages_are_picked_from_lists(graph: FakeGraphApi, wa: WhatsApp) -> None:
    languages = tuple(Button(f"भाषा {n}", f"/language {n}") for n in range(15))
    asks = replace(REPLY, text="Which?", kind=Kind.NOTICE, citations=(), buttons=languages)
    await wa.send(replace(asks, lang=Lang("hi", "Deva")))
    assert [len(seen.rows) for seen in graph.sent] == [10, 5]
    assert graph.sent[1].text == "चुनिए"


async def test_the_help_is_a_menu_to_tap(graph: FakeGraphApi, wa: WhatsApp) -> None:
    text = "Ask me:\n- When will it rain?\n/language choose the language\n/voice when I speak"
    await wa.send(replace(REPLY, text=text, kind=Kind.NOTICE, citations=(), buttons=()))
    [seen] = graph.sent
    assert seen.text == "Ask me:\n- When will it rain?"
    assert dict(seen.buttons) == {"choose the language": "/language", "when I speak": "/voice"}


def test_a_number_is_never_struck_out() -> None:
    parts = shape(replace(REPLY, text="*108* ~112~", citations=()), ABILITIES, Words())
    assert parts[0].text == "*\u200b108* ~\u200b112~"


async def test_a_file_is_handed_over_after_the_words(graph: FakeGraphApi, wa: WhatsApp) -> None:
    file = Attachment("nakshatra-export.json", "application/json", '{"a": "गेहूँ"}'.encode(), "a")
    await wa.send(replace(REPLY, text="Here it is.", citations=(), attachment=file))
    words, handed = graph.sent
    assert words.text == "Here it is."
    assert (handed.file, handed.document) == (file.name, file.data)


async def test_a_file_that_breaks_off_is_sent_again_alone(
    graph: FakeGraphApi, wa: WhatsApp
) -> None:
    file = Attachment("nakshatra-export.json", "application/json", b"{}", "a")
    handing = replace(REPLY, attachment=file)
    graph.trouble(None, Cut())
    with pytest.raises(ChannelError):
        await wa.send(handing)
    await wa.send(handing)
    assert [bool(seen.document) for seen in graph.sent] == [False, True]


@pytest.mark.parametrize(
    ("trouble", "wait"),
    [
        (Refusal(130429), 5),
        (Refusal(131056), 10),
        (Refusal(80007, 429), 60),
        (Refusal(4, 429, retry_after="7"), 7),
        (Refusal(131016, 503), None),
        (Refusal(190, 401), None),
        (Cut(), None),
        (Garbage(), None),
    ],
    ids=str,
)
async def test_what_may_be_tried_again(
    graph: FakeGraphApi, wa: WhatsApp, trouble: Exception, wait: float | None
) -> None:
    graph.trouble(trouble)
    with pytest.raises(ChannelError) as raised:
        await wa.send(REPLY)
    assert (raised.value.retryable, raised.value.retry_after) == (True, wait)
    assert PERSON not in str(raised.value)
    await wa.send(REPLY)
    assert len(graph.sent) == 1


@pytest.mark.parametrize("code", [131026, 131009, 131050, 131049, 130472, 368, 131042, 132001])
async def test_what_no_second_try_can_mend(graph: FakeGraphApi, wa: WhatsApp, code: int) -> None:
    graph.trouble(Refusal(code))
    with pytest.raises(Gone):
        await wa.send(REPLY)


async def test_outside_its_window_a_reply_has_to_wait(graph: FakeGraphApi, wa: WhatsApp) -> None:
    graph.outside.add(PERSON)
    with pytest.raises(OutsideWindow):
        await wa.send(replace(REPLY, voice=OGG))
    assert graph.sent == []


async def test_a_person_is_asked_back_with_the_template(graph: FakeGraphApi, wa_make: Make) -> None:
    graph.outside.add(PERSON)
    graph.templates.add(("again", "hi"))
    assert not await wa_make().knock(REPLY)
    assert await wa_make(whatsapp_template="again").knock(REPLY)
    assert [seen.template for seen in graph.sent] == ["again"]
    with pytest.raises(ChannelError):
        await wa_make(whatsapp_template="unknown").knock(REPLY)


@pytest.mark.parametrize(("lang", "template"), [("ta", "ta"), ("en", "en_US"), ("sat", "hi")])
async def test_the_template_is_in_their_language_where_it_was_approved(
    graph: FakeGraphApi, wa_make: Make, lang: str, template: str
) -> None:
    wa = wa_make(whatsapp_template="again", whatsapp_template_language="hi, ta,en_US")
    graph.templates.add(("again", template))
    assert await wa.knock(replace(REPLY, lang=Lang(lang, "Latn")))
    assert [seen.template for seen in graph.sent] == ["again"]


async def test_a_second_try_says_nothing_twice(graph: FakeGraphApi, wa: WhatsApp) -> None:
    long = replace(REPLY, text="One sentence of the answer. " * 400, voice=OGG, buttons=())
    graph.trouble(None, None, Cut())
    with pytest.raises(ChannelError):
        await wa.send(long)
    await wa.send(long)
    heard = "".join(seen.text for seen in graph.sent).partition("Sources")[0]
    assert heard.split() == long.text.split()
    assert [seen.voice for seen in graph.sent if seen.voice] == [OGG.data]


async def test_it_shows_that_a_question_was_read_and_is_answered(
    graph: FakeGraphApi, wa: WhatsApp
) -> None:
    message = Message(id=QUESTION, address=REPLY.address, sent_at=datetime.now(UTC), text="When?")
    await wa.reading(message)
    assert graph.typing == [QUESTION]
    with pytest.raises(ChannelError):
        await wa.reading(replace(message, id="human:1"))


async def test_an_operators_answer_quotes_nothing_of_the_platform(
    graph: FakeGraphApi, wa: WhatsApp
) -> None:
    """Its message came from us: Meta would refuse to quote it."""
    await wa.send(replace(REPLY, to="human:7:1780000000"))
    assert (graph.sent[0].quotes, graph.read) == ("", [])


async def test_after_closing_it_sends_nothing(wa: WhatsApp) -> None:
    await wa.close()
    with pytest.raises(ChannelError):
        await wa.send(REPLY)


@pytest.mark.parametrize(
    "wrong",
    [
        {"whatsapp_app_secret": ""},
        {"whatsapp_verify_token": ""},
        {"whatsapp_phone_id": ""},
        {"whatsapp_phone_id": "+91 98123 45678"},
        {"whatsapp_template_language": "hi,tamil"},
    ],
)
def test_what_is_not_set_is_named(wa_make: Make, wrong: dict[str, str]) -> None:
    [name] = wrong
    with pytest.raises(CatalogueError, match=f"NAKSHATRA_{name.upper()}"):
        wa_make(**wrong)


async def test_no_more_go_out_in_a_second_than_may() -> None:
    waited: list[float] = []

    async def sleep(seconds: float) -> None:
        waited.append(seconds)

    pace = Pace(10, clock=lambda: 0.0, sleep=sleep)
    for _ in range(4):
        await pace()
    assert waited == pytest.approx([0.1, 0.2, 0.3])
    await pace(urgent=True)
    assert len(waited) == 3, "first aid waits for nobody"
    await pace()
    assert waited[-1] == pytest.approx(0.5), "and the others for it"
