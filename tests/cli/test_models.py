"""`nakshatra models`: an operator sees what is there, fetches it, and learns what is wrong."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import tiny_ggml
import tiny_whisper
from hub_standin import FILES, running
from nakshatra.cli.models import command
from nakshatra.errors import CatalogueError, EngineError, MissingModel
from nakshatra.home import home


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("NAKSHATRA_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("NAKSHATRA_CATALOGUE", str(tiny_whisper.CATALOGUE))
    tiny_whisper.install(tmp_path)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(command, arguments)


def test_the_list_says_what_is_here() -> None:
    rows = json.loads(run("list", "--json").stdout)["models"]
    here = {row["id"]: row["here"] for row in rows}
    assert here["tiny-whisper"]
    assert not here["whisper-hindi2hinglish-swift"]
    assert "tiny-whisper" in run("list").stdout


def test_the_path_of_what_is_here(tmp_path: Path) -> None:
    assert run("path", "tiny-whisper").stdout.strip() == str(tmp_path / "models/tiny-whisper")


def test_the_path_of_what_is_not_names_the_command() -> None:
    error = run("path", "qwen3.5-2b").exception
    assert isinstance(error, MissingModel)
    assert "nakshatra models pull qwen3.5-2b" in str(error)


@pytest.mark.parametrize(
    ("id", "says"),
    [
        ("tiny-wisper", "did you mean tiny-whisper? `nakshatra models list`"),
        ("padmavathi", "did you mean piper-te-padmavathi?"),
        ("zzz", "no model is called 'zzz'; `nakshatra models list` names them all"),
    ],
)
def test_an_unknown_model_is_told_which_look_like_it(id: str, says: str) -> None:
    error = run("pull", id).exception
    assert isinstance(error, CatalogueError)
    assert says in str(error)


def test_what_is_here_is_pulled_without_a_network() -> None:
    assert json.loads(run("pull", "tiny-whisper", "--json").stdout)["tiny-whisper"]


def test_check_finds_one_changed_byte(tmp_path: Path) -> None:
    assert "tiny-whisper: good" in run("check").stdout
    path = tmp_path / "models/tiny-whisper/model.bin"
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    result = run("check")
    assert result.exit_code == 1
    assert "model.bin has changed" in result.output
    assert "bring tiny-whisper once more (none: it lies in tests/data" in result.output


def test_check_of_what_is_not_here_says_only_to_fetch_it() -> None:
    output = run("check", "qwen3.5-2b").output
    assert "nakshatra models pull qwen3.5-2b" in output
    assert "remove" not in output


def test_the_list_can_be_narrowed() -> None:
    rows = json.loads(run("list", "--kind", "tts", "--language", "te", "--json").stdout)["models"]
    assert "piper-te-padmavathi" in {row["id"] for row in rows}
    assert all(row["kind"] == "tts" and "te" in row["languages"] for row in rows)
    assert [r["id"] for r in json.loads(run("list", "--here", "--json").stdout)["models"]] == [
        "tiny-whisper"
    ]


def test_a_list_of_nothing_says_so() -> None:
    assert "none of them is here" in run("list", "--here", "--kind", "tts").stdout
    assert (
        "no card is of that kind" in run("list", "--kind", "spoken_lid", "--language", "or").stdout
    )
    error = run("list", "--language", "klingon").exception
    assert "no language is called 'klingon'" in str(error)


def test_show_tells_whose_numbers_and_which_doubt() -> None:
    shown = run("show", "whisper-tamil-medium").stdout
    assert "23.2 on FLEURS" in shown
    assert "normaliser: none: exact words; by LiveWhisper" in shown
    assert "not run here" in shown
    assert "in doubt" in run("show", "piper-hi-pratham").stdout
    assert json.loads(run("show", "tiny-whisper", "--json").stdout)["here"]


def test_show_tells_which_way_a_translator_goes_and_where_its_weights_are() -> None:
    said = run("show", "indictrans2-en-indic-ct2").stdout
    assert "translates  from en to its other languages" in said
    assert "it2_distilled_ckpts/en-indic.zip" in said


def test_a_doubtful_licence_is_not_fetched_unasked() -> None:
    error = run("pull", "piper-hi-pratham").exception
    assert isinstance(error, EngineError)
    assert "--accept-licence piper-hi-pratham" in str(error)
    assert "licence and consent" in str(error)


def test_offline_is_offline(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NAKSHATRA_OFFLINE", "1")
    error = run("pull", "whisper-small").exception
    assert isinstance(error, EngineError)
    assert "models import" in str(error)


MAIN = "from nakshatra.cli.main import main; main()"


def test_pull_fetches_and_says_how_far_it_is(tmp_path: Path) -> None:
    own = tmp_path / "own/models"
    own.mkdir(parents=True)
    (own / "tiny.toml").write_text(
        'id = "tiny"\nkind = "asr"\nengine = "faster_whisper"\nrepository = "someone/tiny"\n'
        'revision = ""\nlicence = "CC-BY-ND"\nlicence_doubt = "no changes"\nlanguages = ["hi"]\n'
        'bytes = 0\nram_mb = 10\nstatus = "made for a test"\nattribution = "by Someone"\n'
        '[files]\n"model.bin" = ""\n"config.json" = ""\n'
    )
    with running(dict(FILES)) as hub:
        result = subprocess.run(
            [sys.executable, "-c", MAIN, "models", "pull", "tiny", "--accept-licence", "tiny"],
            env=os.environ | {"HF_ENDPOINT": hub.url, "PYTHONPATH": str(home() / "bot")},
            capture_output=True,
            text=True,
            timeout=60,
        )
    assert result.returncode == 0, result.stderr
    assert result.stdout.strip() == str(tmp_path / "models/tiny")
    assert "model.bin: " in result.stderr
    assert "100% of 3.1 MB" in result.stderr
    assert "by Someone" in result.stderr
    assert "tiny: good" in run("check").stdout
    (tmp_path / "models/tiny/config.json").write_bytes(b"[]")
    told = run("check", "tiny").output
    assert "config.json has changed" in told
    assert "`nakshatra models remove tiny`, then `nakshatra models pull tiny`" in told
    run("remove", "tiny")
    assert not (tmp_path / "models/tiny").exists()
    assert (own / "tiny.toml").exists()


def test_recommend_explains_and_can_be_piped_into_pull(tmp_path: Path) -> None:
    told = run("recommend", "--languages", "hi,te", "--ram", "4GB", "--disk", "1GB").stdout
    assert "4000 MB of memory, of which 3150 MB are for models" in told
    assert "not piper-hi-pratham: its licence" in told
    assert "nakshatra models pull " in told
    ids = run("recommend", "--languages", "te", "--ram", "4GB", "--ids").stdout.split()
    assert "piper-te-padmavathi" in ids
    found = json.loads(run("recommend", "--languages", "te", "--ram", "4GB", "--json").stdout)
    assert found["pull"] == ids
    assert found["wish"]["ram_mb"] == 4000


def test_what_was_accepted_is_accepted_by_the_command_that_is_printed() -> None:
    wish = ("recommend", "--languages", "hi", "--accept-licence", "piper-hi-pratham")
    told = "piper-hi-pratham --accept-licence piper-hi-pratham\n"
    assert told in run(*wish, "--ram", "4GB").stdout
    assert run(*wish, "--ids").stdout.endswith(told)


@pytest.mark.parametrize(
    ("ram", "budget", "says"),
    [
        ("4GB", "2000", ""),  # the setting holds them already
        ("4GB", "100", "NAKSHATRA_RAM_BUDGET_MB=350 "),
        ("2GB", "2000", "NAKSHATRA_RAM_BUDGET_MB=1150 "),  # the setting is more than there is
    ],
)
def test_a_budget_is_named_only_where_the_setting_does_not_fit(
    monkeypatch: pytest.MonkeyPatch, ram: str, budget: str, says: str
) -> None:
    monkeypatch.setenv("NAKSHATRA_RAM_BUDGET_MB", budget)
    told = run("recommend", "--languages", "hi", "--ram", ram).stdout
    assert (says or "Fetch them") in told
    assert ("RAM_BUDGET" in told) == bool(says)


def test_a_machine_without_memory_for_models_is_believed() -> None:
    told = run("recommend", "--languages", "hi", "--ram", "0GB").stdout
    assert "0 MB of memory, of which 0 MB are for models" in told
    assert "Nothing to fetch" in told


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--languages", "hi", "--ram", "lots"], "such as 4GB or 512MB"),
        (["--languages", "hi", "--ram", "4"], "such as 4GB or 512MB"),
        (["--languages", "klingon"], "no language is called 'klingon'; there are as"),
        (["--languages", ""], "no language was named"),
    ],
)
def test_a_wish_that_cannot_be_understood_says_why(arguments: list[str], says: str) -> None:
    result = run("recommend", *arguments)
    assert result.exit_code
    assert says in result.output + str(result.exception)


def test_a_stick_is_imported_and_removed_again(tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    (tmp_path / "models/tiny-whisper").rename(stick)
    assert not json.loads(run("list", "--here", "--json").stdout)["models"]
    result = run("import", str(stick), "--model", "tiny-whisper")
    assert result.stdout.strip() == str(tmp_path / "models/tiny-whisper")
    assert "tiny-whisper: good" in run("check").stdout
    assert "MB freed" in run("remove", "tiny-whisper").stdout
    assert "no model is here" in run("check").stdout


def test_a_whisper_cpp_file_is_converted_and_benched(tmp_path: Path) -> None:
    source = str(tiny_ggml.write(tmp_path / "ggml-tiny.bin"))
    told = run("import", source)
    assert "--as my-hindi --languages hi" in str(told.exception)
    taken = run("import", source, "--as", "tiny-whisper", "--languages", "hi")
    assert "called 'tiny-whisper' already" in str(taken.exception)
    result = run("import", source, "--as", "my-hindi", "--languages", "hi,en", "--json")
    assert json.loads(result.stdout)["my-hindi"]["path"] == str(tmp_path / "models/my-hindi")
    assert "my-hindi: good" in run("check").stdout
    rows = json.loads(run("bench", "my-hindi", "--json").stdout)["models"]
    assert rows[0]["real_time_factor"] > 0
    run("remove", "my-hindi")
    assert isinstance(run("show", "my-hindi").exception, CatalogueError)


@pytest.mark.parametrize(
    "name", ["list", "show", "recommend", "pull", "import", "check", "path", "remove", "bench"]
)
def test_every_command_has_examples(name: str) -> None:
    assert "Examples:" in run(name, "--help").stdout
