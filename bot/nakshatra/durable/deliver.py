"""Reply -> the platform. The only place that sends.

The row says 'sending' before the platform is called and 'sent' after. When a crash came in between
nobody knows: an emergency is sent again; any other reply only if the channel says that it did not
go out, else it becomes a dead letter that an operator sees. What went out while the disk would not
take 'sent' is remembered: the same process sends it once.

Nothing but an emergency goes to who said STOP. Where a platform takes nothing until the person
writes again, the reply is held: they are asked to, once, and it goes before the answer to that. At
night only first aid, and an answer to what they wrote just now, ask; the morning asks for the rest.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from nakshatra.catalogue import Catalogue
from nakshatra.durable.retry import Patience
from nakshatra.durable.trouble import report
from nakshatra.errors import (
    Blocked,
    ChannelError,
    Gone,
    OutsideWindow,
    Refused,
    StoreError,
    TakenBack,
)
from nakshatra.farewell import is_farewell
from nakshatra.ports import Channel, Confirms, Knocks
from nakshatra.quiet import is_quiet
from nakshatra.settings import Settings
from nakshatra.stores.ledger import Ledger, State, Work
from nakshatra.stores.processing import Entry
from nakshatra.text.transliterate import to_script
from nakshatra.types import Kind, Receipt, Reply, Turn

log = logging.getLogger(__name__)

_NOT_ASKED = "it waits until the person writes, and nothing asked them to"
_AT_DAY = "it waits until morning, when the person is asked to write"

_AWAKE = timedelta(hours=1)
"""Whoever wrote within this time is not woken by an answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """A reply that is ready to go."""

    work: Work
    reply: Reply
    said: Sequence[Turn] = ()
    """What joins the conversation once it is delivered."""

    fault: str = ""
    """Why an operator should look, although a reply goes out."""

    entry: Entry | None = None
    """What the processing log is told once it is delivered."""

    stopped: bool = False
    """The person had said STOP when the turn began."""

    @property
    def is_last(self) -> bool:
        """It says that all is erased: nothing of it stays, and it is rather said twice than not."""
        return is_farewell(self.work.message)


