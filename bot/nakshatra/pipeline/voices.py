"""A script -> its sound, by the first synthesizer that can say all of it; sentences that were said
before come from the cache.

Only sentences of ours are kept: texts of packs and of language files, never what may hold a
person's own words.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass

from nakshatra.audio.joined import joined
from nakshatra.audio.kept import Kept
from nakshatra.errors import EngineError
from nakshatra.ports import NamesVoice, Synthesizer
from nakshatra.types import Audio, Said, Script

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Sound:
    audio: Audio
    voice: str
    """Who speaks; "" = a synthesizer that does not say."""


@dataclass(frozen=True, slots=True)
class Voices:
    synthesizers: Sequence[Synthesizer]
    """Tried in order."""

    kept: Kept | None = None
    """None: nothing is kept."""

    async def say(self, script: Script, within: float | None = None) -> Sound | None:
        """None when no voice speaks the language: text alone is an answer. `within`: seconds after
        which a voice is passed over."""
        if not script.sentences:
            return None
        for synthesizer in self.synthesizers:
            name = synthesizer.voice(script.lang) if isinstance(synthesizer, NamesVoice) else ""
            try:
                async with asyncio.timeout(within):
                    parts = [
                        await self._sentence(synthesizer, name, sentence, script)
                        for sentence in script.sentences
                    ]
            except (EngineError, TimeoutError) as error:
                said = {"lang": str(script.lang), "error": repr(error)}
                log.info("voice passed over", extra=said)
                continue
            words = [sentence.text for sentence in script.sentences]
            return Sound(joined(parts, words, script.pace), name)
        log.warning("no voice speaks", extra={"lang": str(script.lang)})
        return None

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
