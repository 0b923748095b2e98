"""Others on the machine can read nothing of the data folder, also where they could before."""

from __future__ import annotations

import logging
import stat
from pathlib import Path

import pytest

from durable.harness import message
from durable.test_durable_road import town
from nakshatra.closed import close, open_in
from nakshatra.settings import Settings
from nakshatra.stores.sql import SqlStore


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


async def test_a_new_folder_and_all_in_it_is_this_user_s_alone(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "data"
    async with town(folder) as here:
        await here.road.accept(message("fever", "1"))
        await here.platform.reached(1)
        made = {path.name for path in folder.iterdir()}
        assert {"nakshatra.sqlite", "keys.sqlite", "road.sqlite", "master.key"} <= made
        assert [path for path in (folder, *folder.rglob("*")) if mode(path) & 0o077] == []


async def test_a_folder_of_before_is_closed_and_that_is_said_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder = tmp_path / "data"
    (folder / "said").mkdir(parents=True)
    (folder / "said" / "a.wav").write_bytes(b"")
    (folder / "nakshatra.sqlite").write_bytes(b"")
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    with caplog.at_level(logging.WARNING):
        for _ in range(2):
            store = SqlStore(Settings(data_dir=folder))
            await store.open()
            await store.close()
    assert list(open_in(folder)) == []
    assert mode(folder) == 0o700
    assert [str(folder) in line for line in caplog.messages] == [True]


def test_what_is_not_ours_in_it_keeps_its_rights(tmp_path: Path) -> None:
    theirs, elsewhere = tmp_path / "letter.txt", tmp_path.parent / f"{tmp_path.name}-weights"
    elsewhere.mkdir()
    (elsewhere / "shared.bin").touch()
    theirs.touch()
    (tmp_path / "models").symlink_to(elsewhere)
    for path in (theirs, elsewhere / "shared.bin"):
        path.chmod(0o644)
    close(tmp_path)
    assert (mode(tmp_path), mode(theirs), mode(elsewhere / "shared.bin")) == (0o700, 0o644, 0o644)


def test_a_folder_that_everybody_uses_is_left_and_named(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    tmp_path.chmod(0o1777)
    close(tmp_path)
    assert mode(tmp_path) == 0o1777
    assert "NAKSHATRA_DATA_DIR" in caplog.text
