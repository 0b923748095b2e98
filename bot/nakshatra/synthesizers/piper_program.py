"""A program of its own: text on standard input -> sound on standard output, by a Piper voice.

Nakshatra starts it with the path of the voice and talks to it through pipes, so that the library
(GPL-3) is never loaded into Nakshatra's own process. This file imports nothing of ours; the frames
are those of espeak_program.py.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any, BinaryIO

from piper import PiperVoice


def main() -> None:
    requests, replies = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints goes to standard error
    voice = PiperVoice.load(sys.argv[1])
    while (frame := _read(requests)) is not None:
        try:
            sound = b"".join(
                c.audio_int16_bytes for c in voice.synthesize(json.loads(frame)["text"])
            )
            header: dict[str, Any] = {"rate": voice.config.sample_rate}
        except (ValueError, KeyError, RuntimeError) as error:
            sound, header = b"", {"error": f"{type(error).__name__}: {error}"}
        _write(replies, json.dumps(header).encode(), sound)


def _read(stream: BinaryIO) -> bytes | None:
    size = stream.read(4)
    return stream.read(int.from_bytes(size, "big")) if len(size) == 4 else None


def _write(stream: BinaryIO, *frames: bytes) -> None:
    for frame in frames:
        stream.write(len(frame).to_bytes(4, "big") + frame)
    stream.flush()


if __name__ == "__main__":
    main()
