"""A voice note through the bot, beside the bare engines on the same clip in the same run.

The bare engines are the libraries themselves in the processes that the bot has them in, one after
the other: faster-whisper decodes the file, its detector finds speech, it writes down window by
window; the voice speaks the reply's sentences. What the bot adds is pipes, understanding,
answering, cutting into sentences, and making one file of them. It judges no words.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from statistics import median
from time import perf_counter
from typing import Any

from nakshatra import weights
from nakshatra.abilities import WITHOUT_LIMITS, Abilities
from nakshatra.app import listener, wire
from nakshatra.audio.encode import encode
from nakshatra.cards import ModelCard
from nakshatra.errors import EngineError
from nakshatra.hearing.ears import Choice, Ears
from nakshatra.measure.memory import peak, worked_ms
from nakshatra.pipeline.bot import Bot
from nakshatra.ports import Synthesizer
from nakshatra.registry import Spec, builder
from nakshatra.shelf import Engine, Shelf
from nakshatra.surplus import give_back
from nakshatra.transcribers.faster_whisper import window
from nakshatra.types import Address, Audio, Lang, Media, Message, Profile, Reply, Voice, VoiceMode

QUESTION, HINDI = "गेहूँ का एमएसपी कितना है?", Lang("hi", "Deva")
TARGET = 1.10
_PAUSE_S = 0.6
"""Between two sentences of a note."""

_MOST_S = 3600.0

_PROFILE = Profile(voice=VoiceMode.ALWAYS, lang=HINDI)

Said = Callable[[], Awaitable[Audio]]
"""A sentence, spoken once more."""


@dataclass
class Clip:
    """A channel that has one recording."""

    voice: Voice
    name: str = "clip"
    abilities: Abilities = WITHOUT_LIMITS

    async def fetch(self, media: Media) -> Voice:  # noqa: ARG002 there is only one
        return self.voice

    async def send(self, reply: Reply) -> str:
        return reply.to


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    model: str
    seconds: float
    """Of the note."""

    bot: Spent
    bare: Spent
    """The same windows."""

    one_call_ms: float
    """The recogniser's library on the whole note in windows of 30 s, and the voice. It loses the
    end of what is said in most Indian languages, and hears silence."""

    ratio: float
    """Median of bot / bare, run by run: other work on the machine slows both."""

    work_ratio: float
    """The same of processor time, of which other work takes nothing; 0 where it is not told."""


@dataclass(frozen=True, slots=True)
class Spent:
    """On one turn, or the median of several."""

    ms: float
    work_ms: float
    """Of the processor, all processes together."""

    parts: Mapping[str, float]
    """Milliseconds of each."""


async def question(spec: Spec, seconds: float) -> Voice:
    """A note of this length, as espeak-ng reads `QUESTION` over and over."""
    espeak: Any = builder("synthesizers", "espeak")(spec)
    try:
        said: Audio = await espeak.synthesize(QUESTION, HINDI)
    finally:
        await espeak.close()
    once = said.pcm + bytes(2 * int(_PAUSE_S * said.rate))
    wanted = 2 * int(seconds * said.rate)
    return await encode(Audio((once * (wanted // len(once) + 1))[:wanted], said.rate))


def recogniser(spec: Spec) -> ModelCard | None:
    """The one the bot would take for Hindi; None when none is here, or not a Whisper."""
    ears = Ears([builder("transcribers", name)(spec) for name in spec.settings.ears])
    choices = [Choice(one, ear) for one in ears.engines for ear in one.ears()]
    if not any(choice.ear.here and HINDI.code in choice.ear.languages for choice in choices):
        return None
    taken = ears.hearing(HINDI.code).ear
    return spec.catalogue.models[taken.id] if taken.engine == "faster_whisper" else None


class Room:
    """One bot for all turns that are measured, each with one recogniser and one note."""

    def __init__(self, spec: Spec) -> None:
        self._spec = replace(spec, settings=replace(spec.settings, voice_cache_mb=0))
        self._clip = Clip(Voice(b"", ""))
        parts = wire(self._spec, {self._clip.name: self._clip})
        self._noted: list[Said] = []
        voices = [_Noting(voice, self._noted) for voice in parts.bot.synthesizers]
        self._parts = replace(parts, bot=replace(parts.bot, synthesizers=voices))

    async def close(self) -> None:
        await self._parts.close()

    async def turn(self, card: ModelCard, seconds: float, times: int = 3) -> Turn:
        """Bot and bare engines by turns, after one of each that loads the weights."""
        async with self._hearing(card, seconds) as (bot, spec):
            bare = _Bare(card, spec, self._clip.voice)
            await bare.ready()
            first = await bot.handle(_message(), (), _PROFILE)
            if first.reply.voice is None:
                raise EngineError("no voice speaks Hindi here, so there is no turn to measure")
            bare.said = tuple(self._noted)
            await bare.windows()
            pairs = [(await _asked(bot), await bare.windows()) for _ in range(times)]
            one_call = await bare.one_call()
        return Turn(
            model=card.id,
            seconds=seconds,
            bot=_middle([bot for bot, _ in pairs]),
            bare=_middle([bare for _, bare in pairs]),
            one_call_ms=one_call,
            ratio=median(bot.ms / bare.ms for bot, bare in pairs),
            work_ratio=median(bot.work_ms / (bare.work_ms or 1.0) for bot, bare in pairs),
        )

    async def held_mb(self, card: ModelCard, seconds: float) -> float:
        """Most that the bot and all its engines hold while they hear and answer one note."""
        async with self._hearing(card, seconds) as (bot, _):
            with peak() as held:
                await _asked(bot)
        return held.all_mb

    @asynccontextmanager
    async def _hearing(self, card: ModelCard, seconds: float) -> AsyncIterator[tuple[Bot, Spec]]:
        """The bot with this recogniser alone."""
        others = {id: c for id, c in self._spec.catalogue.models.items() if c.kind != "asr"}
        spec = replace(
            self._spec,
            catalogue=replace(self._spec.catalogue, models=others | {card.id: card}),
            shelf=Shelf(self._spec.settings.ram_budget_mb),
        )
        self._clip.voice = await question(spec, seconds)
        give_back()  # what making the note took, which no bot does
        self._noted.clear()
        try:
            ear = listener(spec, self._parts.bot.identifier)
            yield replace(self._parts.bot, transcriber=ear), spec
        finally:
            await spec.shelf.close()


class _Noting:
    """A synthesizer, and what it was asked to say."""

    def __init__(self, inner: Synthesizer, noted: list[Said]) -> None:
        self._inner, self._noted = inner, noted

    async def synthesize(self, text: str, lang: Lang, pace: float = 1.0) -> Audio:
        audio = await self._inner.synthesize(text, lang, pace)
        self._noted.append(lambda: self._inner.synthesize(text, lang, pace))
        return audio

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)


class _Bare:
    """The recogniser's library in the bot's own engine, and the reply's sentences once more."""

    def __init__(self, card: ModelCard, spec: Spec, note: Voice) -> None:
        folder = str(weights.folder(card, spec.settings.models_dir))
        options = {"folder": folder, "threads": spec.settings.threads}
        name = f"{card.engine}/{card.id}"  # as the bot calls it: the shelf has one of a name
        self._engine = Engine(name, "nakshatra.measure.bare:Bare", options, card.ram_mb)
        self._window = window(card, HINDI.code)
        self._shelf, self._note = spec.shelf, note
        self.said: Sequence[Said] = ()

    async def ready(self) -> None:
        await self._call("ready")

    async def windows(self) -> Spent:
        return await _timed(self._turn)

    async def one_call(self) -> float:
        heard: float = await self._call("one_call", self._note.data, HINDI.code)
        return heard + await self._speak()

    async def _turn(self) -> Mapping[str, float]:
        heard: Mapping[str, float] = await self._call(
            "windows", self._note.data, self._window, HINDI.code
        )
        return {**heard, "voice": await self._speak()}

    async def _call(self, method: str, *args: Any) -> Any:
        return await self._shelf.call(self._engine, method, *args, timeout=_MOST_S)

    async def _speak(self) -> float:
        begun = perf_counter()
        for said in self.said:
            await said()
        return (perf_counter() - begun) * 1000


async def _asked(bot: Bot) -> Spent:
    async def turn() -> Mapping[str, float]:
        return (await bot.handle(_message(), (), _PROFILE)).stages

    return await _timed(turn)


async def _timed(turn: Callable[[], Awaitable[Mapping[str, float]]]) -> Spent:
    """All of its parts, which come one after the other."""
    before = worked_ms()
    parts = await turn()
    return Spent(sum(parts.values()), worked_ms() - before, parts)


def _middle(found: Sequence[Spent]) -> Spent:
    return Spent(
        median(one.ms for one in found),
        median(one.work_ms for one in found),
        {name: median(one.parts[name] for one in found) for name in found[0].parts},
    )


def _message() -> Message:
    return Message(
        id="1",
        address=Address("clip", "1"),
        sent_at=datetime.now(UTC),
        media=Media("1", "audio/ogg"),
    )
