"""The server with a door that takes everything, and a store that keeps letters in memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import httpx
from starlette.applications import Starlette

from nakshatra.abilities import Abilities
from nakshatra.channels.web import Web
from nakshatra.errors import Rejected, StoreError
from nakshatra.stores.ledger import Accepted
from nakshatra.types import Address, Media, Message, Profile, Reply, Voice

HOST = "http://127.0.0.1:8321"


@dataclass
class FakeDoor:
    outcome: Accepted | StoreError = Accepted.NEW
    alive: bool = True
    taken: list[Message] = field(default_factory=list)

    async def accept(self, message: Message) -> Accepted:
        if isinstance(self.outcome, StoreError):
            raise self.outcome
        if any(message.id == other.id for other in self.taken):
            return Accepted.DUPLICATE
        if self.outcome is Accepted.NEW:
            self.taken.append(message)
        return self.outcome


@dataclass
class Box:
    """The part of a store the server uses."""

    posted: list[tuple[int, Reply]] = field(default_factory=list)
    profiles: dict[Address, Profile] = field(default_factory=dict)
    broken: bool = False

    async def post(self, reply: Reply, at: datetime) -> int:
        self.posted.append((len(self.posted) + 1, reply))
        return len(self.posted)

    async def letters(self, address: Address, after: int = 0) -> Sequence[tuple[int, Reply]]:
        return [(n, r) for n, r in self.posted if r.address == address and n > after]

    async def profile(self, address: Address) -> Profile:
        if self.broken:
            raise StoreError("disk is full")
        return self.profiles.get(address, Profile())

    async def save_profile(self, address: Address, profile: Profile) -> None:
        if self.broken:
            raise StoreError("disk is full")
        self.profiles[address] = profile


class Hook:
    """A platform whose signature is the word "ours"; each line of its body is a message."""

    name = "hook"
    abilities = Abilities()

    def __init__(self, message: Any) -> None:
        self._message = message

    async def fetch(self, media: Media) -> Voice:
        raise NotImplementedError

    async def send(self, reply: Reply) -> str:
        raise NotImplementedError

    def parse(self, headers: Any, body: bytes) -> Sequence[Message]:
        if headers.get("signature") != "ours":
            raise Rejected("the signature is wrong")
        return [self._message(line, id=line) for line in body.decode().splitlines()]


@dataclass
class House:
    app: Starlette
    door: FakeDoor
    box: Box
    web: Web

    def client(self, **options: Any) -> httpx.AsyncClient:
        transport = httpx.ASGITransport(app=self.app)
        return httpx.AsyncClient(transport=transport, base_url=HOST, **options)
