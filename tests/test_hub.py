"""Weights come whole, pinned and checked, or not at all: huggingface_hub against our own hub."""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from hub_standin import COMMIT, FILES, MODEL, Hub, card, running
from nakshatra import hub as ours
from nakshatra import weights
from nakshatra.cards import ModelCard
from nakshatra.errors import EngineError, MissingModel
from nakshatra.hub import Hub as Puller
from nakshatra.partial import alone

BOT = Path(__file__).parents[1] / "bot"


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Hub]:
    monkeypatch.setattr(ours, "_WAITS", (0.01, 0.01, 0.01))
    with running(dict(FILES)) as hub:
        monkeypatch.setenv("HF_ENDPOINT", hub.url)
        monkeypatch.setenv("HF_HOME", str(tmp_path / "hf"))
        yield hub


@pytest.fixture
def models(tmp_path: Path) -> Path:
    return tmp_path / "models"


def pull(hub: Hub, models_dir: Path, wanted: ModelCard) -> Path:
    return Path(Puller(str(models_dir), hub.url).pull(wanted))


def ranges(hub: Hub, name: str = "model.bin") -> list[str]:
    return [wanted for asked, wanted in hub.asked if asked == name]


def test_a_model_is_fetched_pinned_and_checked(hub: Hub, models: Path) -> None:
    assert not weights.present(card(), models)
    folder = pull(hub, models, card())
    assert (folder / "model.bin").read_bytes() == MODEL
    assert weights.present(card(), models)
    got = weights.receipt(card(), models)
    assert got
    assert got.revision == COMMIT
    assert list(weights.damage(card(), models)) == []
    assert sorted(path.name for path in models.rglob("*")) == [
        ".partial",
        "config.json",
        "model.bin",
        "receipt.json",
        "tiny",
        "tiny.lock",
    ]


def test_files_in_folders_keep_their_places(hub: Hub, models: Path) -> None:
    hub.files["hi/medium/voice.onnx"] = MODEL
    folder = pull(hub, models, card(files={"hi/medium/voice.onnx": "", "config.json": ""}))
    assert (folder / "hi/medium/voice.onnx").read_bytes() == MODEL


def test_what_is_here_is_not_fetched_again(hub: Hub, models: Path) -> None:
    pull(hub, models, card())
    hub.asked.clear()
    pull(hub, models, card())
    assert hub.asked == []


def test_one_is_told_how_far_it_is(hub: Hub, models: Path) -> None:
    said: list[tuple[str, int, int]] = []
    Puller(str(models), hub.url, lambda *row: said.append(row)).pull(card())
    done = [row[1] for row in said]
    assert done == sorted(done)
    assert said[-1] == ("config.json", len(MODEL) + 2, len(MODEL) + 2)


def test_an_unpinned_card_records_what_came(hub: Hub, models: Path) -> None:
    loose = card(revision="", files={"model.bin": "", "vocabulary.*": ""})
    folder = pull(hub, models, loose)
    assert (folder / "vocabulary.txt").exists()
    assert not (folder / "README.md").exists()
    got = weights.receipt(loose, models)
    assert got
    assert got.revision == COMMIT
    assert got.files["model.bin"] == (hashlib.sha256(MODEL).hexdigest(), len(MODEL))


def test_what_a_repository_need_not_have_may_be_missing(hub: Hub, models: Path) -> None:
    files = {"model.bin": "", "preprocessor_config.*": "", "extra.json": ""}
    loose = card(files=files, optional=["preprocessor_config.*", "extra.json"])
    pull(hub, models, loose)
    assert weights.present(loose, models)
    assert list(weights.damage(loose, models)) == []
    with pytest.raises(EngineError, match=r"preprocessor_config\.\* is not in"):
        pull(hub, models / "other", card(files=files, optional=["extra.json"]))


def test_another_hash_than_the_cards_installs_nothing(hub: Hub, models: Path) -> None:
    hub.files["model.bin"] = MODEL[:-1] + b"?"
    with pytest.raises(EngineError, match=r"the card says .* nothing was installed"):
        pull(hub, models, card())
    assert not weights.folder(card(), models).exists()
    hub.files["model.bin"] = MODEL
    assert pull(hub, models, card())


