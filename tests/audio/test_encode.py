"""A spoken reply is OGG/Opus that phones play, and says that a computer speaks."""

from __future__ import annotations

import asyncio
from io import BytesIO

import av
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nakshatra.audio.decode import decode
from nakshatra.audio.encode import PROVENANCE, encode, packed, sealed, wav
from nakshatra.errors import EngineError
from nakshatra.types import Audio, Voice
from recordings import tone


@pytest.mark.parametrize("rate", [8_000, 16_000, 22_050, 48_000])
async def test_a_reply_plays_as_opus_of_the_same_length(rate: int) -> None:
    voice = await encode(tone(3.3, rate))
    assert voice.mime.startswith("audio/ogg")
    with av.open(BytesIO(voice.data)) as file:
        stream = file.streams.audio[0]
        assert (stream.codec_context.name, stream.rate) == ("opus", 48_000)
    assert (await decode(voice, 60)).seconds == pytest.approx(3.3, abs=0.05)


async def test_the_file_says_that_a_computer_speaks() -> None:
    voice = await encode(tone(1.0), "espeak-ng hi")
    with av.open(BytesIO(voice.data)) as file:
        told = file.streams.audio[0].metadata
    assert told["comment"] == PROVENANCE
    assert (told["synthetic"], told["voice"]) == ("yes", "espeak-ng hi")


async def test_a_wav_file_says_it_too() -> None:
    with av.open(BytesIO(wav(tone(1.0), "espeak-ng hi"))) as file:
        assert file.metadata["comment"] == f"{PROVENANCE}; synthetic"
        assert file.metadata["artist"] == "espeak-ng hi"
    assert (await decode(Voice(wav(tone(1.0)), "audio/wav"), 60)).seconds == pytest.approx(1.0)


async def test_a_minute_is_small_enough_for_a_mobile_plan() -> None:
    assert len((await encode(tone(60.0))).data) < 400_000


@pytest.mark.parametrize("pcm", [b"", b"\0"])
async def test_nothing_cannot_be_encoded(pcm: bytes) -> None:
    with pytest.raises(EngineError):
        await encode(Audio(pcm))


@settings(max_examples=25, deadline=None)
@given(pcm=st.binary(max_size=6000), rate=st.sampled_from([8_000, 22_050, 48_000]))
def test_any_sound_is_encoded_or_refused(pcm: bytes, rate: int) -> None:
    try:
        assert asyncio.run(encode(Audio(pcm, rate))).data.startswith(b"OggS")
    except EngineError:
        assert len(pcm) < 4000


async def test_sentences_that_are_packed_apart_are_one_recording() -> None:
    """Each is filled up to a whole frame, no more."""
    pieces = [packed(tone(seconds, 22_050)) for seconds in (1.0, 0.33, 2.0)]
    whole = await decode(sealed(pieces, "espeak-ng hi"), 60)
    assert 3.33 <= whole.seconds < 3.33 + 2 * 0.06 + 0.05


def test_nothing_packed_is_no_recording() -> None:
    with pytest.raises(EngineError, match="too short"):
        sealed([])
