"""Whatever people send becomes 16 kHz mono, or a plain reason."""

from __future__ import annotations

import asyncio
from io import BytesIO

import av
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nakshatra.audio.decode import Recording, container, decode, opened
from nakshatra.errors import Rejected, Unheard
from nakshatra.types import Audio, Voice
from recordings import encoded, silence, tone

KINDS = [
    ("ogg", "libopus", 48_000),
    ("mp3", "libmp3lame", 44_100),
    ("ipod", "aac", 44_100),
    ("adts", "aac", 16_000),
    ("webm", "libopus", 48_000),
    ("wav", "pcm_s16le", 44_100),
    ("wav", "pcm_s16le", 8_000),
    ("wav", "pcm_alaw", 8_000),
    ("flac", "flac", 48_000),
    ("amr", "libopencore_amrnb", 8_000),
]
OGG = encoded(tone(1.0), "ogg", "libopus", 48_000)


@pytest.mark.parametrize(("name", "codec", "rate"), KINDS)
async def test_what_people_send_is_heard(name: str, codec: str, rate: int) -> None:
    audio = await decode(Voice(encoded(tone(2.0), name, codec, rate), "wrong/mime"), 60)
    assert audio.rate == 16_000
    assert audio.seconds == pytest.approx(2.0, abs=0.15)
    assert _pitch(audio) == pytest.approx(440, abs=5)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        ("यह पाठ है".encode(), "not a recording"),
        (b"#EXTM3U\nhttp://127.0.0.1/secret\n", "not a recording"),
        (b"\xff\xd8\xff\xe0 a photo", "not a recording|broken|shorter"),
        (b"OggS" + bytes(500), "broken|no sound|shorter"),
        (OGG[:60], "broken|no sound|shorter"),
    ],
    ids=["nothing", "text", "playlist", "photo", "empty ogg", "torn ogg"],
)
async def test_what_is_no_recording_says_why(data: bytes, reason: str) -> None:
    with pytest.raises(Unheard, match=reason):
        await decode(Voice(data, "audio/ogg"), 60)


async def test_half_a_recording_is_heard_as_far_as_it_goes() -> None:
    whole = encoded(tone(4.0), "wav", "pcm_s16le", 16_000)
    audio = await decode(Voice(whole[: len(whole) // 2], ""), 60)
    assert audio.seconds == pytest.approx(2.0, abs=0.1)


async def test_a_recording_over_the_limit_is_refused() -> None:
    data = encoded(silence(12.0), "ogg", "libopus", 48_000)
    with pytest.raises(Rejected, match="longer than 10 seconds"):
        await decode(Voice(data, ""), 10)


async def test_a_header_that_claims_one_sample_a_second_does_not_fill_the_memory() -> None:
    data = bytearray(encoded(tone(1.0), "wav", "pcm_s16le", 16_000))
    data[24:28] = (1).to_bytes(4, "little")
    with pytest.raises(Rejected):
        await decode(Voice(bytes(data), ""), 600)


async def test_a_header_that_claims_a_thousand_million_samples_a_second_is_damage() -> None:
    data = bytearray(encoded(tone(1.0), "wav", "pcm_s16le", 16_000))
    data[24:28] = (1_000_000_000).to_bytes(4, "little")
    with pytest.raises(Unheard, match="samples a second"):
        await decode(Voice(bytes(data), ""), 600)


async def test_a_film_without_sound_is_said_to_have_none() -> None:
    recording = await opened(Voice(_film(), "video/mp4"), 60)
    with pytest.raises(Unheard, match="holds no sound"):
        _ = [part async for part in recording.stretches()]


async def test_a_click_is_too_short_to_hold_a_word() -> None:
    with pytest.raises(Unheard, match="shorter"):
        await decode(Voice(encoded(tone(0.05), "wav", "pcm_s16le", 16_000), ""), 60)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    start=st.sampled_from([b"", b"OggS", b"ID3", b"\0\0\0\x20ftyp", b"RIFF\0\0\0\0WAVE", b"fLaC"]),
    rest=st.binary(max_size=400),
)
def test_noise_never_raises_anything_but_our_own_errors(start: bytes, rest: bytes) -> None:
    _only_our_errors(start + rest)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(where=st.integers(0, len(OGG) - 1), what=st.binary(min_size=1, max_size=40))
def test_a_damaged_recording_never_raises_anything_else(where: int, what: bytes) -> None:
    _only_our_errors(OGG[:where] + what + OGG[where + len(what) :])


def test_the_container_is_known_by_its_bytes() -> None:
    assert container(OGG) == "ogg"
    assert container(b"#!AMR\n") == "amr"
    assert container(b"\xff\xf1\x50\x80") == "aac"
    assert container(b"\xff\xfb\x90\x00") == "mp3"
    assert container(b"#EXTM3U") == ""


def _only_our_errors(data: bytes) -> None:
    try:
        asyncio.run(opened(Voice(data, ""), 5))
        audio = asyncio.run(decode(Voice(data, ""), 5))
    except (Unheard, Rejected):
        return
    assert 0 < audio.seconds <= 5.1


def _film() -> bytes:
    file = BytesIO()
    with av.open(file, "w", format="mp4") as out:
        stream = out.add_stream("mpeg4", rate=10, width=32, height=32, pix_fmt="yuv420p")
        picture = av.VideoFrame.from_ndarray(np.zeros((32, 32, 3), np.uint8), "rgb24")
        for frame in (picture, None):
            out.mux(stream.encode(frame))
    return file.getvalue()


def _pitch(audio: Audio) -> float:
    samples = np.frombuffer(audio.pcm, "<i2").astype(float)
    spectrum = np.abs(np.fft.rfft(samples))
    return float(np.fft.rfftfreq(len(samples), 1 / audio.rate)[spectrum.argmax()])


async def test_a_long_recording_comes_in_stretches_that_make_the_whole() -> None:
    data = encoded(tone(70.0), "ogg", "libopus", 48_000)
    recording = await opened(Voice(data, ""), 600)
    assert recording.seconds == pytest.approx(70, abs=0.1)
    for _ in range(2):  # from its beginning whenever it is asked
        parts = [part async for part in recording.stretches()]
        assert [round(part.seconds) for part in parts] == [30, 30, 10]
    whole = await decode(Voice(data, ""), 600)
    assert b"".join(part.pcm for part in parts) == whole.pcm


async def test_a_recording_that_says_it_is_too_long_is_not_decoded() -> None:
    data = encoded(tone(9.0), "ogg", "libopus", 48_000)
    with pytest.raises(Rejected, match="longer than 8 seconds"):
        await opened(Voice(data, ""), 8)


async def test_a_recording_that_lies_about_its_length_is_refused_on_the_way() -> None:
    recording = Recording(Voice(encoded(tone(40.0), "ogg", "libopus", 48_000), ""), 1.0, 35.0)
    with pytest.raises(Rejected, match="longer than 35 seconds"):
        _ = [part async for part in recording.stretches()]


async def test_what_breaks_off_late_is_heard_until_then() -> None:
    data = encoded(tone(40.0), "ogg", "libopus", 48_000)
    recording = await opened(Voice(data[: len(data) * 9 // 10], ""), 600)
    parts = [part async for part in recording.stretches()]
    assert 30 < sum(part.seconds for part in parts) <= 37


@pytest.mark.parametrize("data", [b"", b"junk", b"OggS" + bytes(40)])
async def test_what_is_no_recording_is_unheard_in_stretches_too(data: bytes) -> None:
    recording = await opened(Voice(data, ""), 600)
    with pytest.raises(Unheard):
        _ = [part async for part in recording.stretches()]
