"""Weights come whole, pinned and checked, or not at all."""

from __future__ import annotations

import asyncio
import errno
import hashlib
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from hub_standin import COMMIT, REPOSITORY, Hub, running
from nakshatra import weights
from nakshatra.cards import ModelCard
from nakshatra.errors import EngineError, MissingModel
from nakshatra.fetch import UNASKED_MB, Fetch
from nakshatra.hub import Hub as Puller
from nakshatra.settings import Settings
from nakshatra.shelf import Shelf

MODEL = bytes(range(256)) * 12_000
FILES = {"model.bin": MODEL, "config.json": b"{}", "vocabulary.txt": b"a\nb\n", "README.md": b"#"}


def card(**changes: object) -> ModelCard:
    made = ModelCard(
        id="tiny",
        kind="asr",
        engine="faster_whisper",
        repository=REPOSITORY,
        revision=COMMIT,
        files={"model.bin": hashlib.sha256(MODEL).hexdigest(), "config.json": ""},
        licence="Apache-2.0",
        languages=["hi"],
        bytes=len(MODEL),
        ram_mb=10,
        status="made for a test",
    )
    return replace(made, **changes)  # type: ignore[arg-type]


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


def pull(hub: Hub, models_dir: Path, wanted: ModelCard) -> Path:
    return Path(Puller(str(models_dir), hub.url).pull(wanted))


def test_a_model_is_fetched_pinned_and_checked(hub: Hub, tmp_path: Path) -> None:
    assert not weights.present(card(), tmp_path)
    folder = pull(hub, tmp_path, card())
    assert (folder / "model.bin").read_bytes() == MODEL
    assert weights.present(card(), tmp_path)
    got = weights.receipt(card(), tmp_path)
    assert got
    assert got.revision == COMMIT
    assert list(weights.damage(card(), tmp_path)) == []
    assert sorted(path.name for path in tmp_path.iterdir() if path.name != "hf") == [
        ".partial",
        "tiny",
    ]


def test_what_is_here_is_not_fetched_again(hub: Hub, tmp_path: Path) -> None:
    pull(hub, tmp_path, card())
    hub.asked.clear()
    pull(hub, tmp_path, card())
    assert hub.asked == []


def test_an_unpinned_card_records_what_came(hub: Hub, tmp_path: Path) -> None:
    loose = card(revision="", files={"model.bin": "", "vocabulary.*": ""})
    folder = pull(hub, tmp_path, loose)
    assert (folder / "vocabulary.txt").exists()
    assert not (folder / "README.md").exists()
    got = weights.receipt(loose, tmp_path)
    assert got
    assert got.revision == COMMIT
    assert got.files["model.bin"] == (hashlib.sha256(MODEL).hexdigest(), len(MODEL))


def test_a_wrong_hash_installs_nothing(hub: Hub, tmp_path: Path) -> None:
    hub.files["model.bin"] = MODEL[:-1] + b"?"
    with pytest.raises(EngineError, match=r"hash .* nothing was installed"):
        pull(hub, tmp_path, card())
    assert not weights.folder(card(), tmp_path).exists()
    hub.files["model.bin"] = MODEL
    assert pull(hub, tmp_path, card())


def test_a_cut_connection_goes_on_where_it_stopped(hub: Hub, tmp_path: Path) -> None:
    big = MODEL * 5
    hub.files["model.bin"], hub.cut_after["model.bin"] = big, 12_000_000
    wanted = card(files={"model.bin": hashlib.sha256(big).hexdigest()})
    assert (pull(hub, tmp_path, wanted) / "model.bin").read_bytes() == big
    ranges = [wanted for name, wanted in hub.asked if name == "model.bin"]
    assert ranges[0] == ""
    assert ranges[1].startswith("bytes=")


def test_a_file_the_hub_does_not_have_is_named(hub: Hub, tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="the hub does not have it"):
        pull(hub, tmp_path, card(files={"nothing.bin": ""}))
    assert not weights.folder(card(), tmp_path).exists()


def test_no_network_says_what_to_run(hub: Hub, tmp_path: Path) -> None:
    hub.shutdown()
    hub.server_close()
    with pytest.raises(EngineError, match="nakshatra models pull tiny"):
        pull(hub, tmp_path, card())


def test_a_disk_too_small_is_said_before_anything_comes(hub: Hub, tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="MB free"):
        pull(hub, tmp_path, card(bytes=10**18))
    assert hub.asked == []


def test_a_full_disk_is_called_so(
    hub: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> str:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("nakshatra.hub.hf_hub_download", full)
    with pytest.raises(EngineError, match=r"disk of .* is full"):
        pull(hub, tmp_path, card())
    assert not weights.folder(card(), tmp_path).exists()


def test_damage_is_seen(hub: Hub, tmp_path: Path) -> None:
    folder = pull(hub, tmp_path, card())
    (folder / "model.bin").write_bytes(MODEL[:-1] + b"?")
    (folder / "config.json").unlink()
    assert list(weights.damage(card(), tmp_path)) == [
        "model.bin has changed",
        "config.json is missing",
    ]
    assert not weights.present(card(), tmp_path)


def test_a_new_pin_makes_old_weights_missing(hub: Hub, tmp_path: Path) -> None:
    pull(hub, tmp_path, card(files={"model.bin": "", "config.json": ""}))
    assert not weights.present(card(files={"model.bin": "0" * 64}), tmp_path)
    with pytest.raises(MissingModel, match="nakshatra models pull tiny"):
        weights.require(card(files={"model.bin": "0" * 64}), tmp_path)


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


@pytest.mark.parametrize(
    ("settings", "changes"),
    [({"offline": True}, {}), ({}, {"bytes": UNASKED_MB * 10**6 + 1}), ({}, {"bytes": 0})],
)
async def test_nothing_is_fetched_unasked(
    hub: Hub, shelf: Shelf, tmp_path: Path, settings: dict[str, bool], changes: dict[str, int]
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
    assert hub.heads.count("nothing.bin") == 1
