"""What the road needs of a store, and nothing more; ports.py holds the other ports."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from nakshatra.errand import Errand, Outcome
from nakshatra.farewell import Farewell
from nakshatra.types import Address, Profile, Reply, Turn


class Memory(Protocol):
    """The conversation with one person."""

    async def history(self, address: Address, limit: int = 8) -> Sequence[Turn]: ...
    async def remember(self, address: Address, turns: Sequence[Turn]) -> None: ...
    async def take_back(self, address: Address, message_id: str) -> Sequence[Turn]:
        """Drop the lines of one message and its answer; returns them."""
        ...


class Profiles(Protocol):
    """What a person chose."""

    async def profile(self, address: Address) -> Profile: ...
    async def save_profile(self, address: Address, profile: Profile) -> None: ...
    async def change_profile(self, address: Address, change: Callable[[Profile], Profile]) -> None:
        """At once: whatever else changes it meanwhile stays."""
        ...


class Feedback(Protocol):
    async def add_feedback(self, address: Address, message_id: str, score: int) -> None:
        """`score` is 1 (good) or -1 (bad); `message_id` is the message that was answered."""
        ...


class Erasure(Protocol):
    """The person's right over what we hold of them."""

    async def forget(self, address: Address, last: Farewell | None = None) -> None:
        """Erase every word of theirs: conversation, profile, inbox, outbox, checkpoints. `last` is
        kept until it was said, whatever happens meanwhile."""
        ...

    async def export(self, address: Address) -> Mapping[str, Any]:
        """Everything we hold of them, as JSON-ready values."""
        ...


class Mailbox(Protocol):
    """Replies that wait to be fetched (the web chat)."""

    async def post(self, reply: Reply, at: datetime) -> int:
        """Returns the letter's number, growing within the address."""
        ...

    async def letters(self, address: Address, after: int = 0) -> Sequence[tuple[int, Reply]]: ...


class Errands(Protocol):
    """Messages that programs handed us, and their replies."""

    async def open_errand(self, address: Address, message_id: str, errand: Errand) -> Errand:
        """Keep it; the first of several with this id stays and is returned."""
        ...

    async def outcome(self, address: Address, message_id: str) -> Outcome | None:
        """None when no such message was accepted."""
        ...

    async def answer_errand(self, reply: Reply) -> bool:
        """Keep it as the reply to its message. False when that has another one already, or was
        never accepted: then it is a letter of its own."""
        ...


class Store(Memory, Profiles, Feedback, Erasure, Mailbox, Protocol):
    """All of it behind one door; a stage asks only for the part it needs."""
