"""Weights from a stick are known by their hashes; nothing else gets in, and nothing in halves."""

from __future__ import annotations

import hashlib
import io
import os
import shutil
import stat
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from hub_standin import FILES, MODEL, card
from nakshatra import weights
from nakshatra.cards import ModelCard
from nakshatra.errors import EngineError
from nakshatra.stick import Brought, Stick

LOOSE = card(id="loose", files={"hi/voice.onnx": "", "hi/voice.onnx.json": ""})
CARDS = {one.id: one for one in (card(), LOOSE)}


@pytest.fixture
def models(tmp_path: Path) -> Path:
    return tmp_path / "data/models"


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    """A folder with the tiny model in it, and other things."""
    made = tmp_path / "stick"
    (made / "photos").mkdir(parents=True)
    (made / "photos/cow.jpg").write_bytes(b"moo")
    for name, data in FILES.items():
        (made / name).write_bytes(data)
    return made


def bring(source: Path, models: Path, *wanted: str) -> tuple[Brought, ...]:
    return Stick(CARDS, models).bring(source, wanted).brought


def here(models: Path, wanted: ModelCard = CARDS["tiny"]) -> bool:
    return weights.present(wanted, models) and not list(weights.damage(wanted, models))


def rest(models: Path) -> list[str]:
    """Files besides the models."""
    return [path.name for path in models.rglob("*") if path.is_file() and ".partial" in path.parts]


def test_a_folder_is_searched_for_what_cards_know(stick: Path, models: Path) -> None:
    (one,) = bring(stick, models)
    assert (one.model, one.folder) == ("tiny", models / "tiny")
    assert one.unchecked == ("config.json",)
    assert here(models)
    assert all(name.endswith(".lock") for name in rest(models))


def test_a_file_is_known_whatever_its_name(stick: Path, models: Path) -> None:
    (stick / "model.bin").rename(stick / "photos/holiday.mp4")
    bring(stick, models)
    assert (models / "tiny/model.bin").read_bytes() == MODEL


def test_a_file_of_the_right_name_and_other_content_is_refused(stick: Path, models: Path) -> None:
    (stick / "model.bin").write_bytes(MODEL[:-1] + b"?")
    with pytest.raises(EngineError, match=r"model\.bin has the hash .*damaged or of another"):
        bring(stick, models, "tiny")
    assert not (models / "tiny").exists()
    with pytest.raises(EngineError, match=r"no card in models/ knows .* --model ID"):
        bring(stick, models)


def test_a_missing_file_is_named(stick: Path, models: Path) -> None:
    (stick / "config.json").unlink()
    with pytest.raises(EngineError, match=r"config\.json is not there"):
        bring(stick, models)
    assert not (models / "tiny").exists()


def test_a_single_file_is_a_whole_model_when_the_card_has_no_more(
    tmp_path: Path, models: Path
) -> None:
    file = tmp_path / "weights.gguf"
    file.write_bytes(MODEL)
    one = card(files={"model.bin": hashlib.sha256(MODEL).hexdigest()})
    assert Stick({"tiny": one}, models).bring(file).brought[0].unchecked == ()
    assert here(models, one)


def test_names_are_believed_only_of_a_model_that_was_asked_for(
    tmp_path: Path, models: Path
) -> None:
    flat = tmp_path / "flat"
    flat.mkdir()
    (flat / "voice.onnx").write_bytes(b"sound")
    (flat / "voice.onnx.json").write_bytes(b"{}")
    with pytest.raises(EngineError, match="no card"):
        bring(flat, models)
    (one,) = bring(flat, models, "loose")
    assert one.unchecked == ("hi/voice.onnx", "hi/voice.onnx.json")
    assert (models / "loose/hi/voice.onnx").read_bytes() == b"sound"


