"""A voice note that has just come -> a voice that is loaded by the time its reply is spoken.

It wakes in the background, while the note is heard, and never holds the note up.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from nakshatra.pipeline.voices import Voices
from nakshatra.types import Lang


@dataclass(frozen=True, slots=True)
class Waking:
    _under_way: dict[str, asyncio.Task[None]] = field(default_factory=dict)
    """Language -> what wakes its voice."""

    def begin(self, voices: Voices, lang: Lang) -> None:
        """Return at once. Two notes at once wake a voice once."""
        if lang.code in self._under_way:
            return
        task = asyncio.create_task(voices.wake(lang))
        self._under_way[lang.code] = task
        task.add_done_callback(lambda _: self._under_way.pop(lang.code, None))

    async def close(self) -> None:
        """Wait for what is under way: who closes the voices first makes that short."""
        await asyncio.gather(*self._under_way.values())
