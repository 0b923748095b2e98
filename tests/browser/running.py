"""`nakshatra run` as its own process, with the tiny test model as its ear."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

import httpx

from nakshatra.partial import digest
from nakshatra.weights import Receipt

ROOT = Path(__file__).parents[2]
TINY = ROOT / "tests/data/tiny_whisper"
_FILES = (
    "model.bin",
    "config.json",
    "tokenizer.json",
    "vocabulary.json",
    "preprocessor_config.json",
)
_CARD = """id = "tiny"
kind = "asr"
engine = "faster_whisper"
repository = "none/none"
revision = "0000000000000000000000000000000000000000"
licence = "Apache-2.0"
languages = ["hi", "en"]
bytes = 2_000_000
ram_mb = 100
status = "made for tests"
[files]
"""
_START_S = 90.0
"""A first start on a busy machine builds its indexes."""


@dataclass(frozen=True, slots=True)
class Server:
    url: str
    process: subprocess.Popen[bytes]
    log: Path

    def stop(self) -> int:
        """Ask it to end as an operator would; its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(30)


@contextmanager
def serving(folder: Path) -> Iterator[Server]:
    """Listens on a free port of loopback; everything it keeps lies in `folder`."""
    port = _free_port()
    log = folder / "server.log"
    environ = {
        **os.environ,
        "PYTHONPATH": str(ROOT / "bot"),
        "NAKSHATRA_DATA_DIR": str(folder / "data"),
        "NAKSHATRA_CATALOGUE": str(_ears(folder)),
        "NAKSHATRA_PORT": str(port),
        "NAKSHATRA_OFFLINE": "1",
        "NAKSHATRA_TELEGRAM_TOKEN": "",
    }
    command = [sys.executable, "-c", "from nakshatra.cli.main import main; main()", "run"]
    with log.open("wb") as out:
        process = subprocess.Popen(command, cwd=folder, env=environ, stdout=out, stderr=out)
    server = Server(f"http://127.0.0.1:{port}", process, log)
    try:
        _await(server)
        yield server
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()


def _ears(folder: Path) -> Path:
    """An operator's folder with a card of the tiny model, whose weights are already there."""
    weights = folder / "data/models/tiny"
    weights.mkdir(parents=True)
    cards = folder / "catalogue/models"
    cards.mkdir(parents=True)
    card = _CARD
    files = {}
    for name in _FILES:
        shutil.copy(TINY / name, weights / name)
        files[name] = (digest(weights / name), (weights / name).stat().st_size)
        card += f'"{name}" = "{files[name][0]}"\n'
    Receipt("0" * 40, files).write(weights)
    (cards / "tiny.toml").write_text(card, "utf-8")
    return cards.parent


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _await(server: Server) -> None:
    until = monotonic() + _START_S
    while monotonic() < until and server.process.poll() is None:
        try:
            if httpx.get(f"{server.url}/health", timeout=1).is_success:
                return
        except httpx.TransportError:
            continue
    raise RuntimeError(f"the server did not start:\n{server.log.read_text('utf-8', 'replace')}")
