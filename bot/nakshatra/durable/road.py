"""The façade: messages in at the door, replies out by their channels, nothing lost in between.

Accept, then answer 200: what `accept` took is on disk. Read turn.py for what happens to it.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from enum import StrEnum

from nakshatra.durable.away import Away
from nakshatra.durable.deliver import Delivery
from nakshatra.durable.door import Door
from nakshatra.durable.engine import Engine
from nakshatra.durable.events import happened
from nakshatra.durable.glance import cut, is_urgent
from nakshatra.durable.hand_off import HandOff
from nakshatra.durable.lanes import Lanes
from nakshatra.durable.lock import Lock
from nakshatra.durable.retry import Patience
from nakshatra.durable.trouble import report
from nakshatra.durable.turn import Turns
from nakshatra.errors import CatalogueError, StoreError
from nakshatra.farewell import is_wish
from nakshatra.knowledge.version import version_of
from nakshatra.pipeline.bot import Bot
from nakshatra.pipeline.opting import STOP, opting
from nakshatra.ports import Channel
from nakshatra.settings import Settings
from nakshatra.stores.keys import key_of, owner_of
from nakshatra.stores.ledger import Accepted, Place, State, Work
from nakshatra.stores.sql import SqlStore
from nakshatra.stores.turnstile import urgently
from nakshatra.types import Message, Receipt

log = logging.getLogger(__name__)

SWEEP_S = 15.0
"""How often what is over is purged and what was put off is taken up."""

GRACE_S = 10.0
"""How long turns under way may take to end when the process is asked to stop."""

STAGES = Patience(tries=3, first_s=0.5)
SENDING = Patience(tries=6, first_s=1.0)
"""Half a minute in all, unless the platform asks for more."""

_DOORS = 64
"""Two messages of one person go through the same door, so they keep their order."""


class Role(StrEnum):
    ALL = "all"
    GATEWAY = "gateway"
    """Accepts; answers nothing."""

    WORKER = "worker"
    """Answers what gateways accepted."""


class Road:
    def __init__(
        self,
        bot: Bot,
        store: SqlStore,
        settings: Settings,
        channels: Mapping[str, Channel],
        *,
        role: Role = Role.ALL,
        stages: Patience = STAGES,
        sending: Patience = SENDING,
        queued: bool | None = None,
        over: Callable[[str, State], None] = lambda _channel, _state: None,
    ) -> None:
        """`over` is told of each turn that ends, to count it.
        `queued`: through DBOS's queues although one process does all; for tests."""
        if role is not Role.ALL and not settings.database_url:
            raise CatalogueError(
                f"role {role} needs a database that machines share: set NAKSHATRA_DATABASE_URL to "
                "a postgresql:// address, or run with --role all"
            )
        self._bot = bot
        self._store = store
        self._settings = settings
        self._works = role is not Role.GATEWAY
        self._lock = Lock(settings.data_dir)
        self._lanes = Lanes()
        self._queued = bool(settings.database_url) if queued is None else queued
        self._engine = Engine(settings, queued=self._queued, works=self._works)
        self._doors = [asyncio.Lock() for _ in range(_DOORS)]
        shared = None if store.database.is_sqlite else store.trails
        self._door = Door(settings, shared)
        self._delivery = Delivery(
            ledger=store.ledger,
            channels=channels,
            patience=sending,
            over=over,
            said=self._door.said,
            settings=settings,
        )
        self._away = Away(self._delivery, bot, store, shared=shared)
        self._crashed: set[str] = set()
        self._replaced: set[str] = set()
        self._turns = Turns(
            bot=bot,
            store=store,
            lanes=self._lanes,
            delivery=self._delivery,
            patience=stages,
            crashed=self._crashed,
            settings=settings,
            replaced=self._replaced,
        )
        self._hand_off = HandOff(
            bot=bot,
            inbox=store.inbox,
            errands=store,
            settings=settings,
            now=lambda: datetime.now(UTC),
        )
        self._sweeper: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Take the folder, open the tables, take up what a crash left. Raise `StoreError`."""
        self._lock.take()
        try:
            await self._begin_all()
        except StoreError:
            self._lock.release()
            raise
        self._sweeper = asyncio.create_task(self._sweep_for_ever())

    async def _begin_all(self) -> None:
        await self._store.open()
        for folder in self._bot.catalogue.folders.values():
            await asyncio.to_thread(version_of, folder)
        unfinished = await self._store.ledger.unfinished()
        self._crashed.update(work.key for work in unfinished)
        if not self._queued:
            for work in unfinished:
                self._lanes.join(work.key, work.owner, urgent=work.urgent)
        self._engine.launch(self._turns.run)
        await self._engine.register()
        for work in unfinished:
            await self._revive(work)

    async def stop(self, grace: float = GRACE_S) -> None:
        """Turns under way end within `grace` seconds, or stay on disk for the next start."""
        if self._sweeper is not None:
            self._sweeper.cancel()
            with suppress(asyncio.CancelledError):
                await self._sweeper
        await self._away.close()
        await self._lanes.close(grace)
        await self._engine.close()
        await self._store.close()
        self._lock.release()

    async def accept(self, message: Message) -> Accepted:
        """On disk when it returns NEW: only then tell the platform so. Who is turned away is told
        why. Raise `StoreError`."""
        if message.event is not None:
            await happened(message, self._store, noted=self._has_window(message))
            return Accepted.NEW
        message = cut(message, self._settings.max_text)
        urgent = await is_urgent(message, self._bot)
        if (why := await self._door.turned_away(message, urgent=urgent)) is not None:
            self._away.tell(message, why)
            return why
        ahead = urgent or is_wish(message)
        with urgently(ahead):
            accepted = await self._admit(message, urgent=ahead)
        if accepted is Accepted.BUSY:
            self._away.tell(message, accepted)
        return accepted

    async def receipt(self, receipt: Receipt) -> None:
        """What a platform tells of a reply afterwards. Raise `StoreError`."""
        await self._delivery.receipt(receipt)

    @property
    def alive(self) -> bool:
        """Whether it was started and still looks after what was accepted."""
        return self._sweeper is not None and not self._sweeper.done()

    async def backlog(self) -> int:
        """Messages that were accepted and are not finished."""
        return await self._store.ledger.backlog()

    async def dead_letters(self) -> Sequence[Work]:
        return await self._store.ledger.faults()

    async def replay(self, serial: int) -> None:
        """Answer a dead letter again, or send its reply again. Raise `StoreError`."""
        await self._take_up(await self._store.ledger.replay(serial))

    async def sweep(self) -> None:
        """Purge what is over; take up what was put off, or replayed from the command line."""
        await self._store.purge()
        await self._hand_off.send(self._bring)
        await self._delivery.ask_back()
        await self._engine.sweep()
        for work in await self._store.ledger.unfinished():
            await self._take_up(work)

    async def _admit(self, message: Message, *, urgent: bool, from_person: bool = True) -> Accepted:
        key = key_of(message.address, message.id)
        if message.known_as:
            message = await self._tied(message)
        owner = owner_of(message.address)
        async with self._door_of(owner):
            if from_person and self._has_window(message):
                await self._open_window(message, owner, key)
            accepted, serial = await self._store.ledger.accept(message, urgent=urgent)
            if accepted is Accepted.NEW:
                if message.replaces and (old := key_of(message.address, message.replaces)):
                    self._replaced.update({old} & self._lanes.keys())
                await self._begin(key, owner, serial, urgent=urgent)
        return accepted

    async def _open_window(self, message: Message, owner: str, key: str) -> None:
        """Before the message is taken: a crash in between leaves nothing behind that waits for it.
        What was held goes first, unless they write to say STOP."""
        if await self._store.ledger.knows(key):
            return
        stops = STOP in (message.text, opting(message.text, self._bot.catalogue))
        for place in await self._store.ledger.held.wrote(owner, release=not stops):
            await self._revive(place)

    async def _tied(self, message: Message) -> Message:
        """Whoever they were by their other name goes on as this one."""
        address, other = message.address, message.known_as
        await self._store.tie(address, other, message.sent_at)
        self._lanes.rename(owner_of(replace(address, user=other)), owner_of(address))
        return replace(message, known_as="")

    def _has_window(self, message: Message) -> bool:
        channel = self._bot.channels.get(message.address.channel)
        return channel is not None and channel.abilities.window_hours > 0

    async def _bring(self, message: Message) -> bool:
        """An operator's answer; it waits while too many wait."""
        return await self._admit(message, urgent=False, from_person=False) is not Accepted.BUSY

    async def _begin(self, key: str, owner: str, serial: int, *, urgent: bool) -> None:
        """It is on disk already: when DBOS cannot take it now, the next sweep begins it."""
        if not self._queued:
            self._lanes.join(key, owner, urgent=urgent)
        try:
            await self._engine.start(key, owner, serial, urgent=urgent)
        except Exception as error:
            report(log, "a turn could not begin", error)
            self._lanes.leave(key)

    async def _take_up(self, work: Place) -> None:
        """Behind what comes in at its person's door just now: that begins by itself."""
        async with self._door_of(work.owner):
            if work.key not in self._lanes:
                await self._revive(work)

    def _door_of(self, owner: str) -> asyncio.Lock:
        return self._doors[hash(owner) % _DOORS]

    async def _revive(self, work: Place) -> None:
        if await self._engine.alive(work.key):
            return
        if not self._queued and work.key not in self._lanes:
            self._lanes.join(work.key, work.owner, urgent=work.urgent)
        await self._engine.drop(work.key)
        await self._engine.start(work.key, work.owner, work.serial, urgent=work.urgent)

    async def _sweep_for_ever(self) -> None:
        while True:
            await asyncio.sleep(SWEEP_S)
            try:
                await self.sweep()
            except StoreError as error:
                log.error("not swept: %s", error)
            except Exception as error:
                report(log, "the sweep broke", error)
