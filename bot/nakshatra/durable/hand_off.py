"""A question marked for a person -> the operator's queue, and the answer back to who asked.

The answer goes the road of every message: it is accepted, spoken, delivered and tried again like
one. Nothing is sent at night.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from nakshatra.catalogue import Catalogue
from nakshatra.errand import Errand
from nakshatra.errors import EngineError
from nakshatra.pipeline.bot import Bot
from nakshatra.pipeline.misheard import said_as
from nakshatra.pipeline.understand import understand
from nakshatra.ports import Errands
from nakshatra.quiet import is_quiet
from nakshatra.safety.redact import redact
from nakshatra.settings import Settings
from nakshatra.stores.inbox import Inbox, Item, Question, Stage, Taken
from nakshatra.text.transliterate import to_script
from nakshatra.types import (
    Answer,
    Button,
    Kind,
    Lang,
    Message,
    Profile,
    Reply,
    Role,
    Turn,
    Utterance,
)

log = logging.getLogger(__name__)

ASK, GIVE = "/human", "/answered"
"""What a person sends, and what brings an operator's answer to them."""

_SAYS = {
    Taken.NEW: "human_sent",
    Taken.AGAIN: "human_sent",
    Taken.FULL: "human_full",
    Taken.BLOCKED: "no_answer",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOff:
    bot: Bot
    inbox: Inbox
    errands: Errands
    settings: Settings
    now: Callable[[], datetime]

    def offered(self, reply: Reply) -> Reply:
        """With a button where the bot knows no answer and a person may."""
        if reply.kind is not Kind.UNKNOWN or reply.private or not self.settings.hand_off:
            return reply
        label = to_script(self._catalogue.phrase("human_button", reply.lang.code), reply.lang)
        return replace(reply, buttons=(*reply.buttons, Button(label, f"{ASK} {reply.to}")))

    def is_wished(self, said: Utterance) -> bool:
        """In plain words, and nothing else: "I want to talk to a person"."""
        wishes = self._catalogue.listens("human", said.lang.code)
        return self.settings.hand_off and not said_as(said).isdisjoint(wishes)

    async def ask(
        self, message: Message, words: str, profile: Profile, history: Sequence[Turn], lang: Lang
    ) -> Answer:
        """`words`: the id of the message it is about, or the question itself; "" = the last one."""
        question = self._question(message, words, profile, history, lang)
        if (urgent := self.first_aid(question.text, question.lang)) is not None:
            return urgent
        if not self.settings.hand_off:
            return self._say("no_answer", lang)
        if not question.text:
            return self._say("human_none", lang)
        wanted = await self._wanted(message, question.of)
        taken = await self.inbox.ask(replace(question, errand=wanted))
        hours = str(self.settings.hand_off_hours)
        return self._say(_SAYS[taken], lang, name=self.settings.operator_name, hours=hours)

    async def given(self, message: Message, number: str) -> tuple[Answer, str] | None:
        """An operator's answer to this person, and the id of the message it answers."""
        item = await self._mine(message, number)
        if item is None or item.question is None:
            return None
        lang, of = item.question.lang, item.question.of
        if item.answer is None:
            return self._say("human_late", lang), of
        text = await self._worded(redact(item.answer.text), lang)
        heading = self._phrase("human_answer", lang, name=self.settings.operator_name)
        return self._tell(f"{heading}\n\n{text}", lang), of

    async def send(self, accept: Callable[[Message], Awaitable[bool]]) -> None:
        """Put each answer that is ready on the road, if it is day. Raise `StoreError`."""
        if is_quiet(self.now(), self.settings.quiet_from, self.settings.quiet_to):
            return
        for item in await self.inbox.ready():
            if item.question is None:
                await self.inbox.close(item.number)
            elif await self._brought(item, item.question, accept):
                await self.inbox.sent(item.number)

    async def _brought(
        self, item: Item, question: Question, accept: Callable[[Message], Awaitable[bool]]
    ) -> bool:
        """Onto the road, where a program is called as it wanted to be."""
        letter = self._letter(item, question)
        if question.errand is not None:
            await self.errands.open_errand(letter.address, letter.id, question.errand)
        return await accept(letter)

    async def _wanted(self, message: Message, of: str) -> Errand | None:
        """How a program wants the answer: as it said with the request for a person, else with the
        question; None = it calls for it."""
        for id in dict.fromkeys((message.id, of)):
            found = await self.errands.outcome(message.address, id)
            if found is not None and found.errand.callback:
                return replace(found.errand, print="")
        return None

    def _letter(self, item: Item, question: Question) -> Message:
        return Message(
            id=f"human:{item.number}:{int(item.at.timestamp())}",
            address=question.address,
            sent_at=self.now(),
            text=f"{GIVE} {item.number}",
            lang=question.lang,
        )

    def _question(
        self, message: Message, words: str, profile: Profile, history: Sequence[Turn], lang: Lang
    ) -> Question:
        said = [turn for turn in history if turn.role is Role.USER]
        about = [turn for turn in said if turn.of == words] or ([] if words else said[-1:])
        before = [turn.text for turn in said if turn not in about] if profile.remember else []
        text, of = (about[0].text, about[0].of) if about else (redact(words), message.id)
        if not about and _is_id(words):
            text = said[-1].text if said else ""
        return Question(address=message.address, of=of, text=text, lang=lang, before=tuple(before))

    def first_aid(self, text: str, lang: Lang) -> Answer | None:
        """What the guard says to words that came with a command, if help is urgent."""
        if not text:
            return None
        return self.help_with(Utterance(text, self.bot.identifier.identify(text, lang).lang))

    def help_with(self, said: Utterance) -> Answer | None:
        """The same of a message, by itself: of a recording by the letters it was heard in."""
        query = understand(said, history=(), profile=Profile(), catalogue=self._catalogue)
        answer = self.bot.guard.before(query)
        return answer if answer and answer.kind is Kind.EMERGENCY else None

    async def _mine(self, message: Message, number: str) -> Item | None:
        if not (number.isascii() and number.isdecimal() and len(number) < 18):
            return None
        ready = (Stage.ANSWERED, Stage.EXPIRED, Stage.SENT)
        found = await self.inbox.find(int(number))
        if found is None or found.question is None or found.stage not in ready:
            return None
        return found if found.question.address == message.address else None

    async def _worded(self, text: str, lang: Lang) -> str:
        """In the person's language where a translator is here, else as it was typed; says so."""
        typed = self.bot.identifier.identify(text, lang).lang
        if typed.code == lang.code:
            return text
        try:
            translated = await self.bot.translator.translate(text, typed, lang)
        except EngineError as error:
            log.info("an operator's answer goes as it was typed: %s", type(error).__name__)
            card = self._catalogue.languages.get(typed.code)
            other = card.name if card else typed.code
            return f"{text}\n\n{self._phrase('human_as_typed', lang, other=other)}"
        return f"{translated}\n\n{self._phrase('human_translated', lang)}"

    @property
    def _catalogue(self) -> Catalogue:
        return self.bot.catalogue

    def _phrase(self, key: str, lang: Lang, **values: str) -> str:
        return self._catalogue.phrase(key, lang.code).format(**values)

    def _say(self, key: str, lang: Lang, **values: str) -> Answer:
        return self._tell(self._phrase(key, lang, **values), lang)

    def _tell(self, text: str, lang: Lang) -> Answer:
        return Answer(expert="", text=text, lang=lang, confidence=1.0, kind=Kind.NOTICE)


def _is_id(words: str) -> bool:
    """A button of a message that is not in the conversation any more, and no question."""
    return bool(words) and " " not in words and any(letter.isdecimal() for letter in words)
