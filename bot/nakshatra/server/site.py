"""What every route needs, in one frozen box. It starts and stops nothing."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol, cast

from starlette.requests import Request

from nakshatra.catalogue import Catalogue
from nakshatra.channels.web import Bell
from nakshatra.durable.rate import Rate
from nakshatra.ports import Channel, Store
from nakshatra.server.metrics import Meter
from nakshatra.settings import Settings
from nakshatra.stores.ledger import Accepted
from nakshatra.types import Message, Receipt, Script, Voice

_ALONE_S = 25.0
"""One process posts and serves: the bell is enough, looking again only closes the poll."""

_PEERS_S = 1.0
"""Workers elsewhere post to the shared database and cannot ring here."""


class Door(Protocol):
    """The road as the server sees it; durable/ is the one behind it."""

    async def accept(self, message: Message) -> Accepted:
        """On disk when it returns NEW. Raise `StoreError`."""
        ...

    async def receipt(self, receipt: Receipt) -> None:
        """Noted when it returns. Raise `StoreError`."""
        ...

    @property
    def alive(self) -> bool:
        """Whether what was accepted will be worked on."""
        ...


@dataclass(frozen=True, kw_only=True)
class Site:
    road: Door
    store: Store
    channels: Mapping[str, Channel]
    catalogue: Catalogue
    settings: Settings
    bell: Bell
    """Rings when a letter is posted."""

    look_s: float
    """Seconds after which a waiting page looks for letters posted by another process."""

    wholes: Callable[[Script], Awaitable[Voice | None]]
    """All of what a letter's voice begins."""

    meter: Meter = field(default_factory=Meter)
    seldom: Rate = field(default_factory=lambda: Rate(1))
    """Lets one line a minute of each channel into the log; all are counted in the metrics."""


def look_s(settings: Settings) -> float:
    """Seconds after which who waits looks again."""
    return _PEERS_S if settings.database_url else _ALONE_S


def site_of(request: Request) -> Site:
    return cast(Site, request.app.state.site)
