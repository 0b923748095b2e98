"""Programs of ours that run now, as the kernel knows them."""

from __future__ import annotations

from pathlib import Path

MODULE = "nakshatra.synthesizers.espeak_program"
HELLO = {"text": "नमस्ते", "voice": "hi", "rate": 150, "pitch": 50}


def alive(pid: int) -> bool:
    stat = Path(f"/proc/{pid}/stat")
    return stat.exists() and ") Z" not in stat.read_text()


def running(parent: int) -> list[int]:
    """Children of a process that are voices."""
    found = Path(f"/proc/{parent}/task/{parent}/children").read_text("ascii").split()
    pids = [int(pid) for pid in found if alive(int(pid))]
    return [pid for pid in pids if MODULE in command(pid) or "crashing" in command(pid)]


def command(pid: int) -> str:
    return Path(f"/proc/{pid}/cmdline").read_text("utf-8")
