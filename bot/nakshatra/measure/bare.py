"""The recogniser's library alone in a process of its own -> its own time for a note, nothing of the
bot around it. Made by shelf.py; the time is taken inside, so no pipe is in it."""

from __future__ import annotations

from io import BytesIO
from time import perf_counter

from faster_whisper import decode_audio

from nakshatra.audio.whisper import Whisper
from nakshatra.heard import Asked

_MOST_S = 3600.0


class Bare:
    """`window`: seconds of the longest piece, as the bot cuts it."""

    def __init__(self, folder: str, threads: int, window: float, code: str) -> None:
        self._whisper = Whisper(folder, threads)
        self._window, self._code = window, code

    def windows(self, note: bytes) -> float:
        """Milliseconds: decoded, speech found, each window written down."""
        begun = perf_counter()
        pcm = (decode_audio(BytesIO(note)) * 32767).astype("<i2").tobytes()
        self._whisper.hear(pcm, self._window, Asked(language=self._code, timeout=_MOST_S))
        return (perf_counter() - begun) * 1000

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
        return (perf_counter() - begun) * 1000
