"""`nakshatra bench voice` measures whole turns on random weights, and says that they are random."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

import tiny_whisper
from nakshatra.app import specify
from nakshatra.audio.whisper_noise import Maker
from nakshatra.cli.bench import command
from nakshatra.heard import Asked
from nakshatra.measure import first_bench, first_sound, stand_ins, voice, voice_bench
from nakshatra.measure.bench import Row
from nakshatra.measure.memory import peak
from nakshatra.settings import Settings


@pytest.fixture(autouse=True)
def house(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("NAKSHATRA_DATA_DIR", str(tmp_path))


def test_random_weights_of_true_shape_write_the_question_and_know_its_language(
    tmp_path: Path,
) -> None:
    from nakshatra.audio.whisper import Whisper

    assert Maker().make("tiny", voice.QUESTION, "hi", str(tmp_path / "w")) > 40_000_000
    whisper = Whisper(str(tmp_path / "w"), 2)
    spoken = (Path(__file__).parents[1] / "data/voice/hi_pm_kisan.ogg").read_bytes()
    pcm = _pcm(spoken)
    (piece,) = whisper.hear(pcm, 15.0, Asked(language="hi", timeout=60.0)).pieces
    assert piece.text == voice.QUESTION
    assert piece.logprob is not None
    assert piece.logprob > -0.1
    found = whisper.tongues(pcm)
    assert max(found, key=found.__getitem__) == "hi"


def test_the_library_alone_is_not_charged_for_what_only_the_bot_asks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from nakshatra.measure.bare import Bare

    bare = Bare(str(tiny_whisper.install(tmp_path)), 1)
    monkeypatch.setattr(bare, "_words", None)  # how sure each word is
    spent = bare.windows((tiny_whisper.VOICES / "hi_dengue.ogg").read_bytes(), 15.0, "hi")
    assert list(spent) == ["decode", "find speech", "write"]
    assert all(spent.values())


def _pcm(data: bytes) -> bytes:
    import asyncio

    from nakshatra.audio.decode import decode
    from nakshatra.types import Voice

    return asyncio.run(decode(Voice(data, ""), 60)).pcm


async def test_stand_ins_are_the_only_recognisers_while_they_are_measured(tmp_path: Path) -> None:
    spec = specify(Settings(data_dir=tmp_path))
    assert voice.recogniser(spec) is None
    spec = await stand_ins.put(spec, ("tiny",), voice.QUESTION, "hi")
    assert [c.id for c in spec.catalogue.models.values() if c.kind == "asr"] == [
        "whisper-tiny-random"
    ]
    card = voice.recogniser(spec)
    assert card is not None
    assert "random" in card.status
    assert not (tmp_path / "own").exists()


def test_the_output_says_when_weights_are_random_and_what_the_target_is(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def rows(*_: object) -> object:
        yield Row("5 s note, x: turn / bare engines", "1.05", "1.10", True)

    monkeypatch.setattr(voice_bench, "rows", rows)
    said = CliRunner().invoke(command, ["voice", "--size", "tiny", "--seconds", "5"])
    assert said.exit_code == 0, said.output
    assert "random weights" in said.stdout
    assert "| 5 s note, x: turn / bare engines | 1.05 | 1.10 | met |" in said.stdout
    told = json.loads(CliRunner().invoke(command, ["voice", "--json"]).stdout)
    assert told["random_weights"] is True
    assert told["rows"][0]["target"] == "1.10"


def test_the_memory_that_was_held_in_between_is_seen() -> None:
    with peak() as held:
        block = bytearray(120_000_000)
        for at in range(0, len(block), 4096):
            block[at] = 1
        before = held.all_mb
    assert held.all_mb >= before
    assert held.all_mb > 120


def test_the_first_sound_of_each_voice_is_judged_cold_and_running(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pytest.importorskip("piper", reason="piper-tts is an extra: make extras")
    for name, less in (("_SAID", 2), ("_STARTS", 1), ("_UP_S", 0.0)):
        monkeypatch.setattr(first_bench, name, less)
    said = CliRunner().invoke(command, ["voice", "--first-sound", "--json"])
    assert said.exit_code == 0, said.output
    told = json.loads(said.stdout)
    assert "load" in told["machine"]
    for voice_name in ("espeak-ng hi", "piper humming"):
        rows = [row for row in told["rows"] if voice_name in row["what"]]
        assert ["nothing loaded" in row["what"] for row in rows] == [True, False, False]
        assert ["running" in row["what"] for row in rows] == [False, False, True]
        assert all(row["target"] == "300 ms" and row["met"] is not None for row in rows)


def test_a_median_over_the_target_is_missed() -> None:
    assert first_bench._row("x", first_sound.TARGET_MS + 1, 900.0).met is False


async def test_where_piper_is_not_installed_the_row_says_what_to_run(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name, less in (("_SAID", 2), ("_STARTS", 1), ("_UP_S", 0.0)):
        monkeypatch.setattr(first_bench, name, less)
    monkeypatch.setattr(first_bench, "find_spec", lambda _: None)
    *_, last = [row async for row in first_bench.rows(Settings(data_dir=tmp_path))]
    assert "make extras" in last.measured
    assert last.met is None
