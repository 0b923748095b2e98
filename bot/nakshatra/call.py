"""How a program that handed us a message wants its reply, and what became of it. Sends nothing."""

from __future__ import annotations

from dataclasses import dataclass

from nakshatra.types import Reply


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    print: str = ""
    """Hash of what was asked, so that an idempotency key is not used for something else;
    "" once the person said /forget."""

    callback: str = ""
    """URL to which the reply is posted; "" = it is fetched."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Called:
    """A message that was accepted, as its caller may see it."""

    reply: Reply | None
    state: str
    """The ledger's own word."""

    done: bool
    callback: str
    """"" when none was asked for, or when it is forgotten."""
