"""Any recording -> 16 kHz mono PCM."""

from __future__ import annotations

from nakshatra.types import Audio, Voice


async def decode(voice: Voice, max_seconds: int) -> Audio:
    raise NotImplementedError
