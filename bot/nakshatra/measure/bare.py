"""The recogniser's library alone -> its own time for a note, nothing of the bot around it.

It is the bot's own engine with two methods more, so that both work in one process, with the same
weights at the same place in memory: two processes of the same code differ by a tenth. The time is
taken inside, so no pipe is in it. How sure each word is, only the bot asks: that is no time of the
library's own.
"""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from time import perf_counter
from typing import TypeVar

from faster_whisper import decode_audio

from nakshatra.audio.vad import windows
from nakshatra.audio.whisper import Whisper
from nakshatra.heard import Asked

_MOST_S = 3600.0
T = TypeVar("T")


class Bare(Whisper):
    def windows(self, note: bytes, longest: float, code: str) -> dict[str, float]:
        """Milliseconds of each of its parts. `longest`: seconds of a window, as the bot cuts."""
        asked, spent = Asked(language=code, timeout=_MOST_S, first=_MOST_S), {}
        sound, spent["decode"] = _timed(lambda: decode_audio(BytesIO(note)))
        spans, spent["find speech"] = _timed(lambda: windows(sound, longest))
        _, spent["write"] = _timed(lambda: [self.write(sound[a:b], asked) for a, b in spans])
        self.forget()
        return spent

    def one_call(self, note: bytes, code: str) -> float:
        """Milliseconds: the whole note in windows of 30 s, silence too."""
        begun = perf_counter()
        segments, _ = self.model.transcribe(
            decode_audio(BytesIO(note)),
            language=code,
            beam_size=1,
            temperature=0.0,
            without_timestamps=True,
            condition_on_previous_text=False,
        )
        for _ in segments:
            pass  # it works while it is asked for the next
        self.forget()
        return (perf_counter() - begun) * 1000


def _timed(work: Callable[[], T]) -> tuple[T, float]:
    begun = perf_counter()
    return work(), (perf_counter() - begun) * 1000
