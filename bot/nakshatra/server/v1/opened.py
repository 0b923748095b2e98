"""A wired house -> what programs find under /v1."""

from __future__ import annotations

from starlette.applications import Starlette

from nakshatra.app import House
from nakshatra.callers import read_callers
from nakshatra.durable.rate import Rate
from nakshatra.durable.road import Role
from nakshatra.server.metrics import Meter
from nakshatra.server.site import look_s
from nakshatra.server.timing import timed
from nakshatra.server.v1.app import front_app
from nakshatra.server.v1.front import Front
from nakshatra.settings import Settings


def opened(house: House, settings: Settings, meter: Meter, role: Role = Role.ALL) -> Starlette:
    """Raise `CatalogueError` when a key is written wrongly."""
    front = Front(
        bot=timed(house.parts.bot, meter),
        road=house.road,
        store=house.store,
        settings=settings,
        callers=read_callers(settings.api_keys),
        bell=house.web.bell,
        look_s=look_s(settings),
        meter=meter,
        rate=Rate(settings.api_per_minute),
        works=role is not Role.GATEWAY,
    )
    return front_app(front)
