"""Questions -> the recorded voice notes of this folder, in espeak-ng's plain voices.

python record.py           from tests/data/voice; needs our own libraries only
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parents[2] / "bot"))
from nakshatra.audio.encode import encode
from nakshatra.audio.program import Program

WORDS_A_MINUTE, PITCH = 162, 54


async def main() -> None:
    program = Program("nakshatra.synthesizers.espeak_program", seconds=30)
    for line in (HERE / "notes.tsv").read_text("utf-8").splitlines():
        file, lang, text = line.split("\t")
        asked = {"text": text, "voice": lang, "rate": WORDS_A_MINUTE, "pitch": PITCH}
        voice = await encode(await program.say(asked))
        (HERE / file).write_bytes(voice.data)
    await program.close()


if __name__ == "__main__":
    asyncio.run(main())
