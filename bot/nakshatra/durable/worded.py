"""Answer -> the reply its person gets: spoken, with what is said once, fit for the channel."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from nakshatra.durable.consent import counted, may_ask
from nakshatra.durable.hand_off import HandOff
from nakshatra.durable.once import with_disclaimer, with_voice_note
from nakshatra.durable.trouble import report
from nakshatra.pipeline.bot import Bot
from nakshatra.pipeline.minors import is_young
from nakshatra.types import Answer, Lang, Message, Profile, Reply, Utterance, VoiceMode

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Worded:
    bot: Bot
    hand_off: HandOff
    now: Callable[[], datetime]

    async def __call__(
        self, message: Message, plain: Answer, utterance: Utterance, profile: Profile, to: str
    ) -> tuple[Reply, str]:
        """The reply, and what broke: when the voice does, the text goes alone. `to`: the id of the
        message it answers; "" = this one."""
        answer = with_disclaimer(plain, profile, self.bot.catalogue, self.now())
        reply, fault = await self._spoken(message, answer, utterance, profile)
        shown = replace(reply, heard=reply.heard and answer is plain)
        if to:
            shown = replace(shown, to=to, brought=message.id)
        shown = self.hand_off.offered(shown)
        shown = with_voice_note(shown, profile, self.bot.catalogue)
        asks = self._asks(shown, utterance, profile)
        return self.bot.fitted(shown, plain, greeted=profile.greeted, asks=asks), fault

    def _asks(self, reply: Reply, utterance: Utterance, profile: Profile) -> bool:
        """Not who says just now that they are a child."""
        if is_young(utterance.lang.code, self.bot.catalogue, utterance.text, utterance.heard):
            return False
        return may_ask(counted(profile, reply), reply, self.now(), self.hand_off.settings)

    async def _spoken(
        self, message: Message, answer: Answer, utterance: Utterance, profile: Profile
    ) -> tuple[Reply, str]:
        try:
            return await self.bot.speak(message, answer, utterance, profile), ""
        except Exception as error:
            fault = report(log, "speaking broke", error)
        mute = replace(message, voice=VoiceMode.NEVER)
        return await self.bot.speak(mute, answer, utterance, profile), fault


def cannot_read(other: str, lang: Lang, bot: Bot) -> Answer:
    """A photo, a sticker, a place: says what it is, and what the bot can read."""
    phrases = bot.catalogue.languages["en"].phrases
    key = f"what_{other}" if f"what_{other}" in phrases else "what_other"
    answer = bot.notice("cannot_read", lang)
    return replace(answer, text=answer.text.format(what=bot.catalogue.phrase(key, lang.code)))
