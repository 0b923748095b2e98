"""How one SMS provider speaks: names of fields, its proof, its send call. Data alone."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import IPv4Network, IPv6Network
from typing import Any

PLACEHOLDER = re.compile(r"\{(\w+)\}")
FILLED = frozenset(
    {
        *("to", "to_digits", "to_national", "from", "text", "alphabet", "template", "entity"),
        *("account", "user", "secret", "callback", "id"),
    }
)
"""What a send call may name in braces."""


class Proof(StrEnum):
    """How a call shows that it comes from the provider."""

    TWILIO = "twilio"
    """X-Twilio-Signature over our public address and the fields."""

    BASIC = "basic"
    """HTTP Basic; sms_hook_secret is "user:password"."""

    HEADER = "header"
    """A header that holds sms_hook_secret."""

    PATH = "path"
    """The last part of the address is sms_hook_secret."""


class Format(StrEnum):
    FORM = "form"
    JSON = "json"
    QUERY = "query"


Network = IPv4Network | IPv6Network


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """Names of fields of a message to us."""

    sender: str
    text: str
    id: tuple[str, ...]
    """Its id; several fields that together never repeat, where the provider gives none."""

    media: str = ""
    """Counts its pictures; "" = none are told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MissedCall:
    sender: str
    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Names of fields of what became of a message of ours, and the words of its status."""

    id: str
    to: str
    status: str
    delivered: frozenset[str]
    failed: frozenset[str]
    reason: str = ""
    rows: str = ""
    """Where a list of them stands in the call's JSON; "" = the call is one report."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """How the provider says that it took a message."""

    id: str = ""
    """Where its id stands in the JSON it answers, such as "messages.0.id"."""

    pattern: str = ""
    """Its id is the first group of this, where it answers in plain text."""

    ours: bool
    """Its reports name our {id}, not its own."""

    where: Mapping[str, str]
    """Fields of the JSON that must have these values."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Send:
    method: str
    url: str
    format: Format
    fields: Mapping[str, Any]
    """Texts, with {placeholders}; an empty one is left out."""

    headers: Mapping[str, str]
    basic: bool
    """HTTP Basic with sms_user (else sms_account) and sms_secret."""

    alphabet: Mapping[str, str]
    """What {alphabet} is for "GSM-7" and for "UCS-2"."""

    taken: Taken


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    id: str
    name: str
    documented: str
    """Address of what it was written from."""

    tried: str
    """What was and was not tried, honestly."""

    country: str
    """Calling code of numbers without one."""

    proof: Proof
    header: str
    networks: tuple[Network, ...]
    """Its calls come from nowhere else; empty = it does not say."""

    format: Format
    incoming: Incoming | None
    missed_call: MissedCall | None
    report: Report | None
    send: Send
