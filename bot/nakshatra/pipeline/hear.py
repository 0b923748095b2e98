"""Message -> Utterance: what was said, and in which language."""

from __future__ import annotations

from dataclasses import dataclass, replace

from nakshatra.audio.decode import decode
from nakshatra.errors import Rejected, Wordless
from nakshatra.ports import Channel, LanguageIdentifier, Transcriber
from nakshatra.text.emoji import without_emoji
from nakshatra.text.normalise import normalise
from nakshatra.text.transliterate import to_native
from nakshatra.types import Lang, Message, Utterance


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
    hint: Lang | None,
    limits: Limits,
) -> Utterance:
    """Raise `Rejected` when it is too long, `Unheard` or `Wordless` when nothing is in it."""
    if message.media is not None:
        if message.media.bytes > limits.media_bytes or message.media.seconds > limits.audio_seconds:
            raise Rejected(f"a recording of {message.media.bytes} bytes is over the limit")
        audio = await decode(await channel.fetch(message.media), limits.audio_seconds)
        return _in_script(await transcriber.transcribe(audio, hint), hint, identifier)
    if len(message.text) > limits.text:
        raise Rejected(f"a text of {len(message.text)} characters is over {limits.text}")
    text = normalise(message.text)
    if not without_emoji(text):
        raise Wordless("the message holds no letters")
    found = identifier.identify(text, hint)
    return Utterance(text, found.lang, rival=found.rival)


def _in_script(heard: Utterance, hint: Lang | None, identifier: LanguageIdentifier) -> Utterance:
    """A recogniser that writes Latin letters does not say of which language: its text does. Who
    wrote their language in its own script before reads it so again."""
    if heard.lang.script != "Latn":
        return heard
    lang = identifier.identify(heard.text, heard.lang).lang
    if hint and hint.code == lang.code and hint.script != lang.script:
        return replace(heard, text=to_native(heard.text, lang), lang=hint)
    return replace(heard, lang=lang)
