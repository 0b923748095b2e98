from __future__ import annotations

from datetime import UTC, datetime

import pytest
import telegram as tg
from hypothesis import given, settings
from hypothesis import strategies as st

from nakshatra.catalogue import Catalogue
from nakshatra.channels.telegram.reading import Me, Origin, read
from nakshatra.channels.telegram.tolerance import readable
from nakshatra.channels.telegram.where import Where
from nakshatra.types import ENGLISH, Address, Event, Lang, Media, Message
from telegram_payloads import NAMES, payload

ME = Me(123456789, "NakshatraTestBot")
HINDI = Lang("hi", "Deva")

TEXTS = {
    "text": "गेहूँ कब बोएँ?",
    "text_emoji": "👩‍🌾 गेहूँ 🌾 kab boye? क्‍या",
    "lone_surrogate": "gehu  kab\u200d 🌾?",
    "command": "/start ref_42",
    "command_named": "/start ref_42",
    "photo_caption": "इस पत्ते पर क्या लगा है?",
    "edited": "सरसों कब बोएँ?",
    "callback": "/feedback good 5550001:42",
    "callback_inaccessible": "/voice always",
    "group_mention": "गेहूँ कब बोएँ?",
    "group_called_only": "/help",
    "group_reply": "और सरसों?",
    "group_command": "/help",
    "english": "When do I sow mustard?",
    "no_language": "ola",
    "topic": "गेहूँ कब बोएँ?",
    "thread": "गेहूँ कब बोएँ?",
    "business_text": "गेहूँ कब बोएँ?",
    "business_edited": "सरसों कब बोएँ?",
    "group_added": "/joined NakshatraTestBot",
}
RECORDINGS = {
    "voice": Media("AwACvoice", "audio/ogg", 4, 15234),
    "business_voice": Media("AwACvoice", "audio/ogg", 4, 15234),
    "group_reply_voice": Media("AwACvoice", "audio/ogg", 4, 15234),
    "audio": Media("CQACaudio", "audio/mp4", 63, 801234),
    "audio_bare": Media("CQACbare", "audio/mpeg", 3, 0),
    "video_note": Media("DQACnote", "video/mp4", 7, 402211),
    "audio_document": Media("BQACopus", "audio/ogg", 0, 22110),
}
OTHERS = {
    "photo": "photo",
    "photo_album": "photo",
    "sticker": "sticker",
    "location": "location",
    "venue": "location",
    "contact": "contact",
    "poll": "poll",
    "dice": "dice",
    "video": "video",
    "document": "document",
    "animation": "video",
    "story": "story",
    "unknown_kind": "other",
    "poll_of_old_server": "other",
}
EVENTS = {
    "blocked": (Event.LEFT, "5550001", ""),
    "group_removed": (Event.LEFT, "-1001234567890", ""),
    "migrated_to": (Event.MOVED, "-1001234567890", "-445566"),
    "migrated_from": (Event.MOVED, "-1001234567890", "-445566"),
    "reaction": (Event.LIKED, "5550001", "5550001:9000"),
    "reaction_down": (Event.DISLIKED, "5550001", "5550001:9000"),
    "business_deleted": (
        Event.TAKEN_BACK,
        "5550001@AbCd-Ef_12",
        "5550001@AbCd-Ef_12:42 5550001@AbCd-Ef_12:43",
    ),
}
IGNORED = {
    "business_connection",
    "business_deleted_nothing",
    "business_disabled",
    "business_owner",
    "channel_added",
    "reaction_group",
    "reaction_removed",
    "reaction_thinking",
    "unblocked",
    "edited_location",
    "callback_inline",
    "callback_game",
    "group_command_other",
    "group_talk",
    "group_similar_name",
    "group_photo",
    "joined",
    "pinned",
    "started_timer",
    "from_bot",
    "channel_post",
    "unknown_update",
}


@pytest.fixture
def heard(catalogue: Catalogue, request: pytest.FixtureRequest) -> Message | None:
    update = tg.Update.de_json(readable(payload(request.param)))
    return read(update, ME, catalogue.languages)


def test_every_payload_has_its_case() -> None:
    assert set(NAMES) == {*TEXTS, *RECORDINGS, *OTHERS, *EVENTS, *IGNORED}


@pytest.mark.parametrize(("heard", "text"), TEXTS.items(), indirect=["heard"])
def test_words_arrive_as_they_were_typed(heard: Message, text: str) -> None:
    assert (heard.text, heard.media, heard.other) == (text, None, "")


@pytest.mark.parametrize(("heard", "media"), RECORDINGS.items(), indirect=["heard"])
def test_everything_with_sound_in_it_is_a_recording(heard: Message, media: Media) -> None:
    assert (heard.text, heard.media, heard.other) == ("", media, "")


