"""Query -> Answer from a pack's own units: no model, no network, milliseconds."""

from __future__ import annotations

from nakshatra.errors import CatalogueError
from nakshatra.knowledge.answering import Answering, open_answering
from nakshatra.registry import Spec
from nakshatra.types import Answer, Query


class PackExpert:
    def __init__(self, answering: Answering) -> None:
        self.id = answering.pack.id
        self.answering = answering

    async def answer(self, query: Query) -> Answer | None:
        return self.answering.answer(query)


def build(spec: Spec) -> PackExpert:
    if spec.options:
        raise CatalogueError(
            f"{spec.catalogue.folders[spec.id] / 'expert.toml'}: a pack has no settings; "
            f"remove {', '.join(spec.options)}"
        )
    return PackExpert(open_answering(spec.id, spec.catalogue))
