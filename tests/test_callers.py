"""The setting `api_keys`."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from nakshatra.callers import new_key, read_callers
from nakshatra.catalogue import Catalogue
from nakshatra.cli.api import command
from nakshatra.errors import CatalogueError
from nakshatra.measure.checkup import findings
from nakshatra.settings import Settings

KEY = "k" * 24


def test_each_caller_is_known_by_its_key_and_a_name_may_have_two() -> None:
    new = new_key()
    callers = read_callers(f"ivr:{KEY}, ivr:{new} ,kiosk:{'o' * 24},")
    assert [c.name for c in callers.all] == ["ivr", "ivr", "kiosk"]
    for key in (KEY, new):
        found = callers.by_key(key)
        assert found is not None
        assert found.name == "ivr"
    assert callers.by_key("") is None
    assert (callers.signing("ivr"), callers.signing("nobody")) == (KEY, "")


@pytest.mark.parametrize(
    "setting",
    ["ivr", "ivr:", f":{KEY}", "ivr:short", f"I V R:{KEY}", f"a/b:{KEY}", "ivr:secret word " * 3],
)
def test_a_key_that_is_written_wrongly_is_an_error_that_does_not_tell_it(setting: str) -> None:
    with pytest.raises(CatalogueError, match="api_keys, entry 1") as error:
        read_callers(setting)
    assert KEY not in str(error.value)
    assert "secret" not in str(error.value)


def test_a_caller_is_never_printed_with_its_key() -> None:
    assert KEY not in repr(read_callers(f"ivr:{KEY}"))


def test_the_command_makes_a_key_that_the_setting_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    made = CliRunner().invoke(command, ["key", "ivr"])
    again = CliRunner().invoke(command, ["key", "ivr"])
    assert made.stdout != again.stdout
    line = made.stdout.strip()
    monkeypatch.setenv("NAKSHATRA_API_KEYS", line)
    listed = CliRunner().invoke(command, ["callers"]).stdout
    assert listed == "ivr\n"
    assert line.partition(":")[2] not in listed


@pytest.mark.parametrize(("keys", "state"), [(f"ivr:{KEY}", "works"), ("ivr:short", "broken")])
def test_the_doctor_says_who_may_call_and_what_is_written_wrongly(
    tmp_path: Path, keys: str, state: str
) -> None:
    settings = Settings(data_dir=tmp_path, api_keys=keys)
    [found] = [f for f in findings(settings, Catalogue.load()) if f.part == "programs"]
    assert found.state == state
    assert keys.partition(":")[2] not in found.says
