"""Long notes go through piece by piece; a dead engine costs one try; time is bounded."""

from __future__ import annotations

import asyncio
import tracemalloc

import pytest

from hearing.scripted import Long, Scripted, ear, listener
from nakshatra.audio.decode import Whole, opened
from nakshatra.errors import EngineError, Noisy, Stopped, TooFaint, TooLoud, Unheard
from nakshatra.heard import SURENESS, Asked, Ear, Expected, Heard, Piece
from nakshatra.hearing import writing as module
from nakshatra.types import Audio, Lang, Voice
from recordings import encoded, silence, tone

HINDI = Lang("hi", "Deva")
KNOWN = Expected(used=(HINDI,))
OFFERS = [ear("h", "hi")]


async def test_a_long_note_is_heard_in_stretches_and_told_of() -> None:
    told: list[tuple[float, float]] = []

    async def tell(done: float, whole: float) -> None:
        told.append((done, whole))

    engine = Scripted(OFFERS, {"hi": "हाँ"})
    said = await listener(engine).transcribe(Long(4), KNOWN, tell)
    assert said.text == "हाँ हाँ हाँ हाँ"
    assert told == [(0, 120), (30, 120), (60, 120), (90, 120)]
    assert [asked.last for asked in engine.asked] == [False, False, False, True]


async def test_speech_that_was_left_is_put_before_the_next_stretch() -> None:
    left = Heard((Piece("और", 2.0, -0.1),), speech=True, left=16_000)
    engine = Scripted(OFFERS, {"hi": left})
    await listener(engine).transcribe(Long(3), KNOWN)
    assert [round(audio.seconds) for audio in engine.seen] == [30, 31, 31]


async def test_memory_does_not_grow_with_the_length() -> None:
    engine = Scripted(OFFERS, {"hi": "हाँ"})
    await listener(engine).transcribe(Long(20), KNOWN)
    assert max(audio.seconds for audio in engine.seen) <= 31


@pytest.mark.parametrize("used", [(), (HINDI,)])
@pytest.mark.parametrize("sure", [-0.1, -1.3])
async def test_whenever_the_engine_is_asked_somebody_still_waits(
    used: tuple[Lang, ...], sure: float
) -> None:
    """While the language is tried too: the look before each asking may end it."""
    engine = Scripted([*OFFERS, ear("t", "ta")], {"hi": ("हाँ जी", sure), "ta": "ஆமாம்"})
    looked = []

    async def look(_: float, __: float) -> None:
        looked.append(len(engine.asked))

    await listener(engine).transcribe(Long(4), Expected(used=used), look)
    assert set(looked) >= set(range(len(engine.asked)))
    assert len(engine.asked) > 4


class Deaf(Scripted):
    """Keeps nothing of what it heard."""

    async def hear(self, ear: Ear, audio: Audio, asked: Asked) -> Heard:
        return Heard((Piece("हाँ", 2.0, -0.1),), speech=True)


async def test_five_minutes_take_no_more_memory_than_one() -> None:
    """Of Python and numpy, from the file that was sent to its words."""
    took = []
    for minutes in (1, 5):
        sent = Voice(encoded(tone(60.0 * minutes), "mp3", "mp3", 16_000), "")
        ears = listener(Deaf(OFFERS, {}))
        tracemalloc.start()
        said = await ears.transcribe(await opened(sent, 700), KNOWN)
        took.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
        assert said.text.count("हाँ") >= 2 * minutes
    assert took[1] - took[0] < 2_000_000, "a stretch is a megabyte, four minutes are eight"


async def test_an_engine_that_dies_is_asked_once_more() -> None:
    engine = Scripted(OFFERS, {"hi": "हाँ जी"}, fails=[Stopped("killed")])
    assert (await listener(engine).transcribe(Long(2), KNOWN)).text == "हाँ जी हाँ जी"
    assert len(engine.asked) == 3


async def test_an_engine_that_dies_twice_is_given_up() -> None:
    engine = Scripted(OFFERS, {"hi": "हाँ"}, fails=[Stopped("killed"), Stopped("killed")])
    with pytest.raises(Stopped):
        await listener(engine).transcribe(Long(2), KNOWN)
    assert len(engine.asked) == 2


class Stuck(Scripted):
    async def hear(self, ear: Ear, audio: Audio, asked: Asked) -> Heard:
        await asyncio.Event().wait()
        raise AssertionError


async def test_the_deadline_ends_a_stuck_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_AT_LEAST", 0.01)
    monkeypatch.setattr(module, "_PER_SECOND", 0.0)
    with pytest.raises(EngineError, match="not written down within"):
        await listener(Stuck(OFFERS, {})).transcribe(Long(1), KNOWN)


@pytest.mark.parametrize(
    ("sound", "error"),
    [
        (silence(1.0), Unheard),
        (tone(1.0), Noisy),
        (Audio(b"\xff\x7f" * 16_000), TooLoud),
        (Audio(b"\x64\x00" * 16_000), TooFaint),
    ],
)
async def test_a_recording_without_speech_says_what_is_wrong(
    sound: Audio, error: type[Unheard]
) -> None:
    with pytest.raises(error) as caught:
        await listener(Scripted(OFFERS, {})).transcribe(Whole(sound), KNOWN)
    assert type(caught.value) is error


async def test_words_that_are_guesses_are_not_heard() -> None:
    engine = Scripted(OFFERS, {"hi": ("हाँ", -3.0)})
    with pytest.raises(Unheard, match="made out"):
        await listener(engine).transcribe(Whole(tone(1.0)), KNOWN)


async def test_confidence_is_the_mean_probability_of_what_is_believed() -> None:
    silent = Piece("दो", 9.0, -5.0, no_speech=0.9)
    pieces = (Piece("एक बात", 3.0, 0.0), silent, Piece("और एक", 1.0, -0.6931))
    engine = Scripted(OFFERS, {"hi": Heard(pieces, speech=True)})
    said = await listener(engine).transcribe(Whole(tone(1.0)), KNOWN)
    assert said.text == "एक बात और एक"
    assert said.confidence == pytest.approx((3 * 1.0 + 1 * 0.5) / 4, abs=1e-3)


async def test_of_what_was_lost_in_the_middle_people_are_told() -> None:
    """Half a question may ask the opposite: it is read back, however sure the rest is."""
    pieces = (Piece("एक बात", 3.0, 0.0), Piece("दो", 9.0, -5.0), Piece("और एक", 1.0, 0.0))
    engine = Scripted(OFFERS, {"hi": Heard(pieces, speech=True)})
    said = await listener(engine).transcribe(Whole(tone(1.0)), KNOWN)
    assert said.text == "एक बात और एक"
    assert SURENESS.floor < said.confidence < SURENESS.readback


async def test_an_engine_that_tells_no_confidence_is_read_back() -> None:
    engine = Scripted(OFFERS, {"hi": Heard((Piece("एक बात", 3.0, None),), speech=True)})
    said = await listener(engine).transcribe(Whole(tone(1.0)), KNOWN)
    assert 0.37 < said.confidence < 0.7
