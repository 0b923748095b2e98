"""What the door sees of a message before it is stored: secrets, length, danger."""

from __future__ import annotations

import logging
from dataclasses import replace

from nakshatra.durable.trouble import report
from nakshatra.errors import NakshatraError
from nakshatra.pipeline.bot import Bot
from nakshatra.safety.redact import redact
from nakshatra.types import Kind, Message, Profile

log = logging.getLogger(__name__)


def cut(message: Message, most: int) -> Message:
    """As it may lie on a disk: without secrets, enough to see that it is too long, no more."""
    text = message.text[: 2 * most]
    text = text if text.startswith("/") else redact(text)
    return replace(message, text=text[: most + 1])


async def is_urgent(message: Message, bot: Bot) -> bool:
    """Whether the guard sees an emergency in it: such a message waits for nobody."""
    if not message.text or message.text.startswith("/"):
        return False
    try:
        utterance = await bot.hear(message)
        query = bot.understand(utterance, (), Profile())
        answer = bot.guard.before(query)
    except NakshatraError:  # too long, empty: its turn will say so
        return False
    except Exception as error:
        report(log, "the guard broke at the door", error)
        return False
    return answer is not None and answer.kind is Kind.EMERGENCY
