"""What a recogniser wrote for one window of sound, and whether it may be believed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from math import exp

_LOOP = re.compile(r"(?<!\S)(\S+(?: \S+){0,5}?)(?: \1){3,}(?!\S)")
"""One to six words, four times in a row: people do not, recognisers lost in noise do."""

_NO_SPEECH = 0.6
_UNSURE = -1.0
"""Whisper's own limits (OpenAI's reference code): silent when the no-speech token is above the
first and the mean log-probability below the second."""

_HOPELESS = -1.5
"""Mean log-probability of a token; below it the words are guesses, whatever else it says."""

_PACKED = 2.4
"""Whisper's own limit: text that gzip shrinks further repeats itself."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One window's text and what the recogniser thought of it."""

    text: str
    seconds: float
    logprob: float
    """Mean over the tokens, natural logarithm."""

    no_speech: float
    """Probability that nobody speaks."""

    compression: float
    """Length of the text divided by its length under gzip."""

    @property
    def believed(self) -> bool:
        silent = self.no_speech > _NO_SPEECH and self.logprob < _UNSURE
        broken = self.compression > _PACKED or _LOOP.search(self.text.casefold())
        return bool(self.text) and not silent and not broken and self.logprob > _HOPELESS


@dataclass(frozen=True, slots=True)
class Heard:
    """A whole recording, written down."""

    pieces: tuple[Piece, ...]
    language: str
    """ISO 639, as asked for or as the recogniser found."""

    speech: bool
    """Somebody speaks in it, says the voice activity detector."""

    @property
    def text(self) -> str:
        return " ".join(piece.text for piece in self.pieces if piece.believed)

    @property
    def confidence(self) -> float:
        """0 to 1: the mean probability of a token, each window counting by its length."""
        return _mean([piece for piece in self.pieces if piece.believed])


def _mean(pieces: Sequence[Piece]) -> float:
    seconds = sum(piece.seconds for piece in pieces)
    return sum(exp(piece.logprob) * piece.seconds for piece in pieces) / seconds if seconds else 0.0
