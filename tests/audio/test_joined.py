"""Sentences one after the other, with pauses that do not depend on the voice."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nakshatra.audio.joined import BREATH_S, PAUSE_S, joined, pause_after, trimmed
from nakshatra.types import Audio
from recordings import tone

RATE = 16_000
PADDED = Audio(bytes(2 * RATE) + tone(1.0).pcm + bytes(2 * RATE), RATE)
"""A second of silence on either side."""


@pytest.mark.parametrize("end", [".", "?", "!", "।", "۔", "؟", '।"'])
def test_a_sentence_s_end_is_a_pause(end: str) -> None:
    assert pause_after(f"हाँ{end}") == PAUSE_S


@pytest.mark.parametrize("end", [",", ":", ";", ""])
def test_any_other_sign_is_a_breath(end: str) -> None:
    assert pause_after(f"हाँ{end}") == BREATH_S


def test_the_voice_s_own_silence_is_cut_and_ours_is_put_between() -> None:
    said = joined([PADDED, PADDED], ["हाँ।", "ना।"])
    assert said.seconds == pytest.approx(2.0 + PAUSE_S, abs=0.15)


def test_who_is_spoken_to_slowly_gets_longer_pauses() -> None:
    usual, slow = (joined([PADDED, PADDED], ["हाँ।", "ना।"], pace) for pace in (1.0, 0.5))
    assert slow.seconds - usual.seconds == pytest.approx(PAUSE_S, abs=0.01)


@given(st.binary(max_size=4000))
def test_any_sound_is_cut_at_whole_samples(pcm: bytes) -> None:
    cut = trimmed(Audio(pcm))
    assert cut in pcm
    assert len(cut) % 2 == 0 or cut == pcm


def test_silence_stays_silence() -> None:
    assert joined([Audio(bytes(3200))], ["हाँ।"]).pcm == bytes(3200)
