"""A message that has just come -> a voice that is loaded by the time its reply is spoken.

It wakes in the background, while the note is heard or the question answered, and never holds either
up.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from nakshatra.pipeline.voices import Voices
from nakshatra.types import Lang, Message, Profile, VoiceMode


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


def heard_by(message: Message, profile: Profile) -> bool:
    """Whether the reply is likely to be spoken: to a note, or to whoever chose to hear, as this
    message says or else as they always want it."""
    chosen = message.voice or profile.voice
    return bool(message.media) if chosen is VoiceMode.AUTO else chosen is not VoiceMode.NEVER
