"""What a platform tells that is no message -> the rows of those it is about. Nobody is answered."""

from __future__ import annotations

from dataclasses import replace

from nakshatra.pipeline.commands import taken_back
from nakshatra.stores.sql import SqlStore
from nakshatra.types import Event, Message

_SCORES = {Event.LIKED: 1, Event.DISLIKED: -1}


async def happened(message: Message, store: SqlStore, *, noted: bool = False) -> None:
    """May be done twice. `noted`: it is noted when people write there. Raise `StoreError`."""
    address = message.address
    if message.event is Event.LEFT:
        await store.left(address)
    elif message.event is Event.MOVED:
        await store.moved(replace(address, user=message.about), address, noted=noted)
    elif message.event is Event.TAKEN_BACK:
        for id in message.about.split():
            await taken_back(address, id, store)
            await store.withdrawn(address, id)
    elif message.event in _SCORES and (key := await store.answered(address, message.about)):
        await store.judge(address, key, _SCORES[message.event])
