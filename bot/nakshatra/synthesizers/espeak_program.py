"""A program of its own: text on standard input -> sound on standard output, by espeak-ng.

Nakshatra starts it and talks to it through pipes, so that the library (GPL-3) is never loaded into
Nakshatra's own process. This file imports nothing of ours.

A request is one frame, a reply is two: JSON, then 16-bit mono PCM (empty when the JSON holds
"error"). A frame is its length (4 bytes, big endian) and that many bytes.
"""

from __future__ import annotations

import ctypes
import json
import os
import sys
from typing import Any, BinaryIO

import espeakng_loader

_SYNCHRONOUS = 2
"""AUDIO_OUTPUT_SYNCHRONOUS: sound comes to a callback before the call returns."""

_DONT_EXIT = 0x8000
_UTF8_AND_END_PAUSE = 0x1001
_RATE, _PITCH = 1, 3
"""Parameter numbers of espeak_SetParameter."""

_CALLBACK = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p
)


class _Espeak:
    def __init__(self) -> None:
        self._library = ctypes.CDLL(espeakng_loader.get_library_path())
        data = os.path.dirname(espeakng_loader.get_data_path()).encode()  # noqa: PTH120
        self.rate = self._library.espeak_Initialize(_SYNCHRONOUS, 0, data, _DONT_EXIT)
        if self.rate <= 0:
            raise SystemExit(f"espeak-ng did not start (code {self.rate})")
        self._heard: list[bytes] = []
        self._callback = _CALLBACK(self._hear)
        self._library.espeak_SetSynthCallback(self._callback)

    def say(self, text: str, voice: str, rate: int, pitch: int) -> bytes:
        """PCM at `self.rate`. The voice's return code counts: on failure the last voice stays."""
        if self._library.espeak_SetVoiceByName(voice.encode()):
            raise ValueError(f"no voice {voice!r}")
        self._library.espeak_SetParameter(_RATE, rate, 0)
        self._library.espeak_SetParameter(_PITCH, pitch, 0)
        self._heard.clear()
        data = text.encode("utf-8", "replace") + b"\0"
        code = self._library.espeak_Synth(
            data, ctypes.c_size_t(len(data)), 0, 1, 0, _UTF8_AND_END_PAUSE, None, None
        )
        if code:
            raise ValueError(f"espeak-ng refused the text (code {code})")
        return b"".join(self._heard)

    def _hear(self, samples: Any, count: int, _events: Any) -> int:
        if samples and count > 0:
            self._heard.append(ctypes.string_at(samples, count * 2))
        return 0


def main() -> None:
    requests, replies = sys.stdin.buffer, _private_stdout()
    espeak = _Espeak()
    while (frame := _read(requests)) is not None:
        try:
            asked = json.loads(frame)
            sound = espeak.say(asked["text"], asked["voice"], asked["rate"], asked["pitch"])
            header: dict[str, Any] = {"rate": espeak.rate}
        except (ValueError, KeyError, TypeError) as error:
            sound, header = b"", {"error": f"{type(error).__name__}: {error}"}
        _write(replies, json.dumps(header).encode(), sound)


def _private_stdout() -> BinaryIO:
    """Standard output for our frames alone: whatever a library prints goes to standard error."""
    ours = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return ours


def _read(stream: BinaryIO) -> bytes | None:
    size = stream.read(4)
    return stream.read(int.from_bytes(size, "big")) if len(size) == 4 else None


def _write(stream: BinaryIO, *frames: bytes) -> None:
    for frame in frames:
        stream.write(len(frame).to_bytes(4, "big") + frame)
    stream.flush()


if __name__ == "__main__":
    main()
