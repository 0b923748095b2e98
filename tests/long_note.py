"""Seconds of a note -> megabytes that hearing it took at most, of this process and its engine.

python tests/long_note.py FOLDER SECONDS...     FOLDER: where the tests' Whisper is installed

In a process of its own, so that what other tests left in memory is not counted and hides nothing.
The packs are not loaded: they hold the same whatever is said (`nakshatra bench voice` has it all).
"""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path

import tiny_whisper
from nakshatra.app import listener, specify
from nakshatra.audio.decode import opened
from nakshatra.heard import Expected
from nakshatra.measure.memory import peak
from nakshatra.measure.voice import HINDI, QUESTION, question
from nakshatra.registry import builder
from nakshatra.settings import Settings
from nakshatra.surplus import give_back


async def main(folder: Path, lengths: list[float]) -> list[float]:
    settings = Settings(data_dir=folder, catalogue=tiny_whisper.CATALOGUE, offline=True, threads=1)
    spec = specify(settings)
    ear = listener(spec, builder("identifiers", settings.identifier)(spec))
    found: list[float] = []
    told = [0.0]

    async def tell(done: float, of: float) -> None:
        told.append(done)

    try:
        for seconds in lengths:
            note = await question(spec, seconds)
            give_back()
            with peak() as held:
                sound = await opened(note, settings.max_audio_seconds)
                heard = await ear.transcribe(sound, Expected(used=(HINDI,)), tell)
            assert QUESTION in heard.text
            assert told[-1] > seconds - 60, "not heard to its end"
            found.append(held.all_mb)
    finally:
        await spec.shelf.close()
    return found


if __name__ == "__main__":
    print(json.dumps(asyncio.run(main(Path(sys.argv[1]), [float(one) for one in sys.argv[2:]]))))
