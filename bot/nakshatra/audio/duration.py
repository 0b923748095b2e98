"""A recording in OGG/Opus -> its seconds, from the last page's clock. Decodes nothing."""

from __future__ import annotations

_RATE = 48_000
"""Opus counts at this rate whatever it carries (RFC 7845, section 4)."""

_POSITION = slice(6, 14)
"""Of a page: how far it reaches (RFC 3533, section 6)."""


def seconds(data: bytes) -> float:
    """0 when it is no OGG/Opus."""
    head, last = data.find(b"OpusHead"), data.rfind(b"OggS")
    if head < 0 or last < 0:
        return 0.0
    skipped = int.from_bytes(data[head + 10 : head + 12], "little")
    samples = int.from_bytes(data[last:][_POSITION], "little", signed=True)
    return max(0.0, (samples - skipped) / _RATE)
