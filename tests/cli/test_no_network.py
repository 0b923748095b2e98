"""Without any network the command says plainly what is missing.

It runs in a network namespace of their own that has no way out; where the kernel gives none to
this user, the test is skipped.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

BOT = Path(__file__).parents[2] / "bot"
_ALONE = ("unshare", "--map-root-user", "--net")


def _can() -> bool:
    if shutil.which("unshare") is None:
        return False
    return subprocess.run([*_ALONE, "true"], capture_output=True, check=False).returncode == 0


pytestmark = pytest.mark.skipif(not _can(), reason="no network namespace for this user")


def run(data_dir: Path, *args: str, **environ: str) -> tuple[int, str, str]:
    code = "from nakshatra.cli.main import main; main()"
    settings = {"PYTHONPATH": str(BOT), "NAKSHATRA_DATA_DIR": str(data_dir), **environ}
    done = subprocess.run(
        [*_ALONE, sys.executable, "-c", code, *args],
        env=os.environ | settings,
        cwd=data_dir,
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


def test_a_model_that_cannot_be_fetched_is_named_with_two_ways_out(tmp_path: Path) -> None:
    code, _, said = run(tmp_path, "models", "pull", "whisper-hindi2hinglish-swift")
    assert code == 1
    assert "could not be fetched" in said
    assert "nakshatra models pull whisper-hindi2hinglish-swift" in said
    assert "nakshatra models import" in said
    assert "Traceback" not in said
