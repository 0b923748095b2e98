"""Python's logging -> one line an event on stderr. It is never given a person's text or name."""

from __future__ import annotations

import logging
import sys

import structlog

from nakshatra.settings import Settings

_QUIET = ("httpx", "httpcore", "dbos", "alembic", "telegram", "faster_whisper", "uvicorn")
"""Libraries that would log addresses, tokens or every request."""


def set_up(settings: Settings) -> None:
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[
                structlog.stdlib.add_log_level,
                structlog.stdlib.ExtraAdder(),
                structlog.processors.TimeStamper(fmt="iso", utc=True),
            ],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.KeyValueRenderer(
                    key_order=["timestamp", "level", "event"], drop_missing=True
                ),
            ],
        )
    )
    logging.basicConfig(level=settings.log_level.upper(), handlers=[handler], force=True)
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
