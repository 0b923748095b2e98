from __future__ import annotations

from datetime import UTC, datetime

import pytest
import telegram as tg

from nakshatra.catalogue import Catalogue
from nakshatra.channels.telegram.reading import Me, Origin, read
from nakshatra.channels.telegram.tolerance import readable
from nakshatra.types import ENGLISH, Address, Lang, Media, Message
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
}
RECORDINGS = {
    "voice": Media("AwACvoice", "audio/ogg", 4, 15234),
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
IGNORED = {
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
    "blocked",
    "reaction",
    "unknown_update",
}


@pytest.fixture
def heard(catalogue: Catalogue, request: pytest.FixtureRequest) -> Message | None:
    update = tg.Update.de_json(readable(payload(request.param)))
    return read(update, ME, catalogue.languages)


def test_every_payload_has_its_case() -> None:
    assert set(NAMES) == {*TEXTS, *RECORDINGS, *OTHERS, *IGNORED}


@pytest.mark.parametrize(("heard", "text"), TEXTS.items(), indirect=["heard"])
def test_words_arrive_as_they_were_typed(heard: Message, text: str) -> None:
    assert (heard.text, heard.media, heard.other) == (text, None, "")


@pytest.mark.parametrize(("heard", "media"), RECORDINGS.items(), indirect=["heard"])
def test_everything_with_sound_in_it_is_a_recording(heard: Message, media: Media) -> None:
    assert (heard.text, heard.media, heard.other) == ("", media, "")


@pytest.mark.parametrize(("heard", "other"), OTHERS.items(), indirect=["heard"])
def test_what_nobody_can_read_is_called_by_its_name(heard: Message, other: str) -> None:
    assert (heard.text, heard.media, heard.other) == ("", None, other)


@pytest.mark.parametrize("heard", sorted(IGNORED), indirect=True)
def test_what_nobody_asks_us_is_passed_over(heard: Message | None) -> None:
    assert heard is None


@pytest.mark.parametrize(
    ("heard", "id", "user"),
    [
        ("text", "5550001:42", "5550001"),
        ("group_mention", "-1001234567890:42", "-1001234567890"),
        ("edited", "5550001:42:edit:1795000060", "5550001"),
        ("callback", "5550001:9000:press:4382bfdwdsb323b2d9", "5550001"),
        ("photo_album", "5550001:album:13579", "5550001"),
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


def test_in_a_group_nothing_is_a_mention_while_our_name_is_not_known(catalogue: Catalogue) -> None:
    update = tg.Update.de_json(payload("group_mention"), None)
    assert read(update, Me(0, ""), catalogue.languages) is None


@pytest.mark.parametrize(
    ("id", "origin"),
    [
        ("-100123:7", Origin(7, "")),
        ("5:7:edit:1795000060", Origin(7, "")),
        ("5:7:press:4382bf", Origin(7, "4382bf")),
        ("5:album:13579", None),
        ("of another channel", None),
    ],
)
def test_an_id_tells_which_message_to_quote(id: str, origin: Origin | None) -> None:
    assert Origin.of(id) == origin
