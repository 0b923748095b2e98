"""A message -> what was said in it, noted. Of a recording that is taken back no more is heard."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from nakshatra.durable.deliver import Delivery
from nakshatra.durable.noting import noted
from nakshatra.durable.retry import Patience
from nakshatra.durable.telling import Telling
from nakshatra.errors import TakenBack
from nakshatra.pipeline.bot import Bot
from nakshatra.stores.work import Work
from nakshatra.types import Answer, Lang, Message, Profile, Turn, Utterance


@dataclass(frozen=True, slots=True, kw_only=True)
class Hearing:
    bot: Bot
    delivery: Delivery
    patience: Patience
    first_aid: Callable[[Utterance], Answer | None]
    """What the guard says to what was heard, if help is urgent."""

    async def __call__(
        self, work: Work, message: Message, lang: Lang, history: Sequence[Turn], profile: Profile
    ) -> Utterance:
        """A transcript is noted: it may have taken many seconds. Raise whatever hearing raises; and
        `TakenBack` when nobody waits for it, unless it was heard to its end and calls for help."""
        if work.heard is not None:
            return work.heard
        tell = Telling(
            work.key, message, lang, delivery=self.delivery, catalogue=self.bot.catalogue
        )
        said = await self.patience(lambda: self.bot.hear(message, history, profile, tell))
        if message.media is None:
            return said
        stands = await noted(self.delivery.ledger, work, spared=True, heard=said)
        if not stands and self.first_aid(said) is None:
            raise TakenBack("once it was heard")
        return said
