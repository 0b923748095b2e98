"""One house for each file of tests, with the recogniser of two layers."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

import tiny_whisper
from server.v1.front_house import OTHER, Served, served, settings


@pytest.fixture(scope="module")
def front(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("house")
    tiny_whisper.install(folder)
    with served(settings(folder, catalogue=tiny_whisper.CATALOGUE)) as front:
        yield front


@pytest.fixture
def ivr(front: Served) -> Iterator[httpx.Client]:
    with front.client() as client:
        yield client


@pytest.fixture
def kiosk(front: Served) -> Iterator[httpx.Client]:
    with front.client(OTHER) as client:
        yield client
