"""Each model that is here, through its own adapter and in its own process -> its speed and memory.

The clip is the bot's own notice as espeak-ng reads it: the time is honest, what was heard says
nothing about people. It does not measure how well a model hears or speaks.
"""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from time import perf_counter
from typing import Any

from nakshatra import weights
from nakshatra.audio.decode import Whole, decode
from nakshatra.audio.encode import encode
from nakshatra.cards import ModelCard
from nakshatra.catalogue import Catalogue
from nakshatra.errors import NakshatraError, Unheard
from nakshatra.heard import Asked
from nakshatra.hearing.ears import Choice
from nakshatra.hearing.writing import write
from nakshatra.ports import Closes, Recogniser
from nakshatra.recommend import lacking, runnable
from nakshatra.registry import Spec, builder
from nakshatra.settings import Settings
from nakshatra.shelf import Engine, Shelf
from nakshatra.types import Audio, Lang

CLIP_S = 10.0
"""Seconds of speech a recogniser is given."""

_LETTERS = 200
"""Of the text a voice reads: about fifteen seconds."""

_TOKENS = 64
_RUN_ON = "root ::= [a-z ]{2000,}"
"""A language model may not stop before its tokens are used up."""

_LLM_S = 300.0
_OWN_BUDGET_MB = 1_000_000
"""Each is measured alone, also one that the bot's own budget would refuse."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    model: str
    kind: str
    first_s: float = 0.0
    """Seconds of the first call: the process starts, the weights load."""

    work_s: float = 0.0
    """Seconds of the next call."""

    real_time_factor: float | None = None
    """Work by seconds of sound; below 1 it is faster than speech. None for what makes no sound."""

    tokens_s: float | None = None
    """Of a language model."""

    memory_mb: int | None = None
    """Most that its process held; None where the system does not tell (not Linux)."""

    card_mb: int = 0
    says: str = ""
    """Why it was not measured, or what to know about the number."""


def here(settings: Settings, cards: Catalogue) -> list[ModelCard]:
    return [c for c in cards.models.values() if weights.present(c, settings.models_dir)]


async def measure(card: ModelCard, settings: Settings, cards: Catalogue) -> Measured:
    """One model, alone in memory. What goes wrong is said in the row."""
    bare = Measured(model=card.id, kind=card.kind, card_mb=card.ram_mb)
    if not runnable(card) or card.kind not in _WAYS:
        return replace(bare, says="not measured: no engine of this version runs it alone")
    if missing := lacking([card]):
        return replace(bare, says=f"not measured: {missing[0]} is not installed, `make extras`")
    shelf, before = Shelf(_OWN_BUDGET_MB), set(_processes())
    only = replace(cards, models={card.id: card})
    spec = Spec(settings=replace(settings, offline=True), catalogue=only, shelf=shelf)
    part: Any = None
    try:
        part, work = await _WAYS[card.kind](card, spec)
        first, _, _ = await _timed(work)
        took, seconds, says = await _timed(work)
    except NakshatraError as error:
        return replace(bare, says=f"not measured: {error}")
    finally:
        memory = _peak_mb(set(_processes()) - before)
        if isinstance(part, Closes):
            await part.close()
        await shelf.close()
    sound = card.kind != "llm"
    return replace(
        bare,
        first_s=round(first, 3),
        work_s=round(took, 3),
        real_time_factor=round(took / seconds, 4) if sound and seconds else None,
        tokens_s=None if sound else round(_TOKENS / took, 1),
        memory_mb=memory,
        says=says,
    )


Work = Callable[[], Awaitable[tuple[float, str]]]
"""One call: seconds of sound that were heard or said, and a remark."""


async def _ear(card: ModelCard, spec: Spec) -> tuple[Any, Work]:
    engine: Recogniser = builder("transcribers", card.engine)(spec)
    lang = _lang(card, spec.catalogue)
    clip = await _clip(lang, spec)
    choice = Choice(engine, next(ear for ear in engine.ears() if ear.id == card.id))
    asked = Asked(language=lang.code, timeout=_LLM_S)

    async def work() -> tuple[float, str]:
        try:
            await write(choice, Whole(clip), asked, lambda: _LLM_S)
        except Unheard as error:
            return clip.seconds, f"it made no words of the synthetic clip ({error})"
        return clip.seconds, ""

    return engine, work


async def _voice(card: ModelCard, spec: Spec) -> tuple[Any, Work]:
    voice, lang = builder("synthesizers", card.engine)(spec), _lang(card, spec.catalogue)
    text = spec.catalogue.phrase("privacy", lang.code)[:_LETTERS]

    async def work() -> tuple[float, str]:
        audio: Audio = await voice.synthesize(text, lang)
        return audio.seconds, ""

    return voice, work


async def _writer(card: ModelCard, spec: Spec) -> tuple[Any, Work]:
    file = weights.folder(card, spec.settings.models_dir) / next(iter(card.files))
    options = {"path": str(file), "context": 512, "threads": spec.settings.threads}
    engine = Engine(
        f"llama/{card.id}", "nakshatra.experts.gguf_engine:Writer", options, card.ram_mb
    )
    asked = [{"role": "user", "content": "Write."}], _RUN_ON, _TOKENS, _LLM_S

    async def work() -> tuple[float, str]:
        await spec.shelf.call(engine, "write", *asked, timeout=_LLM_S)
        return 0.0, f"{_TOKENS} tokens"

    return None, work


_WAYS: dict[str, Callable[[ModelCard, Spec], Awaitable[tuple[Any, Work]]]] = {
    "asr": _ear,
    "tts": _voice,
    "llm": _writer,
}


async def _timed(work: Work) -> tuple[float, float, str]:
    begun = perf_counter()
    seconds, says = await work()
    return perf_counter() - begun, seconds, says


async def _clip(lang: Lang, spec: Spec) -> Audio:
    """As it would come over a channel. Raise `EngineError` when espeak-ng cannot speak it."""
    espeak = builder("synthesizers", "espeak")(spec)
    try:
        text = spec.catalogue.phrase("privacy", lang.code)
        sound = await decode(await encode(await espeak.synthesize(text, lang)), 600)
    finally:
        await espeak.close()
    return Audio(sound.pcm[: int(CLIP_S * sound.rate) * 2], sound.rate)


def _lang(card: ModelCard, cards: Catalogue) -> Lang:
    code = next((code for code in card.languages if code in cards.languages), "en")
    return Lang(code, cards.languages[code].scripts[0])


def _processes() -> Iterator[int]:
    """Those that this process started, and they; none where there is no /proc."""
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            after = stat.read_text("utf-8", "replace").rpartition(")")[2].split()
        except OSError:
            continue  # it has ended
        parents[int(stat.parent.name)] = int(after[1])
    family = {os.getpid()}
    while new := {pid for pid, parent in parents.items() if parent in family} - family:
        family |= new
        yield from new


def _peak_mb(processes: set[int]) -> int | None:
    """Of the largest of them."""
    peaks = []
    for pid in processes:
        try:
            lines = Path(f"/proc/{pid}/status").read_text("utf-8").splitlines()
        except OSError:
            continue
        peaks += [int(line.split()[1]) // 1024 for line in lines if line.startswith("VmHWM:")]
    return max(peaks, default=None)
