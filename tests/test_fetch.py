"""A small model comes by itself when it is first needed; others wait to be asked for."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from hub_standin import FILES, Hub, card, running
from nakshatra import weights
from nakshatra.errors import MissingModel
from nakshatra.fetch import UNASKED_MB, Fetch
from nakshatra.settings import Settings
from nakshatra.shelf import Shelf


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Hub]:
    with running(dict(FILES)) as hub:
        monkeypatch.setenv("HF_ENDPOINT", hub.url)
        monkeypatch.setenv("HF_HOME", str(tmp_path / "hf"))
        yield hub


@pytest.fixture
async def shelf() -> AsyncIterator[Shelf]:
    made = Shelf(budget_mb=200)
    yield made
    await made.close()


async def test_a_server_asks_people_to_type_while_the_model_comes(
    hub: Hub, shelf: Shelf, tmp_path: Path
) -> None:
    fetch = Fetch(Settings(data_dir=tmp_path), shelf)
    with pytest.raises(MissingModel, match="being fetched"):
        await fetch.folder(card())
    async with asyncio.timeout(60):
        while not weights.present(card(), tmp_path / "models"):
            await asyncio.sleep(0.05)
    assert await fetch.folder(card()) == tmp_path / "models" / "tiny"


async def test_a_terminal_waits_for_it(hub: Hub, shelf: Shelf, tmp_path: Path) -> None:
    fetch = Fetch(Settings(data_dir=tmp_path, wait_for_models=True), shelf)
    assert (await fetch.folder(card()) / "model.bin").exists()


async def test_one_of_several_models_of_a_repository_is_found_in_its_folder(
    hub: Hub, shelf: Shelf, tmp_path: Path
) -> None:
    hub.files |= {"small/model.bin": b"weights", "small/config.json": b"{}"}
    fetch = Fetch(Settings(data_dir=tmp_path, wait_for_models=True), shelf)
    small = card(files={"small/model.bin": "", "small/config.json": ""})
    assert await fetch.folder(small) == tmp_path / "models/tiny/small"
    assert await fetch.folder(small) == tmp_path / "models/tiny/small"


@pytest.mark.parametrize(
    ("settings", "changes"),
    [
        ({"offline": True}, {}),
        ({}, {"bytes": UNASKED_MB * 10**6 + 1}),
        ({}, {"bytes": 0}),
        ({}, {"licence_doubt": "its licence was not seen"}),
    ],
)
async def test_nothing_is_fetched_unasked(
    hub: Hub, shelf: Shelf, tmp_path: Path, settings: dict[str, bool], changes: dict[str, object]
) -> None:
    fetch = Fetch(Settings(data_dir=tmp_path, **settings), shelf)  # type: ignore[arg-type]
    with pytest.raises(MissingModel, match="nakshatra models pull tiny"):
        await fetch.folder(card(**changes))
    assert hub.asked == []
    assert not shelf.loaded


async def test_a_failed_download_is_not_tried_for_every_message(
    hub: Hub, shelf: Shelf, tmp_path: Path
) -> None:
    fetch = Fetch(Settings(data_dir=tmp_path, wait_for_models=True), shelf)
    missing = card(files={"nothing.bin": ""})
    for _ in range(2):
        with pytest.raises(MissingModel, match="does not have it"):
            await fetch.folder(missing)
    assert hub.listed == 1
