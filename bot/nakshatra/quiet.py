"""A moment -> whether it is night in India, when the bot writes to nobody of itself."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

INDIA = timezone(timedelta(hours=5, minutes=30))


def is_quiet(now: datetime, start: int, end: int) -> bool:
    """From hour `start` to before hour `end`, over midnight too; never when they are equal."""
    hour = now.astimezone(INDIA).hour
    return start <= hour < end if start <= end else hour >= start or hour < end
