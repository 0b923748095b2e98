"""What is told once, or once a day."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import fakes
from fakes import ADDRESS, ENGLISH
from nakshatra.catalogue import Catalogue
from nakshatra.durable.once import told, with_disclaimer, with_voice_note
from nakshatra.types import Kind, Profile, Reply, Voice

CATALOGUE = Catalogue.load()
PHRASES = CATALOGUE.languages["en"].phrases
NOW = datetime(2026, 11, 23, tzinfo=UTC)
ANSWER = fakes.answer("drink water")
REPLY = Reply(address=ADDRESS, to="1", text="drink water", lang=ENGLISH)
ALOUD = replace(REPLY, voice=Voice(b"", "audio/ogg"))


def test_an_answer_on_health_says_once_a_day_that_it_is_no_doctor() -> None:
    line = PHRASES["disclaimer_health"]
    assert with_disclaimer(ANSWER, Profile(), CATALOGUE, NOW).text.endswith(line)
    told_now = Profile(told_disclaimer_at=NOW)
    soon, later = NOW + timedelta(hours=23), NOW + timedelta(hours=25)
    assert with_disclaimer(ANSWER, told_now, CATALOGUE, soon) == ANSWER
    assert with_disclaimer(ANSWER, told_now, CATALOGUE, later).text.endswith(line)


def test_an_emergency_carries_nothing_else() -> None:
    urgent = replace(ANSWER, kind=Kind.EMERGENCY)
    assert with_disclaimer(urgent, Profile(), CATALOGUE, NOW) == urgent
    aloud = replace(ALOUD, kind=Kind.EMERGENCY)
    assert with_voice_note(aloud, Profile(), CATALOGUE) == aloud
    assert told(Profile(), urgent, aloud, CATALOGUE, NOW) == Profile()


def test_the_first_voice_says_that_it_is_a_computer() -> None:
    first = with_voice_note(ALOUD, Profile(), CATALOGUE)
    assert PHRASES["computer_voice"] in first.text
    after = told(Profile(), ANSWER, first, CATALOGUE, NOW)
    assert after.told_computer_voice
    assert with_voice_note(ALOUD, after, CATALOGUE) == ALOUD


def test_who_wants_the_voice_alone_still_reads_it_once() -> None:
    alone = replace(ALOUD, heard=True)
    assert not with_voice_note(alone, Profile(), CATALOGUE).heard
    assert with_voice_note(alone, Profile(told_computer_voice=True), CATALOGUE).heard


def test_a_text_needs_no_word_about_a_voice() -> None:
    assert with_voice_note(REPLY, Profile(), CATALOGUE) == REPLY


def test_only_what_was_said_counts_as_told() -> None:
    assert told(Profile(), ANSWER, REPLY, CATALOGUE, NOW) == Profile(greeted=True)
    full = replace(REPLY, text=with_disclaimer(ANSWER, Profile(), CATALOGUE, NOW).text)
    assert told(Profile(), ANSWER, full, CATALOGUE, NOW).told_disclaimer_at == NOW
