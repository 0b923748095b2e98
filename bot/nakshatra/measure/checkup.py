"""Settings -> what works here, what is missing, and the command that mends it."""

from __future__ import annotations

import os
import shutil
import socket
from collections.abc import Iterator, Sequence
from dataclasses import fields
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from nakshatra import weights
from nakshatra.audio.manner import manners
from nakshatra.callers import read_callers
from nakshatra.cards import ModelCard
from nakshatra.catalogue import Catalogue
from nakshatra.closed import open_in
from nakshatra.errors import CatalogueError
from nakshatra.home import home
from nakshatra.knowledge.check import check
from nakshatra.measure.by_language import pulls, unheard
from nakshatra.measure.finding import Finding as Finding
from nakshatra.measure.finding import State as State
from nakshatra.measure.reach import reached
from nakshatra.recommend import runnable
from nakshatra.setting_values import strangers
from nakshatra.settings import Settings

BY_LANGUAGE = "hearing by language"

VARIABLE = "environment"
"""The part that a misspelt setting belongs to."""

_ROOM = 500_000_000
"""Bytes that should be free: the databases and the smallest recogniser fit in it."""


def findings(settings: Settings, cards: Catalogue) -> Iterator[Finding]:
    """Every part in the order of the road; looks at this machine only, asks no network."""
    yield Finding("version", State.WORKS, version("nakshatra"))
    yield from misspelt(cards)
    yield _folder(settings.data_dir)
    yield _port(settings)
    yield from _experts(cards)
    yield _languages(cards)
    yield _hearing(settings, cards)
    yield from _by_language(settings, cards)
    yield from _other_ears(settings, cards)
    yield from _voices(settings, cards)
    yield _llm(settings, cards)
    yield _translator(settings, cards)
    yield from reached(settings, cards)
    yield from _programs(settings)


def _folder(folder: Path) -> Finding:
    parent = next(path for path in (folder, *folder.parents) if path.exists())
    if not parent.is_dir() or not os.access(parent, os.W_OK):
        mend = "set NAKSHATRA_DATA_DIR to a folder that may be written"
        return Finding("data", State.BROKEN, f"{folder} cannot be written", mend)
    free = shutil.disk_usage(parent).free
    if free < _ROOM:
        says = f"{folder}: {free // 10**6} MB free"
        return Finding("data", State.BROKEN, says, "free some space on its disk")
    if folder.exists() and (seen := list(open_in(folder))):
        says = f"others on this machine can read {seen[0]} ({len(seen)} such)"
        mend = f"the bot closes it when it starts; or now: chmod -R go= {folder}"
        return Finding("data", State.BROKEN, says, mend)
    return Finding("data", State.WORKS, f"{folder}, {free // 10**9} GB free, closed to others")


def misspelt(cards: Catalogue) -> Iterator[Finding]:
    """Names alone: what such a variable holds may be a secret."""
    theirs = [card.settings for card in cards.experts.values()]
    named = {value for given in theirs for value in given.values() if isinstance(value, str)}
    for name, nearest in strangers(os.environ, fields(Settings), named):
        if nearest:
            says = f"{name} is not read: no setting is called so"
            yield Finding(VARIABLE, State.BROKEN, says, f"did you mean {nearest}?")
        else:
            yield Finding(VARIABLE, State.OFF, f"{name} is no setting of ours and is not read")


def _port(settings: Settings) -> Finding:
    where = f"http://{settings.host}:{settings.port}"
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        taken = probe.connect_ex((settings.host, settings.port)) == 0
    if taken:
        says = f"something listens on {where}: the bot itself, or another program"
        return Finding("web chat", State.OFF, says, "NAKSHATRA_PORT=8322 nakshatra run")
    return Finding("web chat", State.WORKS, f"{where} is free")


def _experts(cards: Catalogue) -> Iterator[Finding]:
    for id, card in cards.experts.items():
        if card.kind != "pack":
            yield Finding(f"expert {id}", State.WORKS, card.kind)
            continue
        try:
            wrong = [str(fault) for fault in check(cards.folders[id], card, _units(cards))]
        except CatalogueError as error:
            wrong = [str(error)]
        if wrong:
            yield Finding(f"expert {id}", State.BROKEN, wrong[0], f"nakshatra experts check {id}")
        else:
            units = len(list((cards.folders[id] / "units").glob("*.toml")))
            yield Finding(
                f"expert {id}", State.WORKS, f"{units} units in {_listed(card.languages)}"
            )


def _units(cards: Catalogue) -> dict[str, frozenset[str]]:
    """Expert -> its units, which those of others may name."""
    return {
        id: frozenset(path.stem for path in folder.glob("units/*.toml"))
        for id, folder in cards.folders.items()
    }


def _languages(cards: Catalogue) -> Finding:
    spoken = [code for code, card in cards.languages.items() if card.phrases.get("greeting")]
    says = f"{len(cards.languages)} known, the bot speaks of itself in {_listed(spoken)}"
    return Finding("languages", State.WORKS, says)


def _hearing(settings: Settings, cards: Catalogue) -> Finding:
    asr = [card for card in cards.models.values() if card.kind == "asr"]
    here = [card for card in asr if weights.present(card, settings.models_dir)]
    if not here:
        says = "no recogniser is here: people who speak are asked to type"
        return Finding("hearing", State.OFF, says, _ear(settings, asr))
    return Finding("hearing", State.WORKS, _listed([card.id for card in here]))


