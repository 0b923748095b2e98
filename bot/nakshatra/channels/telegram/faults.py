"""An error of the client library -> one of ours, without the token and without a word of anyone's.

The library's own messages may quote both, so only the platform's description is passed on, and the
cause is left out of tracebacks.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    RetryAfter,
    TelegramError,
)

from nakshatra.errors import Blocked, ChannelError, Gone


class Migrated(Gone):
    def __init__(self, chat: int) -> None:
        super().__init__("the group became another")
        self.chat = chat
        """What it is called now."""


@contextmanager
def ours(what: str) -> Iterator[None]:
    """Raise `Gone` for what no second try can mend, `ChannelError` for the rest."""
    try:
        yield
    except RetryAfter as error:
        raise ChannelError(f"{what}: asked to wait", retry_after=_seconds(error)) from None
    except ChatMigrated as error:
        raise Migrated(error.new_chat_id) from None
    except Forbidden as error:
        raise Blocked(f"{what}: {error.message}") from None
    except BadRequest as error:
        raise Gone(f"{what}: {error.message}") from None
    except Conflict as error:
        raise ChannelError(f"{what}: {error.message}") from None
    except InvalidToken:
        raise ChannelError(f"{what}: the token or the address is not known there") from None
    except TelegramError as error:
        raise ChannelError(f"{what}: {type(error.__cause__ or error).__name__}") from None


def _seconds(error: RetryAfter) -> float:
    wait = error.retry_after
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)
