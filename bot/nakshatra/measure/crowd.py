"""A whole bot and people who all write at once -> whether each was answered once and in order,
how long they waited, and who was answered before an emergency that came last.

Its channel carries nothing: what is sent is noted with the time. The packs answer, no model does.
"""

from __future__ import annotations

import asyncio
import tempfile
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

from nakshatra.abilities import WITHOUT_LIMITS, Abilities
from nakshatra.app import specify, wire
from nakshatra.durable.road import Road
from nakshatra.errors import ChannelError
from nakshatra.measure.memory import resident_mb
from nakshatra.measure.samples import questions
from nakshatra.settings import Settings
from nakshatra.stores.ledger import Accepted
from nakshatra.stores.sql import SqlStore
from nakshatra.types import Address, Kind, Media, Message, Profile, Reply, Voice

NAME = "crowd"
EACH = 2
"""Questions of each, the second sent before the first is answered."""

URGENT = "मेरे भाई को साँप ने काट लिया"
AHEAD = 12
"""Turns that may be under way already when an emergency comes: it does not stop them."""

_LAST_S = 600.0
_LOOK_S = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    people: int
    messages: int
    unanswered: int
    doubled: int
    out_of_order: int
    """People whose second answer came before their first."""

    ahead: int
    """Replies that went out between the emergency's coming and first aid."""

    urgent_s: float
    first_s: float
    """Until the last of them had a first answer."""

    all_s: float
    memory_mb: float

    @property
    def held(self) -> bool:
        wrong = self.unanswered or self.doubled or self.out_of_order
        return not wrong and self.ahead <= AHEAD


@dataclass
class Square:
    """Where all of them stand."""

    name: str = NAME
    abilities: Abilities = WITHOUT_LIMITS
    sent: list[tuple[float, Reply]] = field(default_factory=list)

    async def fetch(self, media: Media) -> Voice:
        raise ChannelError(f"no recordings here: {media.mime}")

    async def send(self, reply: Reply) -> str:
        if not reply.beside:
            self.sent.append((perf_counter(), reply))
        return reply.to


async def measured(people: int) -> Row:
    with tempfile.TemporaryDirectory() as folder:
        async with _open(Path(folder)) as (road, store, square):
            for number in range(people):
                met = Profile(greeted=True, asked_memory=True)
                await store.save_profile(_message(number, 0, "").address, met)
            return await _asked(road, square, people)


async def _asked(road: Road, square: Square, people: int) -> Row:
    texts = questions(people * EACH)
    messages = [
        _message(number, turn, texts[(turn * people + number) % len(texts)])
        for turn in range(EACH)
        for number in range(people)
    ]
    begun = perf_counter()
    taken = Counter(await asyncio.gather(*map(road.accept, messages)))
    before, came = len(square.sent), perf_counter()
    urgent = _message(people, 0, URGENT)
    taken[await road.accept(urgent)] += 1
    async with asyncio.timeout(_LAST_S):
        while await road.backlog():  # noqa: ASYNC110 the road has no bell for "all done"
            await asyncio.sleep(_LOOK_S)
    return _row(square.sent, [*messages, urgent], taken, before, came, begun)


def _row(
    sent: Sequence[tuple[float, Reply]],
    messages: Sequence[Message],
    taken: Counter[Accepted],
    before: int,
    came: float,
    begun: float,
) -> Row:
    answered = Counter(reply.to for _, reply in sent)
    first: dict[str, float] = {}
    for at, reply in sent:
        first.setdefault(reply.address.user, at)
    ids = [reply.to for _, reply in sent]
    aid = ids.index(messages[-1].id)
    return Row(
        people=len({message.address.user for message in messages}) - 1,
        messages=taken[Accepted.NEW],
        unanswered=sum(message.id not in answered for message in messages),
        doubled=sum(count > 1 for count in answered.values()),
        out_of_order=_out_of_order([reply for _, reply in sent]),
        ahead=aid - before,
        urgent_s=sent[aid][0] - came,
        first_s=max(first.values()) - begun,
        all_s=max(at for at, _ in sent) - begun,
        memory_mb=resident_mb(),
    )


def _out_of_order(replies: Sequence[Reply]) -> int:
    """First aid may overtake: that is no disorder."""
    theirs: dict[str, list[str]] = defaultdict(list)
    for reply in replies:
        if reply.kind is not Kind.EMERGENCY:
            theirs[reply.address.user].append(reply.to)
    return sum(ids != sorted(ids) for ids in theirs.values())


@asynccontextmanager
async def _open(folder: Path) -> AsyncIterator[tuple[Road, SqlStore, Square]]:
    settings = replace(Settings(), data_dir=folder)
    store, square = SqlStore(settings), Square()
    parts = wire(specify(settings, store), {NAME: square})
    road = Road(parts.bot, store, settings, {NAME: square})
    await road.start()
    try:
        yield road, store, square
    finally:
        await road.stop()
        await parts.close()


def _message(person: int, turn: int, text: str) -> Message:
    id = f"{person}-{turn}"
    return Message(
        id=id, address=Address(NAME, str(person)), sent_at=datetime.now(UTC), text=text or "-"
    )
