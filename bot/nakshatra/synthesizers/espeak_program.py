"""A program of its own: text on standard input -> sound on standard output, by espeak-ng.

Nakshatra starts it and talks to it through pipes, so that the library (GPL-3) is never loaded into
Nakshatra's own process. This file imports nothing of ours.

A request is one frame, a reply is two: JSON, then 16-bit mono PCM (empty when the JSON holds
"error"), or with "phonemes" in the request what is to be said in IPA, UTF-8. A frame is its length
(4 bytes, big endian) and that many bytes.
"""

from __future__ import annotations

import ctypes
import json
import os
import sys
from collections.abc import Iterator
from queue import SimpleQueue
from threading import Thread
from typing import Any, BinaryIO

import espeakng_loader

_SYNCHRONOUS = 2
"""AUDIO_OUTPUT_SYNCHRONOUS: sound comes to a callback before the call returns."""

_DONT_EXIT = 0x8000
_UTF8_AND_END_PAUSE = 0x1001
_UTF8 = 1
_IPA = 2
"""Phoneme mode of espeak_TextToPhonemes."""

_RATE, _PITCH, _GAP = 1, 3, 7
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
        self._library.espeak_TextToPhonemes.restype = ctypes.c_char_p
        self._callback = _CALLBACK(self._hear)
        self._library.espeak_SetSynthCallback(self._callback)

    def say(self, text: str, voice: str, rate: int, pitch: int, gap: int = 0) -> bytes:
        """PCM at `self.rate`. `gap`: pause between words, in 10 ms at the usual speed."""
        self._take(voice)
        for parameter, value in ((_RATE, rate), (_PITCH, pitch), (_GAP, gap)):
            self._library.espeak_SetParameter(parameter, value, 0)
        self._heard.clear()
        data = text.encode("utf-8", "replace") + b"\0"
        code = self._library.espeak_Synth(
            data, ctypes.c_size_t(len(data)), 0, 1, 0, _UTF8_AND_END_PAUSE, None, None
        )
        if code:
            raise ValueError(f"espeak-ng refused the text (code {code})")
        return b"".join(self._heard)

    def phonemes(self, text: str, voice: str) -> bytes:
        """What would be said, in IPA, a line for each clause."""
        self._take(voice)
        rest = ctypes.c_char_p(text.encode("utf-8", "replace"))
        clauses: list[bytes] = []
        while rest.value:
            told = self._library.espeak_TextToPhonemes(ctypes.byref(rest), _UTF8, _IPA)
            clauses.append(told or b"")
        return b"\n".join(clauses)

    def _take(self, voice: str) -> None:
        """The voice's return code counts: on failure the last voice stays."""
        if self._library.espeak_SetVoiceByName(voice.encode()):
            raise ValueError(f"no voice {voice!r}")

    def _hear(self, samples: Any, count: int, _events: Any) -> int:
        if samples and count > 0:
            self._heard.append(ctypes.string_at(samples, count * 2))
        return 0


def main() -> None:
    replies = _private_stdout()
    espeak = _Espeak()
    for frame in _requests():
        try:
            asked = json.loads(frame)
            told = espeak.phonemes if asked.pop("phonemes", False) else espeak.say
            header: dict[str, Any] = {"rate": espeak.rate}
            data = told(**asked)
        except (ValueError, KeyError, TypeError) as error:
            data, header = b"", {"error": f"{type(error).__name__}: {error}"}
        _write(replies, json.dumps(header).encode(), data)


def _private_stdout() -> BinaryIO:
    """Standard output for our frames alone: whatever a library prints goes to standard error."""
    ours = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return ours


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
