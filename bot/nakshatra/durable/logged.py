"""An answer and its reply -> what the processing log is told of them: nothing that was said."""

from __future__ import annotations

from nakshatra.catalogue import Catalogue
from nakshatra.knowledge.version import version_of
from nakshatra.stores.processing import Entry
from nakshatra.types import Answer, Reply


def entry_of(answer: Answer, reply: Reply, catalogue: Catalogue) -> Entry:
    experts = [id for id in answer.expert.split("+") if id in catalogue.folders]
    return Entry(
        lang=str(reply.lang),
        field="+".join(experts),
        kind=str(reply.kind),
        units=" ".join(dict.fromkeys(citation.id for citation in reply.citations)),
        pack=" ".join(f"{id}@{version_of(catalogue.folders[id])}" for id in experts),
        spoken=reply.voice is not None,
        linked=not reply.private,
    )
