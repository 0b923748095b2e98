"""This machine -> the table of what voice must reach: time of whole turns, memory, first sound."""

from __future__ import annotations

import tempfile
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from pathlib import Path

from nakshatra.app import specify
from nakshatra.audio.decode import opened
from nakshatra.cards import ModelCard
from nakshatra.heard import Asked
from nakshatra.hearing.ears import Choice
from nakshatra.hearing.writing import write
from nakshatra.measure import first_bench, stand_ins, voice
from nakshatra.measure.bench import Row
from nakshatra.measure.memory import peak
from nakshatra.registry import Spec, builder
from nakshatra.settings import Settings
from nakshatra.shelf import Shelf

_NOTE_S, _NOTE_MB = 598.0, 1000
_TURNS = 2
"""Times each engine comes in again after the others have pushed it out."""


def installed(settings: Settings) -> bool:
    """Whether a Whisper that hears Hindi is here."""
    return voice.recogniser(specify(settings)) is not None


async def rows(
    settings: Settings, seconds: Sequence[float], sizes: tuple[str, ...], times: int
) -> AsyncIterator[Row]:
    """The recogniser that is installed for Hindi, else random weights of these sizes."""
    async for row in first_bench.rows(settings):
        yield row
    with tempfile.TemporaryDirectory() as folder:
        spec, cards = await _recognisers(settings, Path(folder), sizes)
        yield await _taking_turns(spec, cards)
        room = voice.Room(spec)
        try:
            yield await _long_note(room, cards[-1])  # before this process loads a library itself
            for card in cards:
                for length in seconds:
                    yield _turn(await room.turn(card, length, times))
        finally:
            await room.close()


async def _recognisers(
    settings: Settings, folder: Path, sizes: tuple[str, ...]
) -> tuple[Spec, list[ModelCard]]:
    spec = specify(settings)
    if (card := voice.recogniser(spec)) is not None:
        return spec, [card]
    own = replace(settings, data_dir=folder, offline=True)
    spec = await stand_ins.put(replace(spec, settings=own), sizes, voice.QUESTION, voice.HINDI.code)
    return spec, [card for card in spec.catalogue.models.values() if card.kind == "asr"]


def _turn(found: voice.Turn) -> Row:
    return Row(
        f"{found.seconds:g} s note, {found.model}: turn / bare engines",
        f"{found.ratio:.2f} ({_spent(found.bot)} / {_spent(found.bare)}); processor time "
        f"{found.work_ratio:.2f} ({found.bot.work_ms:.0f} / {found.bare.work_ms:.0f} ms); / one "
        f"call of the library {found.bot.ms / found.one_call_ms:.2f}",
        f"{voice.TARGET:.2f}",
        found.ratio <= voice.TARGET,
    )


def _spent(spent: voice.Spent) -> str:
    parts = ", ".join(f"{name} {ms:.0f}" for name, ms in spent.parts.items())
    return f"{spent.ms:.0f} ms: {parts}"


async def _taking_turns(spec: Spec, cards: Sequence[ModelCard]) -> Row:
    """The recogniser that is installed, else sizes of one and the same Whisper (three, unless told
    otherwise), one after the other, over and over: all but one megabyte of what they need together
    is allowed, so one leaves whenever the last of them comes. Says nothing of engines of other
    kinds; of a single model only that it keeps to its card."""
    needs = sorted(card.ram_mb for card in cards)
    budget = max(needs[-1], sum(needs) - 1)
    shelf = Shelf(budget)
    spec = replace(spec, shelf=shelf)
    engine = builder("transcribers", "faster_whisper")(spec)
    ears = [ear for ear in engine.ears() if ear.here and ear.id in {card.id for card in cards}]
    note = await opened(await voice.question(spec, 5.0), _NOTE_S)
    try:
        with peak() as held:
            for ear in ears * _TURNS:
                asked = Asked(language=voice.HINDI.code, timeout=_NOTE_S)
                await write(Choice(engine, ear), note, asked, lambda: _NOTE_S)
    finally:
        await shelf.close()
    return Row(
        f"memory of engines, {len(ears)} taking turns in a budget of {budget} MB",
        f"{held.engines_mb:.0f} MB",
        f"{budget} MB",
        held.engines_mb <= budget,
    )


async def _long_note(room: voice.Room, card: ModelCard) -> Row:
    held_mb = await room.held_mb(card, _NOTE_S)
    return Row(
        f"memory of bot and engines, a note of {_NOTE_S:g} s, {card.id}",
        f"{held_mb:.0f} MB",
        f"{_NOTE_MB} MB",
        held_mb <= _NOTE_MB,
    )
