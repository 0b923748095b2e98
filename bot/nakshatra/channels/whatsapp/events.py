"""What WhatsApp tells that is no message -> a Message that says what happened, or None. Pure.

Somebody has another number or id, or took a message back.
"""

from __future__ import annotations

from pywa.types.base_update import RawUpdate
from pywa_async.client import WhatsApp as Client
from pywa_async.types.message import DeletedMessage
from pywa_async.types.system import PhoneNumberChange

from nakshatra.types import Address, Event, Message

NAME = "whatsapp"

_RENAMES = {"user_changed_number", "customer_changed_number", "user_changed_user_id"}
"""Notes of the system that a person has another name; the first two are one, by two documents."""


def renamed(client: Client, update: RawUpdate) -> Message | None:
    """Somebody has another number, or another id: they take everything along."""
    item = update.value["messages"][0]
    if item["system"]["type"] not in _RENAMES:
        return None
    told = PhoneNumberChange.from_update(client, update)
    new, old = told.new_user_id or told.new_wa_id, item.get("from_user_id") or told.old_wa_id
    if not new or new == old:
        return None
    return Message(
        id=str(told.id),
        address=Address(NAME, str(new)),
        sent_at=told.timestamp,
        event=Event.MOVED,
        about=str(old),
    )


def taken_back(client: Client, update: RawUpdate) -> Message | None:
    """Deleted for everyone."""
    told = DeletedMessage.from_update(client, update)
    return Message(
        id=str(told.id),
        address=Address(NAME, str(told.from_user.preferred_id)),
        sent_at=told.timestamp,
        event=Event.TAKEN_BACK,
        about=str(told.original_message_id),
    )
