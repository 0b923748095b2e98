"""When it is night in India."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from nakshatra.quiet import is_quiet


@pytest.mark.parametrize(
    ("hour", "minute", "quiet"),
    [(15, 29, False), (15, 30, True), (20, 0, True), (2, 29, True), (2, 30, False), (7, 0, False)],
)
def test_from_nine_in_the_evening_to_eight_in_the_morning(
    hour: int, minute: int, quiet: bool
) -> None:
    """The hours of the table are UTC, five and a half behind India."""
    assert is_quiet(datetime(2026, 11, 26, hour, minute, tzinfo=UTC), 21, 8) is quiet


def test_a_night_within_a_day_and_none_at_all() -> None:
    noon = datetime(2026, 11, 26, 6, 30, tzinfo=UTC)
    assert is_quiet(noon, 11, 13)
    assert not is_quiet(noon, 13, 14)
    assert not is_quiet(noon, 12, 12)
