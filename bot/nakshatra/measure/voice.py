"""A spoken question through the bot, beside the bare engines on the same clip in the same run."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from io import BytesIO
from time import perf_counter

from nakshatra import weights
from nakshatra.app import Parts, specify, wire
from nakshatra.audio.encode import encode
from nakshatra.cards import ModelCard
from nakshatra.settings import Settings
from nakshatra.types import Address, Lang, Media, Message, Profile, Reply, Voice, VoiceMode

QUESTION, HINDI = "गेहूँ का एमएसपी कितना है?", Lang("hi", "Deva")
_TIMES = 5
"""The median of so many; the first of each is not counted, it loads the weights."""


@dataclass
class Clip:
    """A channel that has one recording."""

    voice: Voice
    name: str = "clip"

    async def fetch(self, media: Media) -> Voice:  # noqa: ARG002 there is only one
        return self.voice

    async def send(self, reply: Reply) -> str:
        return reply.to


@dataclass(frozen=True, slots=True)
class Turn:
    model: str
    bot_ms: float
    bare_ms: float
    """The recogniser and the voice alone, as their libraries run them."""


async def turn(settings: Settings) -> Turn | None:
    """None when no recogniser of Hindi is on this machine."""
    spec = specify(replace(settings, voice_cache_mb=0))
    card = _recogniser(settings, list(spec.catalogue.models.values()))
    if card is None:
        return None
    channel = Clip(Voice(b"", ""))
    parts = wire(spec, {"clip": channel})
    try:
        channel.voice = await encode(await parts.bot.synthesizers[-1].synthesize(QUESTION, HINDI))
        bot_ms, said = await _through(parts)
        bare_ms = await _bare(parts, card, settings, channel.voice, said)
    finally:
        await parts.close()
    return Turn(card.id, bot_ms, bare_ms)


def _recogniser(settings: Settings, cards: list[ModelCard]) -> ModelCard | None:
    """The one the bot would take: of those here, the smallest that hears Hindi."""
    here = [
        card
        for card in cards
        if card.engine == "faster_whisper"
        and "hi" in card.languages
        and weights.present(card, settings.models_dir)
    ]
    return min(here, key=lambda card: card.ram_mb, default=None)


async def _through(parts: Parts) -> tuple[float, str]:
    """Milliseconds of the whole turn, and the text that was said aloud."""
    message = Message(
        id="1",
        address=Address("clip", "1"),
        sent_at=datetime.now(UTC),
        media=Media("1", "audio/ogg"),
        lang=HINDI,
    )

    async def ask() -> Reply:
        return (await parts.bot.handle(message, (), Profile(voice=VoiceMode.ALWAYS))).reply

    said = (await ask()).text
    return await _median_ms(ask), said


async def _bare(parts: Parts, card: ModelCard, settings: Settings, clip: Voice, said: str) -> float:
    from faster_whisper import WhisperModel, decode_audio  # heavy; only where there are weights

    folder = str(weights.folder(card, settings.models_dir))
    model = WhisperModel(folder, compute_type="int8", cpu_threads=settings.threads)

    def listen() -> str:
        segments, _ = model.transcribe(decode_audio(BytesIO(clip.data)), beam_size=1)
        return " ".join(segment.text for segment in segments)

    async def engines() -> None:
        await asyncio.to_thread(listen)
        await parts.bot.synthesizers[-1].synthesize(said, HINDI)

    await engines()
    return await _median_ms(engines)


async def _median_ms(work: Callable[[], Awaitable[object]]) -> float:
    times = []
    for _ in range(_TIMES):
        begun = perf_counter()
        await work()
        times.append((perf_counter() - begun) * 1000)
    return sorted(times)[_TIMES // 2]
