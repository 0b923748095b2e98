"""An unexpected exception -> a log line an engineer can use, without a word of what was said.

An exception's own message may quote the user, so only its type and the places it passed are told.
"""

from __future__ import annotations

import logging
from pathlib import Path
from traceback import extract_tb


def report(log: logging.Logger, what: str, error: BaseException) -> str:
    """Returns the name of the error."""
    name = type(error).__name__
    frames = extract_tb(error.__traceback__)
    places = " < ".join(f"{Path(f.filename).name}:{f.lineno}" for f in reversed(frames))
    log.error("%s: %s at %s", what, name, places)
    return name
