"""Every example of docs/api.md runs as it stands."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

import tiny_whisper
from nakshatra.home import home
from server.v1.front_house import KEY, Served

PAGE = (home() / "docs/api.md").read_text("utf-8")
CLIP = tiny_whisper.VOICES / "hi_wheat_msp.ogg"


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
def test_the_examples_for_a_shell_run(front: Served) -> None:
    given = {**os.environ, "URL": front.url, "KEY": KEY, "CLIP": str(CLIP)}
    [script] = blocks("sh")
    ran = subprocess.run(
        ["sh", "-e", "-c", script], env=given, capture_output=True, text=True, timeout=120
    )
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.count("2,585") >= 3
    assert "error" not in ran.stdout


def test_the_examples_for_python_run(
    front: Served, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    [program] = blocks("python")
    given = {"URL": front.url, "KEY": KEY, "CLIP": str(CLIP), "OUT": tmp_path / "answer.mp3"}
    exec(compile(program, "docs/api.md", "exec"), given)
    given["client"].close()  # type: ignore[attr-defined]
    shown = capsys.readouterr().out
    assert "2,585" in shown
    assert "6,200" in shown
    assert "गेहूँ" in shown
    assert (tmp_path / "answer.mp3").stat().st_size > 10_000