@pytest.mark.parametrize(("heard", "other"), OTHERS.items(), indirect=["heard"])
def test_what_nobody_can_read_is_called_by_its_name(heard: Message, other: str) -> None:
    assert (heard.text, heard.media, heard.other) == ("", None, other)


@pytest.mark.parametrize(("heard", "told"), EVENTS.items(), indirect=["heard"])
def test_what_happens_is_told_and_is_no_message(
    heard: Message, told: tuple[Event, str, str]
) -> None:
    assert (heard.event, heard.address.user, heard.about) == told
    assert not heard.text


@pytest.mark.parametrize("heard", sorted(IGNORED), indirect=True)
def test_what_nobody_asks_us_is_passed_over(heard: Message | None) -> None:
    assert heard is None


@pytest.mark.parametrize(
    ("heard", "id", "user"),
    [
        ("text", "5550001:42", "5550001"),
        ("group_mention", "-1001234567890:42", "-1001234567890"),
        ("edited", "5550001:42:edit:1795000060:700000001", "5550001"),
        ("callback", "5550001:9000:press:4382bfdwdsb323b2d9", "5550001"),
        ("photo_album", "5550001:album:13579", "5550001"),
        ("topic", "-1001234567890:42", "-1001234567890/7"),
        ("thread", "-1001234567890:42", "-1001234567890"),
        ("business_text", "5550001@AbCd-Ef_12:42", "5550001@AbCd-Ef_12"),
    ],
    indirect=["heard"],
)
def test_a_message_is_known_by_its_chat_and_number(heard: Message, id: str, user: str) -> None:
    assert (heard.id, heard.address) == (id, Address("telegram", user))


@pytest.mark.parametrize(
    ("heard", "lang"),
    [("text", HINDI), ("callback", HINDI), ("english", ENGLISH), ("no_language", None)],
    indirect=["heard"],
)
def test_the_reader_s_language_is_a_hint(heard: Message, lang: Lang | None) -> None:
    assert heard.lang == lang


@pytest.mark.parametrize(
    ("heard", "stamp"), [("text", 1795000000), ("edited", 1795000060)], indirect=["heard"]
)
def test_the_time_of_writing_is_kept(heard: Message, stamp: int) -> None:
    assert heard.sent_at == datetime.fromtimestamp(stamp, UTC)


@pytest.mark.parametrize(
    ("heard", "id"),
    [("edited", "5550001:42"), ("business_edited", "5550001@AbCd-Ef_12:42"), ("text", "")],
    indirect=["heard"],
)
def test_an_edit_names_the_message_it_replaces(heard: Message, id: str) -> None:
    assert heard.replaces == id


def test_two_edits_in_one_second_are_two_and_a_second_delivery_is_one(catalogue: Catalogue) -> None:
    first = payload("edited")
    second = {**first, "update_id": first["update_id"] + 1}
    heard = [
        read(tg.Update.de_json(told, None), ME, catalogue.languages)
        for told in (first, second, first)
    ]
    ids = [message.id for message in heard if message]
    assert (len(ids), len(set(ids)), ids[0]) == (3, 2, ids[2])


def test_a_button_below_an_old_answer_is_pressed_now(catalogue: Catalogue) -> None:
    now = datetime(2026, 12, 24, tzinfo=UTC)
    update = tg.Update.de_json(payload("callback_inaccessible"))
    pressed = read(update, ME, catalogue.languages, now)
    assert pressed is not None
    assert pressed.sent_at == now


@settings(deadline=None)
@given(
    chat=st.integers(-(10**13), 10**13),
    topic=st.none() | st.integers(1, 10**9),
    business=st.text("abzABZ019_-", max_size=30),
)
def test_a_place_is_read_back_from_its_address(chat: int, topic: int | None, business: str) -> None:
    where = Where(chat, topic, business)
    assert Where.of(where.address.user) == where


def test_in_a_group_nothing_is_a_mention_while_our_name_is_not_known(catalogue: Catalogue) -> None:
    update = tg.Update.de_json(payload("group_mention"), None)
    assert read(update, Me(0, ""), catalogue.languages) is None


@pytest.mark.parametrize(
    ("id", "origin"),
    [
        ("-100123:7", Origin(7, "")),
        ("5:7:edit:1795000060", Origin(7, "")),
        ("5:7:edit:1795000060:812", Origin(7, "")),
        ("5:7:press:4382bf", Origin(7, "4382bf")),
        ("5:album:13579", None),
        ("5@AbCd-Ef_12:7", Origin(7, "")),
        ("5@AbCd-Ef_12:7:press:4382bf", Origin(7, "4382bf")),
        ("of another channel", None),
    ],
)
def test_an_id_tells_which_message_to_quote(id: str, origin: Origin | None) -> None:
    assert Origin.of(id) == origin
