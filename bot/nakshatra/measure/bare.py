"""The recogniser's library alone in a process of its own -> its own time for a note, nothing of the
bot around it. Made by shelf.py; the time is taken inside, so no pipe is in it."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from time import perf_counter
from typing import TypeVar

from faster_whisper import decode_audio

from nakshatra.audio.listening import Samples
from nakshatra.audio.vad import windows
from nakshatra.audio.whisper import Whisper
from nakshatra.heard import Asked

_MOST_S = 3600.0
T = TypeVar("T")


class Bare:
    """`window`: seconds of the longest piece, as the bot cuts it."""

    def __init__(self, folder: str, threads: int, window: float, code: str) -> None:
        self._whisper = Whisper(folder, threads)
        self._window, self._code = window, code

    def windows(self, note: bytes) -> dict[str, float]:
        """Milliseconds of each of its parts."""
        spent = {}
        sound, spent["decode"] = _timed(lambda: decode_audio(BytesIO(note)))
        spans, spent["find speech"] = _timed(lambda: windows(sound, self._window))
        _, spent["write"] = _timed(lambda: [self._write(sound[a:b]) for a, b in spans])
        return spent

    def one_call(self, note: bytes) -> float:
        """Milliseconds: the whole note in windows of 30 s, silence too."""
        begun = perf_counter()
        segments, _ = self._whisper.model.transcribe(
            decode_audio(BytesIO(note)),
            language=self._code,
            beam_size=1,
            temperature=0.0,
            without_timestamps=True,
            condition_on_previous_text=False,
        )
        for _ in segments:
            pass  # it works while it is asked for the next
        self._whisper.model.forget()
        return (perf_counter() - begun) * 1000

    def _write(self, sound: Samples) -> None:
        self._whisper.write(sound, Asked(language=self._code, timeout=_MOST_S))
        self._whisper.model.forget()


def _timed(work: Callable[[], T]) -> tuple[T, float]:
    begun = perf_counter()
    return work(), (perf_counter() - begun) * 1000
