"""Sentences that were spoken before are played again; the folder stays small and whole."""

from __future__ import annotations

import os
import subprocess
import sys
import wave
from pathlib import Path

import pytest

from nakshatra.audio.kept import Kept
from nakshatra.types import Audio
from recordings import tone

VOICE = "espeak-ng hi rate 126"
SECOND = tone(1.0)


def test_what_was_said_is_there_in_another_process(tmp_path: Path) -> None:
    Kept(tmp_path, 10**6).put(VOICE, "नमस्ते।", 1.0, SECOND)
    assert Kept(tmp_path, 10**6).get(VOICE, "नमस्ते।", 1.0) == SECOND


@pytest.mark.parametrize(
    ("voice", "text", "pace"),
    [("other", "नमस्ते।", 1.0), (VOICE, "नमस्ते", 1.0), (VOICE, "नमस्ते।", 0.75)],
)
def test_another_voice_text_or_pace_is_another_sound(
    voice: str, text: str, pace: float, tmp_path: Path
) -> None:
    kept = Kept(tmp_path, 10**6)
    kept.put(VOICE, "नमस्ते।", 1.0, SECOND)
    assert kept.get(voice, text, pace) is None


def test_the_longest_unheard_goes_first(tmp_path: Path) -> None:
    kept = Kept(tmp_path, 4 * len(SECOND.pcm))
    for text in "abc":
        kept.put(VOICE, text, 1.0, SECOND)
    for path in tmp_path.iterdir():
        os.utime(path, (1.0, 1.0))
    assert kept.get(VOICE, "a", 1.0)
    kept.put(VOICE, "d", 1.0, SECOND)
    assert sum(path.stat().st_size for path in tmp_path.iterdir()) <= kept.limit
    assert kept.get(VOICE, "a", 1.0)
    assert kept.get(VOICE, "d", 1.0)
    assert None in (kept.get(VOICE, "b", 1.0), kept.get(VOICE, "c", 1.0))


def test_what_is_larger_than_all_the_room_is_not_kept(tmp_path: Path) -> None:
    kept = Kept(tmp_path, 1000)
    kept.put(VOICE, "a", 1.0, SECOND)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("damage", [b"", b"RIFF", b"no sound at all", bytes(200)])
def test_a_damaged_file_is_spoken_anew(damage: bytes, tmp_path: Path) -> None:
    kept = Kept(tmp_path, 10**6)
    kept.put(VOICE, "a", 1.0, SECOND)
    [path] = tmp_path.iterdir()
    path.write_bytes(damage)
    assert kept.get(VOICE, "a", 1.0) is None
    kept.put(VOICE, "a", 1.0, SECOND)
    assert kept.get(VOICE, "a", 1.0) == SECOND


def test_a_folder_that_cannot_be_written_costs_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    kept = Kept(tmp_path / "file" / "said", 10**6)
    kept.put(VOICE, "a", 1.0, SECOND)
    assert kept.get(VOICE, "a", 1.0) is None


def test_what_a_dead_process_left_half_written_goes(tmp_path: Path) -> None:
    old, fresh = tmp_path / ".old.part", tmp_path / ".fresh.part"
    old.write_bytes(b"x")
    fresh.write_bytes(b"x")
    os.utime(old, (1.0, 1.0))
    Kept(tmp_path, 10**6).put(VOICE, "a", 1.0, SECOND)
    assert not old.exists()
    assert fresh.exists()


def test_processes_at_once_never_read_half_a_sound(tmp_path: Path) -> None:
    code = """
import sys
from pathlib import Path
from nakshatra.audio.kept import Kept
from nakshatra.types import Audio
kept = Kept(Path(sys.argv[1]), 40_000)
for round in range(150):
    text = str(round % 9)
    found = kept.get("v", text, 1.0)
    assert found is None or len(found.pcm) == 8000, len(found.pcm)
    kept.put("v", text, 1.0, Audio(bytes(8000)))
"""
    arguments = [sys.executable, "-c", code, str(tmp_path)]
    running = [subprocess.Popen(arguments) for _ in range(3)]
    assert [one.wait(60) for one in running] == [0, 0, 0]
    assert sum(path.stat().st_size for path in tmp_path.iterdir()) <= 2 * 40_000


def test_a_kept_file_says_that_a_computer_speaks(tmp_path: Path) -> None:
    Kept(tmp_path, 10**6).put(VOICE, "a", 1.0, Audio(bytes(320)))
    [path] = tmp_path.iterdir()
    assert b"synthetic" in path.read_bytes()
    assert VOICE.encode() in path.read_bytes()
    with wave.open(str(path)) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, 16_000)
