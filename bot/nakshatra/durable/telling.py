"""How far a long recording is heard -> a line to the person, at most one in half a minute. Looks
whether they still wait for it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from math import ceil
from time import monotonic

from nakshatra.catalogue import Catalogue
from nakshatra.durable.deliver import Delivery
from nakshatra.errors import StoreError, TakenBack
from nakshatra.text.transliterate import to_script
from nakshatra.types import Kind, Lang, Message, Reply

log = logging.getLogger(__name__)

EVERY_S = 30.0
"""Sooner than this after the recording came, or after the last line, nothing is said."""


class Telling:
    def __init__(
        self,
        key: str,
        message: Message,
        lang: Lang,
        *,
        delivery: Delivery,
        catalogue: Catalogue,
        now: Callable[[], float] = monotonic,
    ) -> None:
        self._key, self._message, self._lang = key, message, lang
        self._delivery, self._catalogue, self._now = delivery, catalogue, now
        self._last, self._told = now(), 0

    async def __call__(self, done_s: float, whole_s: float) -> None:
        """In whole minutes; nothing when the length is unknown or no minute was added. Raise
        `TakenBack`."""
        await self._look()
        done, whole = int(done_s // 60), ceil(whole_s / 60)
        if not self._told < done < whole or self._now() - self._last < EVERY_S:
            return
        self._last, self._told = self._now(), done
        phrase = self._catalogue.phrase("heard_so_far", self._lang.code)
        text = to_script(phrase.format(done=done, total=whole), self._lang)
        await self._delivery.aside(
            Reply(
                address=self._message.address,
                to=self._message.id,
                text=text,
                lang=self._lang,
                kind=Kind.PROGRESS,
            )
        )

    async def _look(self) -> None:
        """At its row: a deleted note is heard no further; one that cannot be looked up is."""
        try:
            stands = await self._delivery.ledger.stands(self._key)
        except StoreError as error:
            log.warning("a note is heard on unseen: %s", error)
            return
        if not stands:
            raise TakenBack("while it was heard")
