"""Who is turned away reads why, in their language, once; and two machines that talk fall silent."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from durable.harness import Expert, House, Transcriber, bot, message
from durable.test_durable_road import Telling, town
from nakshatra.catalogue import Catalogue
from nakshatra.durable.away import Away
from nakshatra.stores.ledger import Accepted
from nakshatra.types import Lang, Profile

CARDS = Catalogue.load().languages
WHY = {
    Accepted.BUSY: ("try_later", 300),
    Accepted.LIMITED: ("slow_down", 60),
    Accepted.LOOP: ("machine_talk", 600),
    Accepted.LATE: ("came_late", 300),
}


@pytest.mark.parametrize("why", WHY)
@pytest.mark.parametrize(
    ("user", "text", "code"), [("asha", "गेहूँ कब बोएँ", "hi"), ("tamil", "wheat", "ta")]
)
async def test_the_reason_is_told_once_in_their_language_until_it_is_over(
    house: House, why: Accepted, user: str, text: str, code: str
) -> None:
    """As they chose, else as they wrote."""
    tamil = Profile(greeted=True, lang=Lang("ta", "Taml"))
    await house.store.save_profile(message("x", user="tamil").address, tamil)
    phrase, silence = WHY[why]
    clock = [0.0]
    away = _away(house, lambda: clock[0])
    for after in (0, silence - 1, silence + 1):
        clock[0] = float(after)
        away.tell(message(text, str(after), user), why)
        await away.close()
    assert house.platform.texts == [CARDS[code].phrases[phrase]] * 2


def _away(house: House, clock: Callable[[], float]) -> Away:
    channels = {"fake": house.platform}
    made = bot(channels, Expert(), Transcriber())
    return Away(house.turns().delivery, made, house.store, clock)


@pytest.mark.parametrize(
    "answers",
    [
        lambda n, _: f"Thank you for your message number {n}, we will reply.",
        lambda _, text: text,
        lambda *_: "We are out of the office until Monday.",
    ],
    ids=["always something else", "an echo", "always the same"],
)
async def test_two_machines_that_answer_each_other_come_to_an_end(
    tmp_path: Path, answers: Callable[[int, str], str]
) -> None:
    """Through the whole road, as fast as they can: no rate limit helps."""
    other = Telling()
    async with town(tmp_path, platform=other) as here:
        outcomes: list[Accepted] = []
        heard = 0
        for number in range(60):
            text = answers(number, other.sent[-1].text) if other.sent else "hello"
            outcomes.append(await here.road.accept(message(text, str(number))))
            if outcomes[-1] is not Accepted.NEW:
                break
            heard += 1
            async with asyncio.timeout(30):
                await other.reached(heard)
        assert outcomes[-1] is Accepted.LOOP
        assert heard <= 12
        async with asyncio.timeout(30):
            await other.reached(heard + 1)
        assert other.texts[heard:] == [CARDS["en"].phrases["machine_talk"]]
        assert await here.road.accept(message("snake bite", "urgent")) is Accepted.NEW
