"""What only operators may ask, on this machine and in the world."""

from __future__ import annotations

from dataclasses import replace

import pytest

from nakshatra.errors import CatalogueError
from nakshatra.settings import Settings
from server.web_house import House

KEY = "a-key-of-the-tests-0123456789"


def opened(house: House, **values: str) -> House:
    site = house.app.state.site
    house.app.state.site = replace(site, settings=replace(site.settings, **values))
    return house


async def asked(house: House, authorization: str = "") -> int:
    headers = {b"authorization": authorization.encode("latin-1")} if authorization else {}
    async with house.client() as operator:
        return (await operator.get("/metrics", headers=headers)).status_code


async def test_on_this_machine_no_key_is_needed(house: House) -> None:
    assert await asked(house) == 200


@pytest.mark.parametrize("way", [{"host": "0.0.0.0"}, {"public_url": "https://bot.example.org"}])
async def test_the_world_finds_nothing_without_a_key(house: House, way: dict[str, str]) -> None:
    assert await asked(opened(house, **way)) == 404
    assert await asked(house, "Bearer anything") == 404


@pytest.mark.parametrize(
    ("given", "status"),
    [
        (f"Bearer {KEY}", 200),
        (f"bearer {KEY}", 200),
        ("", 401),
        ("Bearer ", 401),
        (f"Bearer {KEY[:-1]}", 401),
        (f"Basic {KEY}", 401),
        ("Bearer caf\xe9", 401),
    ],
)
async def test_the_key_opens_and_nothing_else(house: House, given: str, status: int) -> None:
    assert await asked(opened(house, host="0.0.0.0", admin_key=KEY), given) == status
    assert await asked(opened(house, host="127.0.0.1", admin_key=KEY), given) == status


async def test_health_stays_open_for_what_watches_us(house: House) -> None:
    async with opened(house, host="0.0.0.0", admin_key=KEY).client() as probe:
        assert (await probe.get("/health")).status_code == 200


def test_a_key_that_can_be_guessed_is_refused_and_none_is_ever_printed() -> None:
    with pytest.raises(CatalogueError, match="NAKSHATRA_ADMIN_KEY"):
        Settings(admin_key="hunter2")
    assert KEY not in repr(Settings(admin_key=KEY))
