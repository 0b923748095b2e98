"""`nakshatra voices`: who speaks, in a file, and how fast."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path

import av
import pytest
from click.testing import CliRunner, Result

from nakshatra.cli.voices import command


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NAKSHATRA_DATA_DIR", str(tmp_path / "data"))


def run(*arguments: str) -> Result:
    return CliRunner().invoke(command, arguments)


def test_every_language_has_a_line_and_who_has_no_voice_is_told() -> None:
    rows = json.loads(run("list", "--json").stdout)
    assert rows["hi"].startswith("espeak-ng hi")
    assert rows["kok"].startswith("espeak-ng mr")
    assert rows["sat"] == ""
    assert "no voice: text alone" in run("list").output


def test_a_text_becomes_a_file_as_the_bot_would_say_it(tmp_path: Path) -> None:
    out = tmp_path / "call.ogg"
    said = run("say", "108 पर कॉल करें", "--lang", "hi", "--urgent", "--out", str(out))
    assert said.output == "एक शून्य आठ, एक शून्य आठ पर कॉल करें।\n"
    with av.open(BytesIO(out.read_bytes())) as file:
        assert file.streams.audio[0].metadata["voice"].startswith("espeak-ng hi")


def test_slow_is_longer(tmp_path: Path) -> None:
    sizes = []
    for name, more in (("usual.wav", []), ("slow.wav", ["--slow"])):
        run("say", "पानी उबालकर पिएँ", "--lang", "hi", "--out", str(tmp_path / name), *more)
        sizes.append((tmp_path / name).stat().st_size)
    assert sizes[1] > 1.15 * sizes[0]


def test_a_language_without_a_voice_says_where_to_look(tmp_path: Path) -> None:
    failed = run("say", "ᱡᱚᱦᱟᱨ", "--lang", "sat", "--out", str(tmp_path / "x.ogg"))
    assert failed.exit_code == 1
    assert "nakshatra voices list" in failed.output
    assert not (tmp_path / "x.ogg").exists()


def test_an_unknown_language_is_named(tmp_path: Path) -> None:
    failed = run("say", "x", "--lang", "xx", "--out", str(tmp_path / "x.ogg"))
    assert "no language is called 'xx'" in str(failed.exception)


@pytest.mark.parametrize(("name", "why"), [("x.mp3", "neither in .ogg"), ("no/x.wav", "cannot be")])
def test_a_file_that_cannot_be_written_is_named(tmp_path: Path, name: str, why: str) -> None:
    failed = run("say", "x", "--lang", "hi", "--out", str(tmp_path / name))
    assert failed.exit_code
    assert name.rpartition("/")[2] in failed.output
    assert why in failed.output
    assert "Traceback" not in failed.output
