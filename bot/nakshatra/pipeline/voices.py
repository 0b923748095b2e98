"""A script -> its sound, by the first synthesizer that can say all of it; sentences that were said
before come from the cache.

Only sentences of ours are kept: texts of packs and of language files, never what may hold a
person's own words.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from nakshatra.audio.encode import Packet, packed, sealed
from nakshatra.audio.joined import followed, joined
from nakshatra.audio.kept import Kept
from nakshatra.errors import EngineError
from nakshatra.ports import NamesVoice, Synthesizer, WakesVoice
from nakshatra.types import Audio, Lang, Said, Script, Voice

log = logging.getLogger(__name__)

T = TypeVar("T")
_Make = Callable[[Synthesizer, str, Script], Awaitable[T]]


@dataclass(frozen=True, slots=True)
class Sound:
    audio: Audio
    voice: str
    """Who speaks; "" = a synthesizer that does not say."""


@dataclass(frozen=True, slots=True)
class Recorded:
    file: Voice
    voice: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Voices:
    synthesizers: Sequence[Synthesizer]
    """Tried in order."""

    kept: Kept | None = None
    """None: nothing is kept."""

    async def say(self, script: Script, within: float | None = None) -> Sound | None:
        """None when no voice speaks the language: text alone is an answer. `within`: seconds after
        which a voice is passed over."""
        return await self._first(script, within, self._joined)

    async def recorded(self, script: Script, within: float | None = None) -> Recorded | None:
        """The same as a file that can be sent: sentences are encoded while others are spoken."""
        return await self._first(script, within, self._encoded)

    async def wake(self, lang: Lang) -> None:
        """Load the first voice of this language that can be; what fails is told when it speaks."""
        for synthesizer in self.synthesizers:
            if not isinstance(synthesizer, NamesVoice) or not synthesizer.voice(lang):
                continue
            try:
                if isinstance(synthesizer, WakesVoice):
                    await synthesizer.wake(lang)
            except EngineError as error:
                log.info("voice not woken", extra={"lang": str(lang), "error": repr(error)})
            else:
                return

    async def _first(self, script: Script, within: float | None, make: _Make[T]) -> T | None:
        """What the first synthesizer that can say all of it makes of it."""
        if not script.sentences:
            return None
        for synthesizer in self.synthesizers:
            name = synthesizer.voice(script.lang) if isinstance(synthesizer, NamesVoice) else ""
            try:
                async with asyncio.timeout(within):
                    return await make(synthesizer, name, script)
            except (EngineError, TimeoutError) as error:
                said = {"lang": str(script.lang), "error": repr(error)}
                log.info("voice passed over", extra=said)
        log.warning("no voice speaks", extra={"lang": str(script.lang)})
        return None

    async def _joined(self, synthesizer: Synthesizer, name: str, script: Script) -> Sound:
        parts = [
            await self._sentence(synthesizer, name, sentence, script)
            for sentence in script.sentences
        ]
        words = [sentence.text for sentence in script.sentences]
        return Sound(joined(parts, words, script.pace), name)

    async def _encoded(self, synthesizer: Synthesizer, name: str, script: Script) -> Recorded:
        """Each sentence on a thread of its own, which the library leaves to work alone."""
        tasks: list[asyncio.Task[list[Packet]]] = []
        seconds = 0.0
        try:
            for left, sentence in enumerate(script.sentences, 1 - len(script.sentences)):
                sound = await self._sentence(synthesizer, name, sentence, script)
                part = followed(sound, sentence.text if left else None, script.pace)
                seconds += part.seconds
                tasks.append(asyncio.create_task(asyncio.to_thread(packed, part)))
            pieces = await asyncio.gather(*tasks)
        finally:
            for task in tasks:
                task.cancel()
        return Recorded(sealed(pieces, name), name, seconds)

    async def _sentence(
        self, synthesizer: Synthesizer, voice: str, said: Said, script: Script
    ) -> Audio:
        kept = self.kept if said.ours and voice else None
        if kept and (audio := await asyncio.to_thread(kept.get, voice, said.text, script.pace)):
            return audio
        audio = await synthesizer.synthesize(said.text, script.lang, script.pace)
        if kept:
            await asyncio.to_thread(kept.put, voice, said.text, script.pace, audio)
        return audio
