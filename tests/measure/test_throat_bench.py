"""What the measure of throats and pauses can tell apart."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from nakshatra.audio.manner import manners
from nakshatra.home import home
from nakshatra.types import Audio
from recordings import silence, tone
from throat_bench import Reader, cepstra, efforts, pauses_ms, throats

MANNER = manners(home())["bn"]
WORDS = ["এক", "পাঁচ", "শূন্য"]


@pytest.fixture
async def reader() -> AsyncIterator[Reader]:
    made = Reader()
    yield made
    await made.close()


async def test_a_word_is_nearest_to_itself_however_fast_it_is_said(reader: Reader) -> None:
    slow = replace(MANNER, rate=MANNER.rate * 3 // 4)
    said = [cepstra(await reader.say(word, "bn", MANNER)) for word in WORDS]
    again = [cepstra(await reader.say(word, "bn", slow)) for word in WORDS]
    assert list(efforts(again, said).argmin(axis=1)) == [0, 1, 2]


async def test_who_sounds_like_the_plain_voice_finds_it_right_in_each_word(reader: Reader) -> None:
    people = {word: [await reader.say(word, "bn", MANNER)] * 2 for word in WORDS}
    among, found = await throats(reader, "bn", people, MANNER)
    assert among == 1.0
    assert (found[0].name, found[0].right, found[0].better, found[0].worse) == ("plain", 1.0, 0, 0)


def test_pauses_around_a_recording_are_none_of_it() -> None:
    parts = [silence(1), tone(0.5), silence(0.1), tone(0.5), silence(0.3), tone(0.5), silence(1)]
    assert pauses_ms(Audio(b"".join(part.pcm for part in parts))) == [100, 300]
    assert pauses_ms(tone(1)) == []


async def test_a_gap_between_words_is_a_pause(reader: Reader) -> None:
    plain = await reader.say("এক পাঁচ শূন্য", "bn", MANNER)
    gapped = await reader.say("এক পাঁচ শূন্য", "bn", replace(MANNER, gap=20))
    assert sum(pauses_ms(gapped)) > sum(pauses_ms(plain)) + 200
