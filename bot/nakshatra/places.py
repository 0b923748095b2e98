"""Who is written to, and what their platform tells of it afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Address:
    """Who is speaking, and where to answer."""

    channel: str
    user: str
    """The platform's own name of the person or chat; never logged, never given to an expert."""


class ReceiptState(StrEnum):
    SENT = "sent"
    DELIVERED = "delivered"
    READ = "read"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What a platform tells of something that was sent, afterwards."""

    address: Address
    id: str
    """The platform's own id of what was sent."""

    state: ReceiptState
    at: datetime
    code: str = ""
    """Why it failed, in the platform's own numbers."""

    of: str = ""
    """The id of the message that it answered, where the platform gives it back."""

    outside: bool = False
    """It failed because the person has to write first."""

    again: bool = False
    """It failed because the platform was busy or broken: a second try may help."""