def _by_language(settings: Settings, cards: Catalogue) -> Iterator[Finding]:
    """Whoever speaks one of these is asked to type."""
    models = {} if settings.speech_url else unheard(settings, cards)
    if not models:
        return
    never = [code for code, model in models.items() if not model]
    says = f"not heard: {_listed(list(models))}" + (
        f"; `nakshatra models recommend` says why none will do for {_listed(never)}"
        if never
        else ""
    )
    yield Finding(BY_LANGUAGE, State.OFF, says, pulls(models))


def _other_ears(settings: Settings, cards: Catalogue) -> Iterator[Finding]:
    """Only where somebody began to set them up."""
    sherpa = [c for c in cards.models.values() if (c.kind, c.engine) == ("asr", "sherpa_onnx")]
    here = [card.id for card in sherpa if weights.present(card, settings.models_dir)]
    if here and find_spec("sherpa_onnx") is None:
        says = f"sherpa-onnx is not installed: {_listed(here)} cannot be run"
        yield Finding("hearing sherpa_onnx", State.OFF, says, "make extras")
    if settings.speech_url and "openai_audio" in settings.ears:
        says = f"recordings that no model here hears are sent to {settings.speech_url}"
        yield Finding("hearing openai_audio", State.WORKS, says)


def _ear(settings: Settings, asr: Sequence[ModelCard]) -> str:
    """The command that fetches what hears Hindi best; advice, when nothing here does."""
    live = [card for card in asr if not card.background and not card.licence_doubt]
    fits = [card for card in live if "hi" in card.languages and runnable(card)]
    if not fits:
        return _ADVICE
    return f"nakshatra models pull {weights.first_here(fits, settings.models_dir).id}"


def _voices(settings: Settings, cards: Catalogue) -> Iterator[Finding]:
    spoken = manners(*filter(None, (home(), settings.catalogue)))
    mute = [code for code in cards.languages if code not in spoken]
    says = f"espeak-ng speaks {len(spoken)} languages; text alone: {_listed(mute) or 'none'}"
    yield Finding("voice espeak", State.WORKS, says)
    for engine, library in (("piper", "piper-tts"), ("sherpa_onnx", "sherpa-onnx")):
        if engine in settings.voices:
            yield _engine(engine, library, settings, cards)


def _engine(engine: str, library: str, settings: Settings, cards: Catalogue) -> Finding:
    part = f"voice {engine}"
    every = [card for card in cards.models.values() if (card.kind, card.engine) == ("tts", engine)]
    voices = [card for card in every if runnable(card)]
    here = [card.id for card in voices if weights.present(card, settings.models_dir)]
    if find_spec(library.removesuffix("-tts").replace("-", "_")) is None:
        return Finding(part, State.OFF, f"{library} is not installed", "make extras")
    if here:
        return Finding(part, State.WORKS, _listed(here))
    clear = [card for card in voices if not card.licence_doubt]
    best: dict[str, str] = {}
    for card in sorted(clear, key=lambda card: card.preference):
        for code in card.languages:
            best.setdefault(code, card.id)
    pull = pulls(best) or "put a card of one into models/"
    return Finding(part, State.OFF, "installed, but no voice is here", pull)


def _llm(settings: Settings, cards: Catalogue) -> Finding:
    if not settings.llm:
        smallest = min(
            (c for c in cards.models.values() if c.kind == "llm" and not c.licence_doubt),
            key=lambda c: c.ram_mb,
        )
        mend = f"make extras; nakshatra models pull {smallest.id}; NAKSHATRA_LLM={smallest.id}"
        return Finding("language model", State.OFF, "the packs answer in their own words", mend)
    if find_spec("llama_cpp") is None:
        return Finding("language model", State.BROKEN, "llama.cpp is not installed", "make extras")
    card = cards.models.get(settings.llm)
    here = weights.present(card, settings.models_dir) if card else Path(settings.llm).is_file()
    if not here:
        mend = f"nakshatra models pull {settings.llm}" if card else "correct NAKSHATRA_LLM"
        return Finding("language model", State.BROKEN, f"{settings.llm} is not here", mend)
    return Finding("language model", State.WORKS, settings.llm)


def _translator(settings: Settings, cards: Catalogue) -> Finding:
    part = "translation"
    if settings.translator == "none":
        says = "an answer that is known only in another language is given in that one"
        return Finding(part, State.OFF, says, "NAKSHATRA_TRANSLATOR=ctranslate2 (docs/voice.md)")
    if settings.translator != "ctranslate2":
        return Finding(part, State.WORKS, settings.translator)
    if find_spec("sentencepiece") is None:
        return Finding(part, State.BROKEN, "sentencepiece is not installed", "make extras")
    ready = [id for id, c in cards.models.items() if c.kind == part and runnable(c)]
    here = [id for id in ready if weights.present(cards.models[id], settings.models_dir)]
    if not here:
        mend = f"nakshatra models import FOLDER --model {ready[0]} (docs/voice.md)"
        return Finding(part, State.BROKEN, "no weights of it are here", mend)
    return Finding(part, State.WORKS, _listed(here))


def _programs(settings: Settings) -> Iterator[Finding]:
    """Only where somebody let one in."""
    if not settings.api_keys:
        return
    try:
        names = list(dict.fromkeys(c.name for c in read_callers(settings.api_keys).all))
    except CatalogueError as error:
        yield Finding("programs", State.BROKEN, str(error), "nakshatra api key NAME")
    else:
        yield Finding("programs", State.WORKS, f"{_listed(names)} may call /v1")


_ADVICE = "nakshatra models recommend --languages hi,en"
"""Names the models for these languages and this machine, and the command that fetches them."""


def _listed(names: list[str]) -> str:
    return ", ".join(names)
