"""A call of the Cloud API -> messages and receipts, each read by pywa. Pure.

A call may carry several of both, and pywa reads only the first: each is handed to it alone. What is
answered: text, recordings, pressed buttons and rows, edited questions, a thumb under an answer, and
(by saying so) what nobody here can read. What is told on as something that happened: another number
or id of a person, a message that was taken back. What is passed over: other numbers of the account,
groups, calls, other notes of the system, and what is too old to be news.
"""

from __future__ import annotations

import json
import logging
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import Any

from pywa.types.base_update import RawUpdate
from pywa_async.client import WhatsApp as Client
from pywa_async.types.callback import CallbackButton, CallbackSelection
from pywa_async.types.message import EditedMessage
from pywa_async.types.message import Message as Written
from pywa_async.types.message_status import MessageStatus

from nakshatra.channels.whatsapp.events import NAME, renamed, taken_back
from nakshatra.channels.whatsapp.faults import OUTSIDE, is_passing
from nakshatra.errors import Rejected
from nakshatra.text.clean import clean
from nakshatra.types import Address, Media, Message, Receipt, ReceiptState

log = logging.getLogger(__name__)

MALFORMED = (
    *(KeyError, IndexError, TypeError, ValueError, AttributeError),
    *(OverflowError, OSError, RecursionError, AssertionError, StopIteration),
)
"""What json and pywa raise on something that is no update."""

OLDEST = timedelta(days=8)
"""Meta delivers again for seven days; what is older is an old call played again."""

_THUMBS = {
    **dict.fromkeys("👍❤🙏👏💯😊🙂😀👌", "good"),
    **dict.fromkeys("👎😡😠😞😢", "bad"),
}
"""First sign of a reaction to an answer -> feedback; another says nothing."""

_UNREADABLE = {
    "image": "photo",
    "video": "video",
    "sticker": "sticker",
    "document": "document",
    "location": "location",
    "contacts": "contact",
    "order": "other",
    "unsupported": "other",
    "unknown": "other",
}

_SILENT = {"request_welcome"}

_STATES = {
    "sent": ReceiptState.SENT,
    "delivered": ReceiptState.DELIVERED,
    "read": ReceiptState.READ,
    "played": ReceiptState.READ,
    "failed": ReceiptState.FAILED,
}


@dataclass(frozen=True, slots=True)
class Call:
    """A body that was signed."""

    client: Client
    phone_id: str
    changes: Sequence[tuple[str, Mapping[str, Any]]]
    """Of our own number: the account's id, and the change's value."""

    @classmethod
    def of(cls, body: bytes, client: Client, phone_id: str) -> Call:
        """Raise `Rejected` when it is no call of the Cloud API."""
        try:
            given = json.loads(body)
            if given["object"] != "whatsapp_business_account":
                raise Rejected("a call about something else")
            changes = [
                (str(entry["id"]), change["value"])
                for entry in given["entry"]
                for change in entry["changes"]
                if change["field"] == "messages" and _ours(change["value"], phone_id)
            ]
        except MALFORMED as error:
            raise Rejected(f"not an update: {type(error).__name__}") from None
        return cls(client, phone_id, changes)

    def messages(self, now: datetime) -> list[Message]:
        found = (
            self._message(account, value, item)
            for account, value in self.changes
            for item in _items(value, "messages")
        )
        return [one for one in found if one is not None and one.sent_at > now - OLDEST]

    def receipts(self) -> list[Receipt]:
        found = (
            self._receipt(account, value, item)
            for account, value in self.changes
            for item in _items(value, "statuses")
        )
        return [one for one in found if one is not None]

    def _message(
        self, account: str, value: Mapping[str, Any], item: Mapping[str, Any]
    ) -> Message | None:
        """One that cannot be read must not hold up those beside it."""
        try:
            if "group_id" in item or item.get("type") in _SILENT:
                return None
            who = _contact(value, str(item.get("from", "")), str(item.get("from_user_id", "")))
            read = _READERS.get(_kind(item), _plain)
            with _no_warnings():
                return read(self.client, _alone(account, value, who, messages=[item]))
        except MALFORMED as error:
            log.error("a message is passed over: %s", type(error).__name__)
            return None

    def _receipt(
        self, account: str, value: Mapping[str, Any], item: Mapping[str, Any]
    ) -> Receipt | None:
        try:
            state = _STATES.get(str(item["status"]))
            if state is None or item.get("recipient_type") == "group":
                return None
            who = _contact(value, str(item.get("recipient_id", "")), item.get("recipient_user_id"))
            with _no_warnings():
                update = _alone(account, value, who, statuses=[item])
                read = MessageStatus.from_update(self.client, update)
        except MALFORMED as error:
            log.error("a receipt is passed over: %s", type(error).__name__)
            return None
        return Receipt(
            address=Address(NAME, str(read.from_user.preferred_id)),
            id=str(read.id),
            state=state,
            at=read.timestamp,
            code=str(read.error.code) if read.error else "",
            of=str(read.tracker or ""),
            outside=read.error is not None and read.error.code == OUTSIDE,
            again=read.error is not None and is_passing(read.error.code),
        )


