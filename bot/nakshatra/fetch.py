"""A model's card -> the folder of its weights, fetched when that is allowed and small enough.

A person's message never waits for a download: they are asked to type, the weights come meanwhile,
and the next voice note is heard (docs/decisions/0005-speech-model-on-first-use.md). A terminal,
where somebody looks at the progress bar, waits.
"""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path
from time import monotonic

from nakshatra import weights
from nakshatra.cards import ModelCard
from nakshatra.errors import EngineError, MissingModel
from nakshatra.settings import Settings
from nakshatra.shelf import Engine, Shelf

log = logging.getLogger(__name__)

UNASKED_MB = 300
"""Megabytes fetched without being told to; more would eat a mobile plan or a small disk."""

_TIMEOUT = 6 * 3600.0
"""Seconds: 300 MB at 16 kB/s, the slowest line worth waiting for."""

_RAM_MB = 60
"""Of the process that downloads; measured with huggingface_hub loaded."""


_ANSWERS_S = 3.0
"""A hub that has not answered by then is not waited for where somebody sits and waits."""

_AGAIN = 60.0
"""Seconds before a download that failed is tried once more."""


class Fetch:
    def __init__(self, settings: Settings, shelf: Shelf) -> None:
        self._settings, self._shelf = settings, shelf
        self._under_way: dict[str, asyncio.Task[EngineError | None]] = {}
        self._not_before: dict[str, float] = {}
        """Model -> when a failed download of it may be tried again (`monotonic`)."""

    async def folder(self, card: ModelCard) -> Path:
        """The one that holds all of its files. Raise `MissingModel` when the weights are not here
        (yet); it names the command."""
        models_dir = self._settings.models_dir
        if weights.present(card, models_dir):
            return weights.inner(card, models_dir)
        if self._settings.offline or card.licence_doubt or not _small(card):
            weights.require(card, models_dir)
        task = self._under_way.get(card.id)
        if task is None or (task.done() and monotonic() >= self._not_before.get(card.id, 0.0)):
            task = self._under_way[card.id] = asyncio.create_task(self._pull(card))
        if (self._settings.wait_for_models or task.done()) and (error := await task):
            raise MissingModel(str(error)) from error
        if self._settings.wait_for_models:
            return weights.inner(card, models_dir)
        raise MissingModel(f"{card.id} is being fetched; until then people are asked to type")

    async def _pull(self, card: ModelCard) -> EngineError | None:
        engine = Engine(
            f"hub/{card.id}",
            "nakshatra.hub:Hub",
            {"models_dir": str(self._settings.models_dir)},
            _RAM_MB,
        )
        try:
            if self._settings.wait_for_models and not await self._answers(engine):
                raise EngineError(
                    f"{card.id} is not here, and the model hub does not answer: run `nakshatra "
                    f"models pull {card.id}` when the network is there, or bring it on a stick: "
                    "`nakshatra models import`"
                )
            await self._shelf.call(engine, "pull", card, timeout=_TIMEOUT)
        except EngineError as error:
            self._not_before[card.id] = monotonic() + _AGAIN
            log.warning("model not fetched", extra={"model": card.id, "error": str(error)})
            return error
        log.info("model fetched", extra={"model": card.id})
        return None

    async def _answers(self, engine: Engine) -> bool:
        answers: bool = await self._shelf.call(engine, "answers", _ANSWERS_S)
        return answers


def _small(card: ModelCard) -> bool:
    """Small enough, and on a hub at all."""
    return card.revision != "none" and 0 < card.bytes <= UNASKED_MB * 10**6
