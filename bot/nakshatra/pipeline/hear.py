"""Message -> Utterance: what was said, and in which language."""

from __future__ import annotations

from dataclasses import dataclass, replace

from nakshatra.audio.decode import opened
from nakshatra.errors import Rejected, TooLong, Wordless
from nakshatra.heard import Expected
from nakshatra.ports import Channel, LanguageIdentifier, Tell, Transcriber
from nakshatra.safety.redact import redact, without_marks
from nakshatra.text.emoji import without_emoji
from nakshatra.text.links import without_links
from nakshatra.text.normalise import normalise
from nakshatra.types import Message, Utterance

_PADDING = 1.0
"""Seconds that encoders put around a recording: one of just the limit is no longer than it."""


_SEEN = 400
"""Characters of a text that is too long, each word once, which tell its language."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of one message is read."""

    text: int
    """Characters."""

    audio_seconds: int
    media_bytes: int


async def hear(
    message: Message,
    *,
    channel: Channel,
    transcriber: Transcriber,
    identifier: LanguageIdentifier,
    expected: Expected,
    limits: Limits,
    tell: Tell | None = None,
) -> Utterance:
    """Raise `Rejected` when it is too long, `Unheard` or `Wordless` when nothing is in it, and what
    `tell` raises: it is asked before a recording is fetched."""
    if message.media is not None:
        if message.media.bytes > limits.media_bytes or message.media.seconds > limits.audio_seconds:
            raise Rejected(f"a recording of {message.media.bytes} bytes is over the limit")
        if tell is not None:
            await tell(0.0, message.media.seconds)
        recording = await opened(
            await channel.fetch(message.media), limits.audio_seconds + _PADDING
        )
        heard = await transcriber.transcribe(recording, expected, tell)
        return replace(heard, text=redact(heard.text), heard=redact(heard.heard))
    before = next(iter(expected.used), expected.reads)
    if len(message.text) > limits.text:
        told = f"a text of {len(message.text)} characters is over {limits.text}"
        words = dict.fromkeys(normalise(message.text[:_SEEN]).split())
        raise TooLong(told, identifier.identify(" ".join(words), before).lang)
    text = without_links(normalise(message.text))
    if not any(map(str.isalnum, without_emoji(text))):
        raise Wordless("the message holds no letters")
    found = identifier.identify(without_marks(text), before)
    return Utterance(text, found.lang, rival=found.rival)
