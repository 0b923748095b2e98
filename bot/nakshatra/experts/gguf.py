"""Query -> Answer written by a local language model from the pack's own units.

The pack finds and says first; the model may only say it again in the asker's terms. Whatever goes
wrong or takes too long, the pack's own words are the answer.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from pathlib import Path

from nakshatra.cards import ModelCard
from nakshatra.errors import CatalogueError, EngineError
from nakshatra.knowledge.answering import Answering, open_answering
from nakshatra.knowledge.prompting import GRAMMAR, Messages, messages, template
from nakshatra.registry import Spec
from nakshatra.shelf import Engine, Shelf
from nakshatra.types import Answer, Kind, Query
from nakshatra.weights import require

log = logging.getLogger(__name__)

_SHARE = 0.8
"""Of the expert's deadline: the rest is for the way back."""

_TOKENS = 300
_CONTEXT = 4096
"""Tokens; Hindi notes of two units take about 1,500."""

_OVERHEAD_MB = 300
"""Beside the file itself: the cache of the context and the runtime."""


@dataclass
class GgufExpert:
    id: str
    answering: Answering
    shelf: Shelf
    engine: Engine
    prompt: str
    seconds: float
    """How long the model may write."""

    async def answer(self, query: Query) -> Answer | None:
        own = self.answering.answer(query)
        if own is None or own.kind is not Kind.ANSWER or self._dated(own):
            return own
        asked = messages(self.prompt, query, own, self.answering.catalogue)
        text = await self._written(asked)
        return replace(own, text=text, fallback=own) if text else own

    def _dated(self, own: Answer) -> bool:
        """A warning that facts are old must not be reworded."""
        today = self.answering.clock()
        units = {citation.id.split("/")[1] for citation in own.citations}
        return any(self.answering.pack.units[unit].expired(today) for unit in units)

    async def _written(self, asked: Messages) -> str:
        """ "" when the engine is broken, away, or not done in time."""
        try:
            text: str = await self.shelf.call(
                self.engine, "write", asked, GRAMMAR, _TOKENS, self.seconds, timeout=self.seconds
            )
            return text
        except EngineError as error:
            log.warning("the pack speaks", extra={"expert": self.id, "error": repr(error)})
            return ""


def build(spec: Spec) -> GgufExpert:
    card, folder = spec.catalogue.experts[spec.id], spec.catalogue.folders[spec.id]
    path = _weights(spec)
    return GgufExpert(
        id=spec.id,
        answering=open_answering(spec.id, spec.catalogue),
        shelf=spec.shelf,
        engine=_engine(path, spec.settings.threads),
        prompt=template(folder),
        seconds=card.deadline_s * _SHARE,
    )


def _engine(path: Path, threads: int) -> Engine:
    return Engine(
        name=f"llama/{path.name}",
        factory="nakshatra.experts.gguf_engine:Writer",
        options={"path": str(path), "context": _CONTEXT, "threads": threads},
        ram_mb=path.stat().st_size // 1_000_000 + _OVERHEAD_MB,
    )


def _weights(spec: Spec) -> Path:
    """The file that the card's `model` or the setting `llm` names."""
    name = str(spec.options.get("model") or spec.settings.llm)
    if Path(name).expanduser().is_file():
        return Path(name).expanduser()
    card = spec.catalogue.models.get(name)
    if card is None or card.kind != "llm":
        there = ", ".join(id for id, card in spec.catalogue.models.items() if card.kind == "llm")
        raise CatalogueError(
            f"{name!r} is neither a GGUF file nor a language model of models/; there are {there}"
        )
    return _file(card, require(card, spec.settings.models_dir))


def _file(card: ModelCard, folder: Path) -> Path:
    for name in card.files:
        if name.endswith(".gguf"):
            return folder / name
    raise CatalogueError(f"models/{card.id}.toml: files names no .gguf")