@pytest.mark.parametrize(
    ("name", "says"),
    [("model.bin", "the hub says"), ("config.json", "not what the hub's listing says")],
)
def test_a_file_corrupted_on_its_way_is_thrown_away(
    hub: Hub, models: Path, name: str, says: str
) -> None:
    loose = card(files={"model.bin": "", "config.json": ""})
    data = hub.files[name]
    hub.served[name] = data[:-1] + bytes([data[-1] ^ 1])
    with pytest.raises(EngineError, match=says):
        pull(hub, models, loose)
    assert not weights.present(loose, models)
    hub.served.clear()
    assert (pull(hub, models, loose) / name).read_bytes() == data


def test_a_cut_connection_goes_on_where_it_stopped(hub: Hub, models: Path) -> None:
    hub.cut_after["model.bin"] = 2_000_000
    assert (pull(hub, models, card()) / "model.bin").read_bytes() == MODEL
    first, second = ranges(hub)
    assert first == ""
    assert int(second.removeprefix("bytes=").rstrip("-")) >= 1_500_000


def test_a_hub_that_ignores_ranges_sends_it_all_again(hub: Hub, models: Path) -> None:
    hub.ignores_ranges, hub.cut_after["model.bin"] = True, 2_000_000
    assert (pull(hub, models, card()) / "model.bin").read_bytes() == MODEL


@pytest.mark.parametrize("code", [429, 500, 503])
def test_a_hub_in_trouble_is_asked_again(hub: Hub, models: Path, code: int) -> None:
    hub.statuses = {"": [code], "config.json": [code]}
    assert pull(hub, models, card())


@pytest.mark.parametrize("code", [401, 403, 404, 503])
def test_a_hub_that_refuses_is_named(hub: Hub, models: Path, code: int) -> None:
    hub.statuses["model.bin"] = [code] * 20
    with pytest.raises(EngineError, match=r"HF_TOKEN|could not be fetched|does not have it"):
        pull(hub, models, card())
    assert not weights.present(card(), models)


def test_a_file_the_hub_does_not_have_is_named(hub: Hub, models: Path) -> None:
    with pytest.raises(EngineError, match=r"nothing\.bin is not in someone/tiny, which has README"):
        pull(hub, models, card(files={"nothing.bin": ""}))
    assert not weights.folder(card(), models).exists()


def test_a_repository_that_is_gone_is_named(hub: Hub, models: Path) -> None:
    with pytest.raises(EngineError, match=r"agree to its terms .* page of nobody/gone"):
        pull(hub, models, card(repository="nobody/gone"))


def test_no_network_says_what_to_run(models: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ours, "_WAITS", (0.01,))
    with pytest.raises(EngineError, match=r"nakshatra models pull tiny.*models import"):
        Puller(str(models), "http://127.0.0.1:9").pull(card())


@pytest.mark.parametrize("answer", [b"<html>Log in</html>", b"[]", b'"hello"'])
def test_the_login_page_of_a_network_is_no_hub(hub: Hub, models: Path, answer: bytes) -> None:
    hub.portal = answer
    with pytest.raises(EngineError, match=rf"answers at {hub.url} is not a model hub.*login page"):
        pull(hub, models, card())
    hub.portal = b""
    assert pull(hub, models, card())


def test_what_is_on_no_hub_says_how_it_comes(hub: Hub, models: Path) -> None:
    with pytest.raises(EngineError, match=r"on no hub \(none: from a stick\).*models import"):
        pull(hub, models, card(repository="none: from a stick", revision="none"))


