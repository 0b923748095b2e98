"""Sound and files, as they come and go."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Media:
    """A recording that still lies with the channel's platform."""

    ref: str
    mime: str
    seconds: float = 0.0
    """As the platform says; 0 when it does not."""

    bytes: int = 0
    """As the platform says; 0 when it does not."""


@dataclass(frozen=True, slots=True)
class Voice:
    """A recording in hand, still encoded."""

    data: bytes
    mime: str


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that is handed to a person."""

    name: str
    mime: str
    data: bytes
    text: str = ""
    """As much of it as fits in messages, for a channel that carries no files."""


@dataclass(frozen=True, slots=True)
class Audio:
    """Decoded sound: 16-bit mono PCM, little endian."""

    pcm: bytes
    rate: int = 16_000
    """Samples a second."""

    @property
    def seconds(self) -> float:
        return len(self.pcm) / 2 / self.rate
