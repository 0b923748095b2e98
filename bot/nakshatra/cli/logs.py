"""Python's logging -> one line an event on stderr, without a word, a number or a key of anyone.

Our own code never logs them. What libraries might quote (an address with a token in it, a person's
words in an exception) is taken out here all the same, of every line.
"""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import MutableMapping
from pathlib import Path
from traceback import extract_tb
from typing import Any

import structlog

from nakshatra.settings import Settings

_OURS = "nakshatra"
"""Only our own loggers speak below a warning: libraries log requests and statements whole."""

_TOKEN = re.compile(r"(?<!\d)\d{6,}:[\w-]{20,}|(?i:\b(?:bearer|basic)\s+)[\w.~+/=-]{8,}")
"""A bot's token, also inside an address; a key in a header."""

_NUMBER = re.compile(r"(?<![\w.:-])\+?\d[\d -]{7,}\d(?![\w:])")
"""Nine digits or more: of a telephone, an account, a chat. Times and versions have other signs."""

_HIDDEN = "[hidden]"
_SAFE = ("timestamp", "level", "logger")


def set_up(settings: Settings) -> None:
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.getLogger(_OURS).setLevel(settings.log_level.upper())


def formatter() -> logging.Formatter:
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[
            structlog.stdlib.add_log_level,
            structlog.stdlib.ExtraAdder(),
            structlog.processors.TimeStamper(fmt="iso", utc=True),
        ],
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            _without_traceback,
            _without_secrets,
            structlog.processors.KeyValueRenderer(
                key_order=["timestamp", "level", "event"], drop_missing=True
            ),
        ],
    )


def hidden(text: str) -> str:
    """The text without tokens, keys and long numbers. Idempotent."""
    return _NUMBER.sub(_HIDDEN, _TOKEN.sub(_HIDDEN, text))


def _without_traceback(
    _: Any, __: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """What an exception says may be a person's words: its type and its places are enough."""
    error = event.pop("exc_info", None)
    error = error[1] if isinstance(error, tuple) else error
    event.pop("stack_info", None)
    if isinstance(error, BaseException):
        frames = reversed(extract_tb(error.__traceback__))
        event["error"] = type(error).__name__
        event["at"] = " < ".join(f"{Path(f.filename).name}:{f.lineno}" for f in frames)
    return event


def _without_secrets(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    for key, value in event.items():
        if key not in _SAFE and not isinstance(value, int | float | bool):
            event[key] = hidden(str(value))
    return event
