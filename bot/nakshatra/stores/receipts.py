"""What a platform tells of a reply afterwards -> its row in the ledger, and a row without content.

Works inside transactions that another opened.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa

from nakshatra.stores.database import insert_into
from nakshatra.stores.keys import key_of
from nakshatra.stores.schema import contacts, receipts, turns
from nakshatra.types import Receipt, ReceiptState

_CODE = 32
"""Letters of a platform's code that are kept."""


def wrote(connection: sa.Connection, owner: str, now: int) -> None:
    """The person's last message came now."""
    row = insert_into(contacts, connection).values(owner=owner, wrote_at=now)
    connection.execute(row.on_conflict_do_update(index_elements=["owner"], set_={"wrote_at": now}))


def may_write(connection: sa.Connection, owner: str, now: int, hours: float) -> bool:
    """Whether they wrote within so many hours; yes where nobody knows when they did."""
    at = connection.scalar(sa.select(contacts.c.wrote_at).where(contacts.c.owner == owner))
    return at is None or now - at < timedelta(hours=hours) / timedelta(milliseconds=1)


def add(connection: sa.Connection, owner: str, receipt: Receipt) -> bool:
    """False when it was told before."""
    row = {
        "owner": owner,
        "channel": receipt.address.channel,
        "message": key_of(receipt.address, receipt.id),
        "state": receipt.state,
        "code": receipt.code[:_CODE],
        "at": _ms(receipt.at),
    }
    once = insert_into(receipts, connection).values(**row).on_conflict_do_nothing()
    return bool(connection.execute(once).rowcount)


def turn_of(receipt: Receipt) -> sa.ColumnElement[bool]:
    """Its row: by the message it answered, else by the id under which it was sent."""
    if receipt.of:
        return turns.c.key == key_of(receipt.address, receipt.of)
    return sa.and_(turns.c.channel == receipt.address.channel, turns.c.platform_id == receipt.id)


def fault_of(receipt: Receipt) -> str:
    return f"{receipt.address.channel} could not deliver it: {receipt.code or 'no code'}"


def arrived(receipt: Receipt) -> bool:
    return receipt.state is not ReceiptState.FAILED


def _ms(at: datetime) -> int:
    return int(at.timestamp() * 1000)
