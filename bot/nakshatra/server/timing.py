"""A bot -> the same bot, each stage of which tells the meter how long it took."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

from nakshatra.pipeline.bot import Bot
from nakshatra.ports import Tell
from nakshatra.server.metrics import Meter
from nakshatra.types import Answer, Message, Profile, Query, Reply, Turn, Utterance


@dataclass(frozen=True, kw_only=True)
class TimedBot(Bot):
    meter: Meter

    async def hear(
        self,
        message: Message,
        history: Sequence[Turn] = (),
        profile: Profile | None = None,
        tell: Tell | None = None,
    ) -> Utterance:
        with self.meter.stage("listen" if message.media else "read"):
            return await super().hear(message, history, profile, tell)

    def understand(self, utterance: Utterance, history: Sequence[Turn], profile: Profile) -> Query:
        with self.meter.stage("understand"):
            return super().understand(utterance, history, profile)

    async def answer(self, query: Query) -> Answer:
        with self.meter.stage("answer"):
            return await super().answer(query)

    async def speak(
        self, message: Message, answer: Answer, utterance: Utterance, profile: Profile
    ) -> Reply:
        with self.meter.stage("speak"):
            return await super().speak(message, answer, utterance, profile)


def timed(bot: Bot, meter: Meter) -> TimedBot:
    return TimedBot(meter=meter, **{f.name: getattr(bot, f.name) for f in fields(Bot)})
