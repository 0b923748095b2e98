"""The address is taken before the bot says that it answers there."""

from __future__ import annotations

import socket

import pytest

from nakshatra.errors import CatalogueError
from nakshatra.server.serve import take_door


def test_a_taken_address_is_one_plain_error_with_its_remedy() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(CatalogueError, match=f"{port}: .*in use.*NAKSHATRA_PORT"):
            take_door("127.0.0.1", port, "set NAKSHATRA_PORT")


def test_an_address_of_another_machine_is_refused_plainly() -> None:
    with pytest.raises(CatalogueError, match="NAKSHATRA_HOST"):
        take_door("192.0.2.1", 8080, "set NAKSHATRA_HOST")
