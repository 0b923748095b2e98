"""providers/<name>.toml -> how one SMS provider speaks: names of fields, its proof, its send call.

A file is read strictly: an unknown or missing key is a `CatalogueError` that names it. An operator
adds a provider as a file sms/<name>.toml in the catalogue folder; it wins over ours of that name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any, TypeVar

from nakshatra.cards import load_toml
from nakshatra.errors import CatalogueError
from nakshatra.knowledge.tables import Table

OURS = Path(__file__).parent / "providers"
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
Choice = TypeVar("Choice", Proof, Format)


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


def find(name: str, *folders: Path) -> Path:
    """The file of a provider: the operator's before ours. Raise `CatalogueError`."""
    for folder in (*folders, OURS):
        if (path := folder / f"{name}.toml").is_file():
            return path
    known = sorted({path.stem for folder in (*folders, OURS) for path in folder.glob("*.toml")})
    raise CatalogueError(
        f"sms_provider: none is called {name!r}; there are {', '.join(known)}; or put "
        f"sms/{name}.toml into your catalogue folder"
    )


def read_provider(path: Path) -> Provider:
    table = Table(path, load_toml(path))
    proof = table.table("proof")
    networks = tuple(_network(text, path) for text in proof.strings("networks", ()))
    provider = Provider(
        id=table.text("id"),
        name=table.text("name"),
        documented=table.text("documented"),
        tried=table.text("tried"),
        country=table.text("country"),
        proof=_one(Proof, proof.text("kind"), path, "proof.kind"),
        header=proof.text_or_none("header"),
        networks=networks,
        format=_one(Format, table.text("format"), path, "format"),
        incoming=_incoming(table),
        missed_call=_missed_call(table),
        report=_report(table),
        send=_send(table.table("send"), path),
    )
    for part in (proof, table):
        part.done()
    return _consistent(provider, path)


def _consistent(provider: Provider, path: Path) -> Provider:
    if provider.id != path.stem:
        raise CatalogueError(f"{path}: id is {provider.id!r}; make it the file's name")
    if not provider.country.isdecimal():
        raise CatalogueError(f"{path}: country is a calling code without +, such as 91")
    if (provider.proof is Proof.HEADER) is not bool(provider.header):
        raise CatalogueError(f"{path}: proof.header goes with proof.kind = 'header'")
    if provider.incoming is None and provider.missed_call is None:
        raise CatalogueError(f"{path}: neither [incoming] nor [missed_call]; nobody could reach us")
    send = provider.send
    for name in _named([send.url, *send.headers.values(), *_texts(send.fields)]):
        if name not in FILLED:
            raise CatalogueError(
                f"{path}: send names {{{name}}}; there are {', '.join(sorted(FILLED))}"
            )
    return provider


def _incoming(table: Table) -> Incoming | None:
    if (part := table.table_or_none("incoming")) is None:
        return None
    made = Incoming(
        sender=part.text("sender"),
        text=part.text("text"),
        id=part.strings("id"),
        media=part.text_or_none("media"),
    )
    part.done()
    if not made.id:
        raise CatalogueError(f"{table.path}: incoming.id is empty; name the field of its id")
    return made


def _missed_call(table: Table) -> MissedCall | None:
    if (part := table.table_or_none("missed_call")) is None:
        return None
    made = MissedCall(sender=part.text("sender"), id=part.text("id"))
    part.done()
    return made


def _report(table: Table) -> Report | None:
    if (part := table.table_or_none("report")) is None:
        return None
    made = Report(
        id=part.text("id"),
        to=part.text("to"),
        status=part.text("status"),
        delivered=frozenset(part.strings("delivered")),
        failed=frozenset(part.strings("failed")),
        reason=part.text_or_none("reason"),
        rows=part.text_or_none("rows"),
    )
    part.done()
    return made


def _send(part: Table, path: Path) -> Send:
    alphabet = part.table_or_none("alphabet")
    taken = part.table("taken")
    send = Send(
        method=part.text("method"),
        url=part.text("url"),
        format=_one(Format, part.text("format"), path, "send.format"),
        fields=part.tree("fields"),
        headers=part.facts("headers"),
        basic=part.flag("basic"),
        alphabet={
            "GSM-7": alphabet.text("gsm") if alphabet else "",
            "UCS-2": alphabet.text("ucs2") if alphabet else "",
        },
        taken=Taken(
            id=taken.text_or_none("id"),
            pattern=taken.text_or_none("pattern"),
            ours=taken.flag("ours"),
            where=taken.facts("where"),
        ),
    )
    for one in (part, taken, *([alphabet] if alphabet else ())):
        one.done()
    if bool(send.taken.id) is bool(send.taken.pattern):
        raise CatalogueError(f"{path}: send.taken needs id, or pattern")
    if send.taken.pattern and re.compile(send.taken.pattern).groups != 1:
        raise CatalogueError(f"{path}: send.taken.pattern needs one group in brackets: the id")
    if not send.url.startswith("https://"):
        raise CatalogueError(f"{path}: send.url must begin with https://")
    return send


def _network(text: str, path: Path) -> Network:
    try:
        return ip_network(text)
    except ValueError as error:
        raise CatalogueError(f"{path}: proof.networks: {error}") from None


def _one(kind: type[Choice], value: str, path: Path, key: str) -> Choice:
    try:
        return kind(value)
    except ValueError:
        raise CatalogueError(
            f"{path}: {key} is {value!r}; choose one of {', '.join(kind)}"
        ) from None


def _named(texts: list[str]) -> Iterator[str]:
    for text in texts:
        yield from PLACEHOLDER.findall(text)


def _texts(value: Any) -> Iterator[str]:
    """Every text of nested tables and lists."""
    if isinstance(value, str):
        yield value
    for inner in value.values() if isinstance(value, dict) else ():
        yield from _texts(inner)
    for inner in value if isinstance(value, list) else ():
        yield from _texts(inner)
