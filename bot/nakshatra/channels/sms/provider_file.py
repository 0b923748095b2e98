"""providers/<name>.toml -> a Provider.

A file is read strictly: an unknown or missing key is a `CatalogueError` that names it. An operator
adds a provider as a file sms/<name>.toml in the catalogue folder; it wins over ours of that name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from ipaddress import ip_network
from pathlib import Path
from typing import Any, TypeVar

from nakshatra.cards import load_toml
from nakshatra.channels.sms.provider import (
    FILLED,
    PLACEHOLDER,
    Format,
    Incoming,
    MissedCall,
    Network,
    Proof,
    Provider,
    Report,
    Send,
    Taken,
)
from nakshatra.errors import CatalogueError
from nakshatra.knowledge.tables import Table

OURS = Path(__file__).parent / "providers"
Choice = TypeVar("Choice", Proof, Format)


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