def test_a_file_that_two_models_share_does_not_make_both(stick: Path, models: Path) -> None:
    shared = hashlib.sha256(b"tokens").hexdigest()
    (stick / "tokens.txt").write_bytes(b"tokens")
    files = dict(CARDS["tiny"].files)
    hindi = card(id="hindi", files=files | {"tokens.txt": shared})
    other = card(id="other", files={"as/model.onnx": "", "tokens.txt": shared})
    haul = Stick({"hindi": hindi, "other": other}, models).bring(stick)
    assert [one.model for one in haul.brought] == ["hindi"]


def test_files_of_one_model_come_from_one_folder(tmp_path: Path, models: Path) -> None:
    """A stick with two voices of the same file names: neither is made of halves of both."""
    stick = tmp_path / "stick"
    for folder in ("one", "two"):
        (stick / folder).mkdir(parents=True)
        (stick / folder / "voice.onnx").write_bytes(folder.encode())
    (stick / "two/voice.onnx.json").write_bytes(b"{}")
    bring(stick, models, "loose")
    assert (models / "loose/hi/voice.onnx").read_bytes() == b"two"
    (stick / "one/voice.onnx.json").write_bytes(b"{}")
    with pytest.raises(EngineError, match=r"more than once, in one/, two/"):
        bring(stick, models, "loose")


def test_a_copied_folder_of_models_says_what_else_is_there(
    stick: Path, models: Path, tmp_path: Path
) -> None:
    bring(stick, models)
    for name in ("loose", "photos"):
        folder = models / name / "hi"
        folder.mkdir(parents=True)
        (folder / "voice.onnx").write_bytes(name.encode())
        (folder / "voice.onnx.json").write_bytes(b"{}")
        weights.Receipt("x", {}).write(folder.parent)
    copied = Path(shutil.copytree(models, tmp_path / "copied"))
    haul = Stick(CARDS, tmp_path / "new").bring(copied)
    assert [one.model for one in haul.brought] == ["tiny"]
    assert haul.more == ("loose",)
    bring(copied, tmp_path / "new", "loose")
    assert (tmp_path / "new/loose/hi/voice.onnx").read_bytes() == b"loose"


def test_a_receipt_from_the_other_machine_is_held_against_the_files(
    stick: Path, models: Path, tmp_path: Path
) -> None:
    bring(stick, models)
    copy = Path(shutil.copytree(models / "tiny", tmp_path / "copy"))
    elsewhere = tmp_path / "elsewhere"
    assert Stick(CARDS, elsewhere).bring(copy).brought[0].unchecked == ()
    (copy / "config.json").write_bytes(b"{ }")
    with pytest.raises(EngineError, match=r"config\.json .* receipt\.json beside it says"):
        Stick(CARDS, tmp_path / "third").bring(copy)


def packed(stick: Path, name: str) -> Path:
    path = stick.parent / name
    if name.endswith(".zip"):
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for file in stick.rglob("*"):
                archive.write(file, f"deep/{file.relative_to(stick)}")
    else:
        with tarfile.open(path, "w:gz" if name.endswith("gz") else "w") as tar:
            tar.add(stick, "deep")
    return path


@pytest.mark.parametrize("name", ["a.zip", "a.tar", "a.tar.gz", "zip without an ending.zip"])
def test_archives_are_unpacked(stick: Path, models: Path, name: str) -> None:
    archive = packed(stick, name).rename(stick.parent / "archive")
    assert bring(archive, models)[0].model == "tiny"
    assert here(models)
    assert all(name.endswith(".lock") for name in rest(models))


@pytest.mark.parametrize("inside", ["../outside", "/tmp/outside", "a/../../outside"])
@pytest.mark.parametrize("kind", ["zip", "tar"])
def test_an_archive_that_leads_out_is_refused_whole(
    tmp_path: Path, models: Path, inside: str, kind: str
) -> None:
    archive = tmp_path / "bad"
    if kind == "zip":
        with zipfile.ZipFile(archive, "w") as made:
            made.writestr("model.bin", MODEL)
            made.writestr(inside, b"evil")
    else:
        with tarfile.open(archive, "w") as tar:
            info = tarfile.TarInfo(inside)
            info.size = 4
            tar.addfile(info, io.BytesIO(b"evil"))
    with pytest.raises(EngineError, match="outside its folder: nothing of it was unpacked"):
        bring(archive, models)
    assert not list(tmp_path.rglob("outside"))
    assert rest(models) == ["stick.lock"]


