"""/menu and /topic -> what may be asked about, by the experts' own names for it."""

from __future__ import annotations

from nakshatra.cards import ExpertCard
from nakshatra.catalogue import EVERYWHERE
from nakshatra.pipeline.asked import Asked
from nakshatra.text.sentences import sentences
from nakshatra.types import Answer, Button


async def menu(asked: Asked) -> Answer:
    """What may be asked about, in the person's language; in two where it is not known yet."""
    address = asked.message.address
    reads = asked.message.lang or (await asked.profile()).lang
    known = reads is not None or bool(await asked.store.history(address, 1))
    codes = (asked.lang.code,) if known else EVERYWHERE
    asks = [asked.catalogue.phrase("menu_choose", code) for code in codes]
    if len(asks) > 1:  # the least of it, twice: an SMS must hold it
        asks = [" / ".join(sentences(one)[-1].rstrip(":") for one in asks) + ":"]
    return asked.tell(
        asks[0],
        *(
            Button(" / ".join(_called(card, code) for code in codes), f"/topic {id}")
            for id, card in asked.catalogue.experts.items()
            if _answers(card)
        ),
    )


async def topic(asked: Asked) -> Answer:
    card = asked.catalogue.experts.get(asked.word)
    if card is None or not _answers(card):
        return await menu(asked)
    return asked.tell(asked.phrase("topic_ask", topic=_called(card, asked.lang.code)))


def _answers(card: ExpertCard) -> bool:
    """Not a pack that names nobody to ask: first aid is heard before all others anyway."""
    return card.kind != "pack" or bool(card.unknown)


def _called(card: ExpertCard, code: str) -> str:
    return card.name.get(code) or card.name.get("en", card.id)
