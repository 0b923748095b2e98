"""How a program that handed us a message wants its reply, and what became of it. Sends nothing."""

from __future__ import annotations

from dataclasses import dataclass

from nakshatra.abilities import Abilities
from nakshatra.types import Reply

ABILITIES = Abilities(voice=True, buttons=100)
"""Of a program that says nothing of itself: words of any length, recordings, buttons."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    print: str = ""
    """Hash of what was asked, so that an idempotency key is not used for something else; in the
    tables under the person's key. "" once the person said /forget."""

    abilities: Abilities = ABILITIES
    """What the person's end can carry, as the caller says."""

    callback: str = ""
    """URL to which the reply is posted; "" = it is fetched."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """A message that was accepted, as its caller may see it."""

    reply: Reply | None
    state: str
    """The ledger's own word."""

    done: bool
    errand: Errand
    """As it was asked for; a plain one when that is forgotten."""