@pytest.mark.parametrize("kind", ["zip", "tar"])
def test_an_archive_with_a_link_is_refused(tmp_path: Path, models: Path, kind: str) -> None:
    archive = tmp_path / "bad"
    if kind == "zip":
        link = zipfile.ZipInfo("model.bin")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        with zipfile.ZipFile(archive, "w") as made:
            made.writestr(link, "/etc/passwd")
    else:
        info = tarfile.TarInfo("model.bin")
        info.type, info.linkname = tarfile.SYMTYPE, "/etc/passwd"
        with tarfile.open(archive, "w") as tar:
            tar.addfile(info)
    with pytest.raises(EngineError, match="a link or a device"):
        bring(archive, models)


def test_an_archive_that_was_cut_off_is_called_broken(stick: Path, models: Path) -> None:
    archive = packed(stick, "a.tar.gz")
    archive.write_bytes(archive.read_bytes()[:-4000])
    with pytest.raises(EngineError, match="broken or locked"):
        bring(archive, models)
    assert rest(models) == ["stick.lock"]


def test_an_archive_that_grows_beyond_the_disk_is_not_unpacked(
    stick: Path, models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(weights, "SPARE", 10**18)
    with pytest.raises(EngineError, match=r"a\.zip needs 6 MB .* MB free"):
        bring(packed(stick, "a.zip"), models)
    assert rest(models) == ["stick.lock"]


def test_a_full_disk_leaves_the_old_model_and_no_halves(stick: Path, models: Path) -> None:
    bring(stick, models)
    child = f"""
import resource, signal
from pathlib import Path
from test_stick import CARDS, Stick
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
Stick(CARDS, Path({str(models)!r})).bring(Path({str(stick)!r}))
"""
    assert "is full" in _run(child).stderr
    assert here(models)
    assert all(name.endswith(".lock") for name in rest(models))


@pytest.mark.parametrize("during", ["unpacking", "reading", "copying"])
def test_killed_in_the_middle_nothing_counts_and_the_next_time_is_whole(
    stick: Path, models: Path, during: str
) -> None:
    archive = packed(stick, "a.zip")
    child = f"""
import os, signal
from pathlib import Path
from test_stick import CARDS, Stick
def tell(what, done, total):
    if what.startswith({during!r}) and 0 < done < total:
        os.kill(os.getpid(), signal.SIGKILL)
Stick(CARDS, Path({str(models)!r}), tell).bring(Path({str(archive)!r}))
"""
    assert _run(child).returncode == -9
    assert not here(models)
    assert not (models / "tiny").exists()
    bring(archive, models)
    assert here(models)
    assert all(name.endswith(".lock") for name in rest(models))


def test_what_was_here_is_replaced_whole(stick: Path, models: Path) -> None:
    bring(stick, models)
    (models / "tiny/model.bin").write_bytes(b"damaged")
    bring(stick, models)
    assert here(models)


def test_a_stick_that_is_not_there_is_said(models: Path) -> None:
    with pytest.raises(EngineError, match="is the stick mounted"):
        bring(Path("/nowhere/at/all"), models)


def test_one_is_told_how_far_it_is(stick: Path, models: Path) -> None:
    said: list[tuple[str, int, int]] = []
    Stick(CARDS, models, lambda *row: said.append(row)).bring(packed(stick, "a.zip"))
    assert {what.split()[0] for what, _, _ in said} == {"unpacking", "reading", "copying"}
    assert all(done <= total for _, done, total in said)


def _run(program: str) -> subprocess.CompletedProcess[str]:
    here = Path(__file__).parent
    return subprocess.run(
        [sys.executable, "-c", program],
        env=os.environ | {"PYTHONPATH": f"{here.parent / 'bot'}:{here}"},
        capture_output=True,
        text=True,
        timeout=60,
    )
