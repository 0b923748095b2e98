"""What a recogniser wrote for one window -> the words of it that may be believed.

Recognisers invent text where nobody speaks. A window goes when the recogniser's own numbers say so,
or when it is nothing but a phrase of languages/hearing.toml; words said four times in a row and
more are said once. All else stays: what a person may have said is never taken away.
"""

from __future__ import annotations

import re
import zlib
from functools import cache

from nakshatra.heard import Piece
from nakshatra.text.hearing_words import invented
from nakshatra.text.normalise import fold
from nakshatra.text.spoken_digits import is_digit

_LOOP = re.compile(r"(?<!\S)(\S+(?: \S+){0,11}?)((?: \1){3,})(?!\S)", re.IGNORECASE)
"""One to twelve words, four times in a row: people seldom do, recognisers lost in noise do."""

_WILD = 9
"""Turns of a loop from which on it is nobody's voice: "help, help" is said less often."""

_NO_SPEECH, _UNSURE = 0.6, -1.0
"""Whisper's own limits (OpenAI's reference code): silent when the no-speech token is above the
first and the mean log-probability below the second."""

_HOPELESS = -1.5
"""Mean log-probability of a token; below it the words are guesses, whatever else it says."""

_DOUBT_SPEECH, _DOUBT = 0.3, -0.7
"""From these on a phrase that recognisers invent, but people say too, is taken as invented: half
of Whisper's own limit, and tokens of even odds. Not measured with real weights."""

_PACKED = 2.4
"""Whisper's own limit: text that shrinks further repeats itself."""

_MARKS = re.compile(r"[\W_]+")


def believed(piece: Piece) -> str:
    """ "" when nothing of it may be believed."""
    text = " ".join(piece.text.split())
    sure = piece.logprob is None or piece.logprob > _HOPELESS
    if not text or not sure or _silent(piece) or _invented(text, piece):
        return ""
    once = _LOOP.sub(_once, text).strip()
    return "" if packed(once) > _PACKED else once


def packed(text: str) -> float:
    """Length divided by its length under zlib, a byte a character in every script: in UTF-8 true
    Hindi would shrink as far as a loop in English does."""
    plain = bytes(ord(letter) & 0xFF for letter in text)
    return len(plain) / len(zlib.compress(plain)) if plain else 0.0


def _silent(piece: Piece) -> bool:
    return piece.no_speech > _NO_SPEECH and piece.logprob is not None and piece.logprob < _UNSURE


def _invented(text: str, piece: Piece) -> bool:
    said = _plain(text)
    if said in _phrases("never"):
        return True
    doubt = piece.no_speech > _DOUBT_SPEECH or (
        piece.logprob is not None and piece.logprob < _DOUBT
    )
    return doubt and said in _phrases("doubted")


def _once(found: re.Match[str]) -> str:
    """A loop said once; digits stay, they are a number; what turns wildly goes."""
    words = found[1].split()
    turns = 1 + len(found[2].split()) // len(words)
    if all(map(is_digit, words)):
        return found[0]
    return "" if turns >= _WILD else found[1]


def _plain(text: str) -> str:
    return _MARKS.sub(" ", fold(text)).strip()


@cache
def _phrases(group: str) -> frozenset[str]:
    return frozenset(map(_plain, invented(group)))
