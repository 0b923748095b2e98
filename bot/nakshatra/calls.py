"""What a platform's call holds, and what a channel takes from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from nakshatra.types import Message, Receipt


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A platform's call to /hooks/<channel>, as it came."""

    method: str
    headers: Mapping[str, str]
    body: bytes
    path: str = ""
    """What stands behind the channel's name: /hooks/<channel>/<path>."""

    query: str = ""
    client: str = ""
    """The address it came from, as the server knows it."""

    def header(self, name: str) -> str:
        """ "" when it is not there."""
        return next((v for key, v in self.headers.items() if key.lower() == name.lower()), "")


@dataclass(frozen=True, slots=True)
class Taken:
    """What was in a call."""

    messages: Sequence[Message]
    receipts: Sequence[Receipt] = ()
