"""A worker on a database that several share: run by test_two_workers.py as a process of its own.

    python shared.py FOLDER URL OUT

It answers until it is told to stop (SIGTERM), and notes each reply as a line of OUT.
"""

from __future__ import annotations

import asyncio
import signal
import sys
from pathlib import Path

import postgres
from durable.harness import Expert, Transcriber, bot
from durable.mortal import Boundary, FilePlatform
from nakshatra.durable.road import Road, Role
from nakshatra.stores.sql import SqlStore


async def main(folder: Path, url: str, out: Path) -> None:
    settings = postgres.on(url, folder)
    channels = {"fake": FilePlatform(out, Boundary("never"))}
    made = bot(channels, Expert(), Transcriber())
    road = Road(made, SqlStore(settings), settings, channels, role=Role.WORKER)
    await road.start()
    stopped = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stopped.set)
    await stopped.wait()
    await road.stop()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3])))
