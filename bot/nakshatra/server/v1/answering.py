"""What is wanted -> an answer with its text, by the stages of the road; nothing is stored or sent.

The conversation comes with every call, so what its lines lean on is made anew: the last questions
in it are answered once more, unless an emergency waits.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from uuid import uuid4

from nakshatra.audio.enclosed import as_media
from nakshatra.callers import Caller
from nakshatra.channels.api import names
from nakshatra.durable.once import with_disclaimer
from nakshatra.errors import (
    EngineError,
    MissingModel,
    NakshatraError,
    Rejected,
    Unheard,
    Unsure,
    Wordless,
)
from nakshatra.pipeline.bot import Bot
from nakshatra.ports import Router
from nakshatra.safety.disclaimer import disclaimer
from nakshatra.server.v1.conversation import Line
from nakshatra.server.v1.faults import bad, later
from nakshatra.server.v1.wanted import Wanted, expert_of
from nakshatra.text.transliterate import to_script
from nakshatra.types import (
    ENGLISH,
    Answer,
    Kind,
    Lang,
    Message,
    Profile,
    Query,
    Reply,
    Role,
    Route,
    Turn,
    Utterance,
    VoiceMode,
)

log = logging.getLogger(__name__)

_SILENT = Profile(voice=VoiceMode.NEVER, greeted=True)
_QUESTIONS = 3
"""Of the conversation that are answered once more."""

_AGAIN_S = 3.0
"""For all of them; a slow expert costs the conversation what it leans on, not the answer."""

_OF_THE_PERSON = (Unheard, Unsure, Wordless)
"""Errors that are told to the person as an answer, not to the program as a fault."""


@dataclass(frozen=True, slots=True)
class Answered:
    answer: Answer
    reply: Reply


@dataclass(frozen=True, slots=True)
class _Only:
    """A router that knows one expert."""

    expert: str

    def route(self, query: Query) -> Sequence[Route]:  # noqa: ARG002
        return [Route(self.expert, 1.0)]


def asked_of(bot: Bot, model: str) -> Bot:
    """The bot, or the same with one expert alone; its guard is the same."""
    if not (id := expert_of(model)):
        return bot
    router: Router = _Only(id)
    return replace(bot, router=router, experts={id: bot.experts[id]})


async def answered(bot: Bot, wanted: Wanted, caller: Caller) -> Answered:
    """Raise `Fault`."""
    message = _message(wanted.talk.question, wanted.lang, caller)
    try:
        return await _answered(asked_of(bot, wanted.model), message, wanted.talk.before)
    except Rejected as error:
        raise bad(f"{error}.", "messages", "context_length_exceeded") from None
    except _OF_THE_PERSON as error:
        reply = bot.apology(message, error, wanted.lang or ENGLISH)
        return Answered(bot.notice(error.phrase, reply.lang), reply)
    except MissingModel as error:
        raise later(f"No recording can be heard here: {error}", 300, "no_recogniser") from None
    except (EngineError, NakshatraError) as error:
        log.warning("a completion failed: %s", type(error).__name__)
        raise later("Not answered this time.", 5, "try_later") from None


async def _answered(bot: Bot, message: Message, before: Sequence[Line]) -> Answered:
    plain = [_turn(bot, line) for line in before]
    utterance = await bot.hear(message, plain, _SILENT)
    query = bot.understand(utterance, plain, _SILENT)
    caught = bot.guard.before(query)
    if plain and (caught is None or caught.kind is not Kind.EMERGENCY):
        query = bot.understand(utterance, await _threaded(bot, plain), _SILENT)
    answer = await bot.answer(query)
    reply = await bot.speak(message, _disclaimed(bot, answer, before), utterance, _SILENT)
    return Answered(answer, reply)


async def _threaded(bot: Bot, lines: Sequence[Turn]) -> Sequence[Turn]:
    """The lines, the last answers among them with what they were made from."""
    asked = [n for n, line in enumerate(lines) if line.role is Role.USER]
    start = asked[-_QUESTIONS] if len(asked) >= _QUESTIONS else 0
    made = list(lines[:start])
    with suppress(TimeoutError):
        async with asyncio.timeout(_AGAIN_S):
            for line in lines[start:]:
                made.append(await _again(bot, made, line))
    return [*made, *lines[len(made) :]]


async def _again(bot: Bot, made: Sequence[Turn], line: Turn) -> Turn:
    """A line of ours, with the thread that its question gave it."""
    if line.role is Role.USER or not made or made[-1].role is not Role.USER:
        return line
    try:
        question = made[-1]
        utterance = Utterance(question.text, question.lang)
        answer = await bot.answer(bot.understand(utterance, made[:-1], _SILENT))
    except NakshatraError:
        return line
    return replace(line, thread=answer.thread)


def _turn(bot: Bot, line: Line) -> Turn:
    lang = bot.identifier.identify(line.text).lang
    return Turn(line.role, line.text, lang, datetime.now(UTC))


def _disclaimed(bot: Bot, answer: Answer, before: Sequence[Line]) -> Answer:
    """With the line that says what the answer is not, unless this conversation has it."""
    line = disclaimer(answer, bot.catalogue)
    written = (line, to_script(line, replace(answer.lang, script="Latn")))
    if line and any(form in said.text for said in before for form in written):
        return answer
    return with_disclaimer(answer, Profile(), bot.catalogue, datetime.now(UTC))


def _message(question: Line, lang: Lang | None, caller: Caller) -> Message:
    """A text that begins with "/" is no command here: there is nobody to remember anything of."""
    voice = question.voice
    return Message(
        id=names.message_id(caller.name, uuid4().hex),
        address=names.address(caller.name, ""),
        sent_at=datetime.now(UTC),
        text="" if voice else question.text,
        media=as_media(voice) if voice else None,
        lang=lang,
    )