def _ours(value: Mapping[str, Any], phone_id: str) -> bool:
    return bool(value["metadata"]["phone_number_id"] == phone_id)


def _items(value: Mapping[str, Any], key: str) -> Iterator[Mapping[str, Any]]:
    items = value.get(key, ())
    if not isinstance(items, list):
        return
    yield from (item for item in items if isinstance(item, dict))


def _contact(value: Mapping[str, Any], number: str, user_id: Any) -> Mapping[str, Any]:
    """Who it is, by the business-scoped id where it is given: the number may stay hidden."""
    for known in _items(value, "contacts"):
        if known.get("user_id", "") == user_id or (number and known.get("wa_id") == number):
            return {**known, "wa_id": number, "user_id": user_id or known.get("user_id") or number}
    if not (user_id or number):
        raise ValueError("nobody sent it")
    return {"wa_id": number, "user_id": user_id or number}


def _alone(
    account: str, value: Mapping[str, Any], who: Mapping[str, Any], **items: Any
) -> RawUpdate:
    """One message or receipt as a call of its own."""
    only = {"messaging_product": NAME, "metadata": value["metadata"], "contacts": [who], **items}
    entry = {"id": account, "changes": [{"field": "messages", "value": only}]}
    body = json.dumps({"object": "whatsapp_business_account", "entry": [entry]})
    return RawUpdate(body.encode(), hmac_header=None, update_hash="")


@contextmanager
def _no_warnings() -> Iterator[None]:
    """A kind of message newer than pywa is no news to an operator: it is told to the person."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def _kind(item: Mapping[str, Any]) -> str:
    kind = str(item.get("type"))
    return str(item["interactive"]["type"]) if kind == "interactive" else kind


def _plain(client: Client, update: RawUpdate) -> Message | None:
    return _written(Written.from_update(client, update))


def _edited(client: Client, update: RawUpdate) -> Message | None:
    """A new question in place of the old one. The edit has an id of its own, of which a short hash
    is enough: with the first's it stands in buttons, which hold 256 characters."""
    edit = EditedMessage.from_update(client, update)
    first = str(edit.original_message_id)
    its_own = blake2b(str(edit.id).encode(), digest_size=8).hexdigest()
    message = _written(edit.message, id=f"{first}:{its_own}")
    return replace(message, replaces=first) if message is not None and message.text else None


def _pressed(client: Client, update: RawUpdate) -> Message | None:
    return _said(CallbackButton.from_update(client, update))


def _picked(client: Client, update: RawUpdate) -> Message | None:
    item = update.value["messages"][0]
    item.setdefault("context", {"from": "", "id": ""})  # pywa asks for it
    return _said(CallbackSelection.from_update(client, update))


def _reacted(client: Client, update: RawUpdate) -> Message | None:
    """A thumb under an answer of ours is feedback; taking it back, or another sign, is nothing."""
    message = Written.from_update(client, update)
    reaction = message.reaction
    thumb = _THUMBS.get((reaction.emoji or " ")[0]) if reaction else None
    if reaction is None or thumb is None:
        return None
    return _made(message, text=f"/feedback {thumb} {reaction.message_id}")


_READERS: Mapping[str, Callable[[Client, RawUpdate], Message | None]] = {
    "button": _pressed,
    "button_reply": _pressed,
    "list_reply": _picked,
    "reaction": _reacted,
    "edit": _edited,
    "system": renamed,
    "revoke": taken_back,
}
"""Kind of a message -> how it is read; any other as it stands."""


def _said(press: CallbackButton[Any] | CallbackSelection[Any]) -> Message | None:
    text = clean(str(press.data or press.title or "")).strip()
    return _made(press, text=text) if text else None


def _written(message: Written, id: str = "") -> Message | None:
    if (audio := _sound(message)) is not None:
        return _made(message, id, media=audio)
    if text := clean(message.text or message.caption or "").strip():
        return _made(message, id, text=text)
    other = _UNREADABLE.get(str(message.type.value), "other")
    return _made(message, id, other=other)


def _sound(message: Written) -> Media | None:
    """A voice note, a piece of audio, a document that is sound."""
    file = message.audio or message.document
    if file is None or not str(file.mime_type).startswith("audio/"):
        return None
    return Media(str(file.id), str(file.mime_type))


def _made(
    update: Written | CallbackButton[Any] | CallbackSelection[Any],
    id: str = "",
    **what: Any,
) -> Message:
    who = update.from_user
    user, number = str(who.preferred_id), str(who.wa_id or "")
    return Message(
        id=id or str(update.id),
        address=Address(NAME, user),
        sent_at=update.timestamp,
        known_as=number if number.isdigit() and number != user else "",
        **what,
    )