def test_a_folder_that_cannot_be_written_is_not_called_the_network(
    hub: Hub, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(EngineError, match=r"cannot be .* written: .*NAKSHATRA_DATA_DIR"):
        pull(hub, tmp_path / "file/models", card())


def test_a_disk_too_small_is_said_before_anything_comes(
    hub: Hub, models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(weights, "SPARE", 10**18)
    with pytest.raises(EngineError, match=r"tiny needs 3 MB .* MB free"):
        pull(hub, models, card())
    assert not ranges(hub)


def test_a_full_disk_is_called_so_and_given_back(hub: Hub, models: Path) -> None:
    part = models / ".partial/tiny" / COMMIT / "model.bin.part"
    part.parent.mkdir(parents=True)
    part.symlink_to("/dev/full")  # the kernel answers each write to it as a full disk does
    with pytest.raises(EngineError, match=r"disk of .* is full"):
        pull(hub, models, card())
    assert not weights.present(card(), models)
    assert not part.parent.exists()
    assert pull(hub, models, card())


CHILD = """
import sys
from pathlib import Path
from nakshatra.cards import ModelCard
from nakshatra.hub import Hub
import resource, signal
if len(sys.argv) > 4:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, 1_000_000))
card = ModelCard(id="tiny", kind="asr", engine="faster_whisper", repository="someone/tiny",
    revision="", files={"config.json": "", "model.bin": sys.argv[3], "vocabulary.txt": ""},
    licence="Apache-2.0", languages=["hi"], bytes=0, ram_mb=10, status="made for a test")
print(Hub(sys.argv[1], sys.argv[2]).pull(card))
"""


def child(hub: Hub, models: Path, *more: str) -> subprocess.Popen[str]:
    sha = hashlib.sha256(hub.files["model.bin"]).hexdigest()
    return subprocess.Popen(
        [sys.executable, "-c", CHILD, str(models), hub.url, sha, *more],
        env=os.environ | {"PYTHONPATH": str(BOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_after_kill_9_it_goes_on_and_does_not_begin_anew(hub: Hub, models: Path) -> None:
    hub.files["model.bin"], hub.slow = MODEL * 4, 0.02
    part = models / ".partial/tiny" / COMMIT / "model.bin.part"
    for least in (1_500_000, 5_000_000):
        with child(hub, models) as process:
            while not part.exists() or part.stat().st_size < least:
                assert process.poll() is None
                time.sleep(0.01)
            process.send_signal(signal.SIGKILL)
        assert not (models / "tiny").exists()
    hub.slow = 0.0
    with child(hub, models) as process:
        out, complaint = process.communicate(timeout=60)
    assert out.strip() == str(models / "tiny"), complaint
    assert (models / "tiny/model.bin").read_bytes() == MODEL * 4
    starts = [int(wanted.removeprefix("bytes=").rstrip("-") or 0) for wanted in ranges(hub)]
    assert starts[0] == 0
    assert starts[1] >= 1_500_000
    assert starts[2] >= 5_000_000
    assert len(ranges(hub, "config.json")) == 1


def test_a_disk_that_takes_no_more_leaves_nothing_behind(hub: Hub, models: Path) -> None:
    with child(hub, models, "limited") as process:
        _, complaint = process.communicate(timeout=60)
    assert "is full" in complaint
    assert [path.name for path in models.rglob("*")] == [".partial", "tiny.lock"]


def test_a_partial_file_that_went_bad_is_begun_anew(hub: Hub, models: Path) -> None:
    part = models / ".partial/tiny" / COMMIT / "model.bin.part"
    part.parent.mkdir(parents=True)
    part.write_bytes(bytes(1_000_000))  # as after a power cut
    assert (pull(hub, models, card()) / "model.bin").read_bytes() == MODEL
    assert ranges(hub) == ["bytes=1000000-", ""]


def test_what_came_of_an_older_revision_is_swept_away(hub: Hub, models: Path) -> None:
    old = models / ".partial/tiny/0000"
    old.mkdir(parents=True)
    (old / "model.bin.part").write_bytes(b"old")
    pull(hub, models, card())
    assert not old.exists()


def test_two_do_not_fetch_the_same_at_once(hub: Hub, models: Path) -> None:
    with alone(models / ".partial", "tiny"), pytest.raises(EngineError, match="another process"):
        pull(hub, models, card())


def test_damage_is_seen(hub: Hub, models: Path) -> None:
    folder = pull(hub, models, card())
    (folder / "model.bin").write_bytes(MODEL[:-1] + b"?")
    (folder / "config.json").unlink()
    assert list(weights.damage(card(), models)) == [
        "model.bin has changed",
        "config.json is missing",
    ]
    assert not weights.present(card(), models)


def test_a_new_pin_makes_old_weights_missing(hub: Hub, models: Path) -> None:
    pull(hub, models, card(files={"model.bin": "", "config.json": ""}))
    assert not weights.present(card(files={"model.bin": "0" * 64}), models)
    with pytest.raises(MissingModel, match="nakshatra models pull tiny"):
        weights.require(card(files={"model.bin": "0" * 64}), models)
