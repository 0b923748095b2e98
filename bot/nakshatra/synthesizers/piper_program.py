"""A program of its own: text on standard input -> sound on standard output, by a Piper voice.

Nakshatra starts it and talks to it through pipes, so that the library (GPL-3) is never loaded into
Nakshatra's own process. This file imports nothing of ours; the frames are those of
espeak_program.py. Each names the voice's file: the first loads it.
"""

from __future__ import annotations

import json
import logging
import os
import sys
from collections.abc import Iterator
from functools import cache
from queue import SimpleQueue
from threading import Thread
from typing import Any, BinaryIO

from piper import PiperVoice, SynthesisConfig


def main() -> None:
    replies = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints goes to standard error
    logging.disable(logging.WARNING)  # Piper logs the sounds it lacks: somebody's words
    for frame in _requests():
        asked = json.loads(frame)
        voice = _voice(asked["voice"])
        try:
            sound = _said(voice, asked["text"], asked.get("pace", 1.0))
            header: dict[str, Any] = {"rate": voice.config.sample_rate}
        except (ValueError, KeyError, RuntimeError) as error:
            sound, header = b"", {"error": f"{type(error).__name__}: {error}"}
        _write(replies, json.dumps(header).encode(), sound)


@cache
def _voice(path: str) -> PiperVoice:
    """A file that is no voice ends the program, as a crash does."""
    return PiperVoice.load(path)


def _said(voice: PiperVoice, text: str, pace: float) -> bytes:
    """`pace`: 1 is the voice's own speed, 0.5 half of it."""
    how = SynthesisConfig(length_scale=voice.config.length_scale / pace)
    return b"".join(chunk.audio_int16_bytes for chunk in voice.synthesize(text, how))


def _requests() -> Iterator[bytes]:
    """Frames as they come. When the pipe closes, whoever asks is gone: so is this program, even in
    the middle of a sentence."""
    waiting: SimpleQueue[bytes] = SimpleQueue()

    def read(stream: BinaryIO) -> None:
        while len(size := stream.read(4)) == 4:
            waiting.put(stream.read(int.from_bytes(size, "big")))
        os._exit(0)

    Thread(target=read, args=(sys.stdin.buffer,), daemon=True).start()
    while True:
        yield waiting.get()


def _write(stream: BinaryIO, *frames: bytes) -> None:
    for frame in frames:
        stream.write(len(frame).to_bytes(4, "big") + frame)
    stream.flush()


if __name__ == "__main__":
    main()
