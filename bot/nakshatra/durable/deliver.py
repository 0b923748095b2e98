"""Reply -> the platform. The only place that sends.

The row says 'sending' before the platform is called and 'sent' after. When a crash came in between
nobody knows: an emergency is sent again; any other reply only if the channel says that it did not
go out, else it becomes a dead letter that an operator sees. What went out while the disk would not
take 'sent' is remembered: the same process sends it once.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from nakshatra.catalogue import Catalogue
from nakshatra.durable.retry import Patience
from nakshatra.durable.trouble import report
from nakshatra.errors import ChannelError, Gone, StoreError
from nakshatra.ports import Channel, Confirms
from nakshatra.stores.ledger import Ledger, State, Work
from nakshatra.text.transliterate import to_script
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    ledger: Ledger
    channels: Mapping[str, Channel]
    patience: Patience
    over: Callable[[str, State], None]
    """Told of each turn that ends: its channel and last state. Counts; must not raise."""

    sent: dict[str, str] = field(default_factory=dict)
    """Key of a message -> the platform's id of its reply, until the disk knows that it went out."""

    async def __call__(self, parcel: Parcel) -> bool:
        """True when it was delivered. Raise `StoreError` when nothing may be sent yet."""
        key = parcel.work.key
        try:
            if key not in self.sent:
                if parcel.work.state is State.SENDING and not await self._may_send_again(parcel):
                    return False
                self.sent[key] = await self.patience(lambda: self._send(parcel))
        except ChannelError as error:
            return await self._give_up(parcel, State.DEAD, type(error).__name__)
        except StoreError:
            raise
        except Exception as error:
            return await self._give_up(
                parcel, State.UNCONFIRMED, report(log, "a channel broke", error)
            )
        platform_id = self.sent[key]
        await self.ledger.finish(
            parcel.work, State.SENT, platform_id=platform_id, fault=parcel.fault, said=parcel.said
        )
        del self.sent[key]
        self.over(parcel.work.channel, State.SENT)
        return True

    async def notice(self, key: str, to: Reply, catalogue: Catalogue) -> None:
        """A line of the bot's own, sent once if it can be: nobody misses it when it cannot."""
        text = to_script(catalogue.phrase(key, to.lang.code), to.lang)
        await self.aside(
            Reply(address=to.address, to=to.to, text=text, lang=to.lang, kind=Kind.NOTICE)
        )

    async def aside(self, reply: Reply) -> None:
        """Sent once if it can be."""
        try:
            await self._channel(reply).send(reply)
        except ChannelError as error:
            log.warning("a %s is not delivered: %s", reply.kind, type(error).__name__)

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
            await self.ledger.note(parcel.work.key, reply=parcel.reply, state=state)
        except StoreError as error:
            if parcel.reply.kind is not Kind.EMERGENCY:
                raise
            log.error("an emergency is sent unrecorded: %s", error)

    async def _may_send_again(self, parcel: Parcel) -> bool:
        channel = self._channel(parcel.reply)
        known = await channel.delivered(parcel.reply) if isinstance(channel, Confirms) else None
        if known:
            await self.ledger.finish(parcel.work, State.SENT, said=parcel.said)
            self.over(parcel.work.channel, State.SENT)
        elif known is None and parcel.reply.kind is not Kind.EMERGENCY:
            return await self._give_up(parcel, State.UNCONFIRMED, "crash while sending")
        return not known

    async def _give_up(self, parcel: Parcel, state: State, fault: str) -> bool:
        log.error("dead letter %s: %s", parcel.work.serial, fault)
        await self.ledger.finish(parcel.work, state, fault=fault)
        self.over(parcel.work.channel, state)
        return False

    def _channel(self, reply: Reply) -> Channel:
        try:
            return self.channels[reply.address.channel]
        except KeyError:
            raise Gone(f"channel {reply.address.channel} is switched off") from None