async def _unheard(_: Reply) -> None:
    """Nobody listens to what goes out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    ledger: Ledger
    channels: Mapping[str, Channel]
    patience: Patience
    over: Callable[[str, State], None]
    """Told of each turn that ends: its channel and last state. Counts; must not raise."""

    said: Callable[[Reply], Awaitable[None]] = _unheard
    """Told of each reply that went out; must not raise."""

    settings: Settings = field(default_factory=Settings)
    now: Callable[[], datetime] = lambda: datetime.now(UTC)

    sent: dict[str, str] = field(default_factory=dict)
    """Key of a message -> the platform's id of its reply, until the disk knows that it went out."""

    async def __call__(self, parcel: Parcel) -> bool:
        """True when it was delivered, and what it answers was not taken back. Raise `StoreError`
        when nothing may be sent yet."""
        key = parcel.work.key
        try:
            if key not in self.sent and await self._unwanted(parcel):
                await self._finish(parcel, State.WITHHELD)
                return False
            if key not in self.sent:
                if parcel.work.state is State.SENDING and not await self._may_send_again(parcel):
                    return False
                self.sent[key] = await self.patience(lambda: self._send(parcel))
        except TakenBack:
            self.over(parcel.work.channel, State.DISCARDED)
            return False
        except OutsideWindow:
            return await self._hold(parcel)
        except Blocked:
            return await self._let_go(parcel)
        except ChannelError as error:
            why = f": {error}" if isinstance(error, Refused) else ""
            return await self._give_up(parcel, State.DEAD, f"{type(error).__name__}{why}")
        except StoreError:
            raise
        except Exception as error:
            return await self._give_up(
                parcel, State.UNCONFIRMED, report(log, "a channel broke", error)
            )
        sent = {"platform_id": self.sent[key], "fault": parcel.fault}
        stands = await self._finish(parcel, State.SENT, **sent)
        del self.sent[key]
        await self.said(parcel.reply)
        return stands

    async def notice(self, key: str, to: Reply, catalogue: Catalogue) -> None:
        """A line of the bot's own, sent once if it can be: nobody misses it when it cannot."""
        text = to_script(catalogue.phrase(key, to.lang.code), to.lang)
        await self.aside(
            Reply(address=to.address, to=to.to, text=text, lang=to.lang, kind=Kind.NOTICE)
        )

    async def aside(self, reply: Reply) -> bool:
        """Sent once if it can be; whether it was."""
        try:
            if reply.kind is not Kind.EMERGENCY and await self.ledger.held.stopped(reply.address):
                return False
            await self._channel(reply).send(replace(reply, beside=True))
            await self.said(reply)
        except (ChannelError, StoreError) as error:
            log.warning("a %s is not delivered: %s", reply.kind, type(error).__name__)
            return False
        return True

    async def receipt(self, receipt: Receipt) -> None:
        """What the platform tells of a reply afterwards. Raise `StoreError`."""
        work = await self.ledger.held.receive(receipt, _NOT_ASKED)
        if work is not None and work.reply is not None:
            await self._ask_back(work, work.reply)

    async def ask_back(self) -> None:
        """Those whom nobody asked at night, once it is day. Raise `StoreError`."""
        if self._is_night():
            return
        for work in await self.ledger.held.first_with(_AT_DAY):
            if work.reply is None:
                continue
            await self.ledger.held.mark(work, _NOT_ASKED)
            if not await self.ledger.held.stopped(work.reply.address):
                await self._ask(work, work.reply)

    def _is_night(self) -> bool:
        return is_quiet(self.now(), self.settings.quiet_from, self.settings.quiet_to)

    async def _unwanted(self, parcel: Parcel) -> bool:
        """They had said STOP, and this turn did not say START."""
        if not parcel.stopped or parcel.reply.kind is Kind.EMERGENCY:
            return False
        return await self.ledger.held.stopped(parcel.reply.address)

    async def _hold(self, parcel: Parcel) -> bool:
        log.info("reply %s waits for its person", parcel.work.serial)
        first = await self.ledger.held.hold(parcel.work, parcel.reply, _NOT_ASKED)
        if first or parcel.reply.kind is Kind.EMERGENCY:
            await self._ask_back(parcel.work, parcel.reply)
        return False

    async def _ask_back(self, work: Work, reply: Reply) -> None:
        """The first reply that waits asks for all, at night the morning does; nobody who said STOP
        is asked."""
        awake = self.now() - work.accepted_at < _AWAKE
        if reply.kind is Kind.EMERGENCY or awake or not self._is_night():
            await self._ask(work, reply)
        else:
            await self.ledger.held.mark(work, _AT_DAY)

    async def _ask(self, work: Work, reply: Reply) -> None:
        channel = self._channel(reply)
        if await self.ledger.held.stopped(reply.address):
            return
        try:
            asked = isinstance(channel, Knocks) and await channel.knock(reply)
        except ChannelError as error:
            log.error("nobody is asked back: %s", error)
            return
        if asked:
            await self.ledger.held.mark(work, "")

    async def _check_window(self, parcel: Parcel, hours: float) -> None:
        """First aid is tried in any case."""
        urgent = parcel.reply.kind is Kind.EMERGENCY
        if hours and not urgent and not await self.ledger.held.may_write(parcel.work.owner, hours):
            raise OutsideWindow(f"more than {hours:g} hours since the person wrote")

    async def _finish(self, parcel: Parcel, state: State, **how: str) -> bool:
        """Only what arrived joins the conversation and the log; of a private turn nothing stays.
        False when it was taken back meanwhile."""
        arrived = state is State.SENT
        stands = await self.ledger.finish(
            parcel.work,
            state,
            said=parcel.said if arrived else (),
            entry=parcel.entry if arrived else None,
            keep=not (parcel.reply.private or parcel.is_last),
            **how,
        )
        self.over(parcel.work.channel, state)
        return stands

    async def _send(self, parcel: Parcel) -> str:
        channel = self._channel(parcel.reply)
        await self._check_window(parcel, channel.abilities.window_hours)
        await self._mark(parcel, State.SENDING)
        try:
            return await channel.send(parcel.reply)
        except ChannelError:
            await self._mark(parcel, State.WAITING)
            raise

    async def _mark(self, parcel: Parcel, state: State) -> None:
        """An emergency goes out even when our own disk is full, and when its message was taken
        back."""
        work, vital = parcel.work, parcel.is_last or parcel.reply.kind is Kind.EMERGENCY
        try:
            noted = await self.ledger.note(
                work.key, owner=work.owner, reply=parcel.reply, state=state
            )
            if not (noted or vital):
                raise TakenBack("while the answer was made")
        except StoreError as error:
            if parcel.reply.kind is not Kind.EMERGENCY:
                raise
            log.error("an emergency is sent unrecorded: %s", error)

    async def _may_send_again(self, parcel: Parcel) -> bool:
        channel = self._channel(parcel.reply)
        known = await channel.delivered(parcel.reply) if isinstance(channel, Confirms) else None
        if known:
            await self._finish(parcel, State.SENT)
        elif known is None and not (parcel.is_last or parcel.reply.kind is Kind.EMERGENCY):
            return await self._give_up(parcel, State.UNCONFIRMED, "crash while sending")
        return not known

    async def _let_go(self, parcel: Parcel) -> bool:
        """They do not want to hear from us: nothing that waits for them is kept."""
        log.info("turn %s: its person is gone", parcel.work.serial)
        await self.ledger.drop_all(parcel.work.owner)
        self.over(parcel.work.channel, State.ERASED)
        return False

    async def _give_up(self, parcel: Parcel, state: State, fault: str) -> bool:
        log.error("dead letter %s: %s", parcel.work.serial, fault)
        await self._finish(parcel, state, fault=fault)
        return False

    def _channel(self, reply: Reply) -> Channel:
        try:
            return self.channels[reply.address.channel]
        except KeyError:
            raise Gone(f"channel {reply.address.channel} is switched off") from None
