"""Reply -> the platform. The only place that sends.

The row says 'sending' before the platform is called and 'sent' after. When a crash came in between
nobody knows: an emergency is sent again; any other reply only if the channel says that it did not
go out, else it becomes a dead letter that an operator sees.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from nakshatra.durable.retry import Patience
from nakshatra.durable.trouble import report
from nakshatra.errors import ChannelError, Gone, Refused, StoreError
from nakshatra.ports import Channel, Confirms
from nakshatra.stores.ledger import Ledger, State, Work
from nakshatra.stores.processing import Entry
from nakshatra.types import Kind, Reply, Turn

log = logging.getLogger(__name__)


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    ledger: Ledger
    channels: Mapping[str, Channel]
    patience: Patience
    over: Callable[[str, State], None]
    """Told of each turn that ends: its channel and last state. Counts; must not raise."""

    async def __call__(self, parcel: Parcel) -> bool:
        """True when it was delivered. Raise `StoreError` when nothing may be sent yet."""
        try:
            if parcel.work.state is State.SENDING and not await self._may_send_again(parcel):
                return False
            platform_id = await self.patience(lambda: self._send(parcel))
        except ChannelError as error:
            why = f": {error}" if isinstance(error, Refused) else ""
            return await self._give_up(parcel, State.DEAD, f"{type(error).__name__}{why}")
        except StoreError:
            raise
        except Exception as error:
            return await self._give_up(
                parcel, State.UNCONFIRMED, report(log, "a channel broke", error)
            )
        await self._finish(parcel, State.SENT, platform_id=platform_id, fault=parcel.fault)
        return True

    async def aside(self, reply: Reply) -> bool:
        """Sent once if it can be; whether it was."""
        try:
            await self._channel(reply).send(reply)
        except ChannelError as error:
            log.warning("a %s is not delivered: %s", reply.kind, type(error).__name__)
            return False
        return True

    async def _finish(self, parcel: Parcel, state: State, **how: str) -> None:
        """Only what arrived joins the conversation and the log; of a private turn nothing stays."""
        arrived = state is State.SENT
        await self.ledger.finish(
            parcel.work,
            state,
            said=parcel.said if arrived else (),
            entry=parcel.entry if arrived else None,
            keep=not parcel.reply.private,
            **how,
        )
        self.over(parcel.work.channel, state)

    async def _send(self, parcel: Parcel) -> str:
        channel = self._channel(parcel.reply)
        await self._mark(parcel, State.SENDING)
        try:
            return await channel.send(parcel.reply)
        except ChannelError:
            await self._mark(parcel, State.WAITING)
            raise

    async def _mark(self, parcel: Parcel, state: State) -> None:
        """An emergency goes out even when our own disk is full."""
        try:
            work = parcel.work
            await self.ledger.note(work.key, owner=work.owner, reply=parcel.reply, state=state)
        except StoreError as error:
            if parcel.reply.kind is not Kind.EMERGENCY:
                raise
            log.error("an emergency is sent unrecorded: %s", error)

    async def _may_send_again(self, parcel: Parcel) -> bool:
        channel = self._channel(parcel.reply)
        known = await channel.delivered(parcel.reply) if isinstance(channel, Confirms) else None
        if known:
            await self._finish(parcel, State.SENT)
        elif known is None and parcel.reply.kind is not Kind.EMERGENCY:
            return await self._give_up(parcel, State.UNCONFIRMED, "crash while sending")
        return not known

    async def _give_up(self, parcel: Parcel, state: State, fault: str) -> bool:
        log.error("dead letter %s: %s", parcel.work.serial, fault)
        await self._finish(parcel, state, fault=fault)
        return False

    def _channel(self, reply: Reply) -> Channel:
        try:
            return self.channels[reply.address.channel]
        except KeyError:
            raise Gone(f"channel {reply.address.channel} is switched off") from None
