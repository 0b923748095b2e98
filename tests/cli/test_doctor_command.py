"""`nakshatra doctor` names what is missing and the command that mends it."""

from __future__ import annotations

import json
import socket
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

import tiny_sherpa
import tiny_translator
import tiny_whisper
from nakshatra.app import catalogue
from nakshatra.cli.doctor import command
from nakshatra.errors import CatalogueError
from nakshatra.measure import checkup
from nakshatra.measure.by_language import unheard
from nakshatra.measure.checkup import State, findings
from nakshatra.setting_values import strangers
from nakshatra.settings import Settings


def run(monkeypatch: pytest.MonkeyPatch, **environ: str) -> Result:
    for name, value in environ.items():
        monkeypatch.setenv(f"NAKSHATRA_{name.upper()}", value)
    return CliRunner().invoke(command, ["--json"])


def states(settings: Settings) -> dict[str, State]:
    return {found.part: found.state for found in findings(settings, catalogue(settings))}


def test_a_new_machine_works_and_says_what_is_off(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    result = run(monkeypatch, data_dir=str(tmp_path))
    assert result.exit_code == 0
    found = {row["part"]: row for row in json.loads(result.stdout)}
    assert found["expert health"]["state"] == "works"
    assert found["hearing"]["mend"].startswith("nakshatra models pull ")
    assert "BotFather" in found["telegram"]["mend"]


def test_each_language_that_is_not_heard_has_the_command_that_fetches_its_ear(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NAKSHATRA_DATA_DIR", str(tmp_path))
    cards = catalogue(Settings())
    rows = json.loads(CliRunner().invoke(command, ["--json"]).stdout)
    found = {row["part"]: row for row in rows}["hearing by language"]
    commands = [line.partition("  # ") for line in found["mend"].splitlines()]
    fetched = {code: pull.split()[-1] for pull, _, codes in commands for code in codes.split(", ")}
    assert all(pull.startswith("nakshatra models pull ") for pull, _, _ in commands)
    for code, model in fetched.items():
        assert code in cards.models[model].languages
        assert not cards.models[model].licence_doubt
    left = {code for code in cards.languages if code not in fetched}
    assert left == set(found["says"].partition(" will do for ")[2].split(", ")) - {""}
    said = CliRunner().invoke(command).stdout
    assert f"-> nakshatra models pull {fetched['ta']}" in said


def test_what_is_heard_already_is_not_fetched(tmp_path: Path) -> None:
    tiny_whisper.install(tmp_path)
    settings = Settings(data_dir=tmp_path, catalogue=tiny_whisper.CATALOGUE)
    assert {"hi", "en"}.isdisjoint(unheard(settings, catalogue(settings)))


def test_a_recogniser_without_its_library_and_a_speech_service_are_told_of(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tiny_sherpa.install("nemo_ctc", tmp_path)
    monkeypatch.setattr(checkup, "find_spec", lambda name: None)
    more = {"catalogue": str(tiny_sherpa.CATALOGUE), "speech_url": "https://speech.example/v1"}
    result = run(monkeypatch, data_dir=str(tmp_path), speech_key="hidden", **more)
    found = {row["part"]: row for row in json.loads(result.stdout)}
    assert "tiny-nemo_ctc cannot be run" in found["hearing sherpa_onnx"]["says"]
    assert found["hearing sherpa_onnx"]["mend"] == "make extras"
    assert "sent to https://speech.example/v1" in found["hearing openai_audio"]["says"]
    assert "hidden" not in result.stdout


def test_a_broken_pack_is_named_with_the_command_that_explains_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pack = tmp_path / "mine/experts/health"
    pack.mkdir(parents=True)
    card = catalogue(Settings()).folders["health"] / "expert.toml"
    (pack / "expert.toml").write_text(card.read_text("utf-8"), "utf-8")
    result = run(monkeypatch, data_dir=str(tmp_path), catalogue=str(tmp_path / "mine"))
    assert result.exit_code == 1
    found = {row["part"]: row for row in json.loads(result.stdout)}
    assert found["expert health"]["state"] == "broken"
    assert found["expert health"]["mend"] == "nakshatra experts check health"


def test_a_token_switches_telegram_on_and_is_not_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    result = run(monkeypatch, data_dir=str(tmp_path), telegram_token="123:hidden")
    assert "hidden" not in result.stdout
    assert {r["part"]: r["state"] for r in json.loads(result.stdout)}["telegram"] == "works"


SMS = {"sms_provider": "exotel", "sms_from": "NAKSHT", "sms_secret": "hidden"} | {
    "sms_hook_secret": "6f2d8a1c9b7e4f30a5d4c3b2a1908f7e",
    "public_url": "https://bot.example.org",
}


@pytest.mark.parametrize(
    ("more", "state", "says"),
    [
        ({"sms_provider": ""}, "off", "no provider"),
        ({"sms_hook_secret": "short"}, "broken", "NAKSHATRA_SMS_HOOK_SECRET"),
        ({"sms_templates": "answer=1107,menu=1108"}, "broken", "emergency, notice, more"),
        ({"public_url": "", "sms_dlt_required": False}, "broken", "nobody can call"),
        ({"sms_dlt_required": False}, "works", "Exotel, called at https://bot.example.org"),
    ],
)
def test_sms_says_what_it_lacks_also_the_kinds_that_have_no_template(
    tmp_path: Path, more: dict[str, Any], state: str, says: str
) -> None:
    settings = Settings(data_dir=tmp_path, **{**SMS, **more})
    [found] = [one for one in findings(settings, catalogue(settings)) if one.part == "sms"]
    assert found.state == state
    assert says in found.says
    assert "hidden" not in f"{found.says} {found.mend}"


def test_a_language_model_that_is_not_here_is_broken(tmp_path: Path) -> None:
    assert states(Settings(data_dir=tmp_path, llm="/nowhere.gguf"))["language model"] == "broken"


def test_a_translator_is_off_or_names_what_it_lacks(tmp_path: Path) -> None:
    def found(translator: str) -> tuple[State, str]:
        settings = Settings(data_dir=tmp_path, translator=translator)
        parts = {one.part: one for one in findings(settings, catalogue(settings))}
        return parts["translation"].state, parts["translation"].mend

    assert found("none") == (State.OFF, "NAKSHATRA_TRANSLATOR=ctranslate2 (docs/voice.md)")
    state, mend = found("ctranslate2")
    assert state is State.BROKEN
    assert "models import FOLDER --model indictrans2-en-indic-ct2" in mend
    card = catalogue(Settings(data_dir=tmp_path)).models["indictrans2-en-indic-ct2"]
    tiny_translator.install(card, tiny_translator.Tiny("water", "पानी"), tmp_path)
    assert found("ctranslate2")[0] is State.WORKS


def test_a_taken_port_is_seen(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert states(Settings(data_dir=tmp_path, port=port))["web chat"] == "off"


def test_a_file_in_place_of_the_data_folder_is_broken(tmp_path: Path) -> None:
    taken = tmp_path / "data"
    taken.write_text("")
    assert states(Settings(data_dir=taken))["data"] is State.BROKEN


def test_a_catalogue_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="nowhere: no such folder"):
        catalogue(Settings(data_dir=tmp_path, catalogue=tmp_path / "nowhere"))


def test_a_folder_that_others_can_read_is_named_with_its_remedy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "keys.sqlite").touch()
    (tmp_path / "keys.sqlite").chmod(0o644)
    result = run(monkeypatch, data_dir=str(tmp_path))
    [data] = [row for row in json.loads(result.stdout) if row["part"] == "data"]
    assert (data["state"], result.exit_code) == ("broken", 1)
    assert str(tmp_path / "keys.sqlite") in data["says"]
    assert "chmod -R go=" in data["mend"]


def test_a_misspelt_setting_is_named_and_its_value_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = {"telegarm_token": "123:hidden", "dta_dir": "/hidden", "service_account": "hidden"}
    result = run(monkeypatch, data_dir=str(tmp_path), **given)
    said = [row for row in json.loads(result.stdout) if row["part"] == "environment"]
    assert [(row["state"], row["mend"]) for row in said] == [
        ("broken", "did you mean NAKSHATRA_DATA_DIR?"),
        ("off", ""),
        ("broken", "did you mean NAKSHATRA_TELEGRAM_TOKEN?"),
    ]
    assert "NAKSHATRA_SERVICE_ACCOUNT" in said[1]["says"]
    assert "hidden" not in result.output


@pytest.mark.parametrize("name", ["CONFIG", "SMS_HOOK_SECRET", "TEST_POSTGRES"])
def test_a_name_that_is_known_is_passed_over(name: str) -> None:
    assert strangers({f"NAKSHATRA_{name}": "1"}, fields(Settings)) == []


def test_what_a_card_names_is_known_too() -> None:
    given = {"NAKSHATRA_PENSION_KEY": "1"}
    assert strangers(given, fields(Settings), {"NAKSHATRA_PENSION_KEY"}) == []
