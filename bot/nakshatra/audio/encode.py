"""PCM -> OGG/Opus, 48 kHz mono, as Telegram and browsers play it."""

from __future__ import annotations

from nakshatra.types import Audio, Voice


async def encode(audio: Audio) -> Voice:
    raise NotImplementedError
