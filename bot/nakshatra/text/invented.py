"""What a recogniser wrote for one window -> the words of it that may be believed.

Recognisers invent text where nobody speaks. A window goes when the recogniser's own numbers say so,
or when it is nothing but a phrase of languages/hearing.toml; words said four times in a row and
more are said once. All else stays: what a person may have said is never taken away, and who is
afraid says it again and again.
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

_FASTEST = 5.0
"""Words in a second of sound; more are nobody's voice. Three or four are fast speech."""

_NO_SPEECH, _UNSURE = 0.6, -1.0
"""Whisper's own limits (OpenAI's reference code): silent when the no-speech token is above the
first and the mean log-probability below the second."""

_HOPELESS = -1.5
"""Mean log-probability of a token; below it the words are guesses, whatever else it says."""

_DOUBT_SPEECH, _DOUBT = 0.3, -0.7
"""From these on a phrase that recognisers invent, but people say too, is taken as invented: half
of Whisper's own limit, and tokens of even odds. Not measured with real weights."""

_PACKED = 2.4
"""Whisper's own limit: text that shrinks further repeats itself. Here each word counts once: only
words that repeat themselves ("hahaha...") are meant; a sentence may be said three times."""

_ENDS = "?؟.!,،;:।॥۔\"'()"
_MARKS = re.compile(r"[\W_]+")


def believed(piece: Piece) -> str:
    """ "" when nothing of it may be believed."""
    text = " ".join(piece.text.split())
    if not text or _silent(piece) or guessed(piece) or _invented(text, piece):
        return ""
    once = _LOOP.sub(lambda found: _once(found, piece.seconds), text).strip()
    return "" if packed(" ".join(dict.fromkeys(once.split()))) > _PACKED else once


def guessed(piece: Piece) -> bool:
    """Whether somebody seems to speak and the words are no more than guesses."""
    hopeless = piece.logprob is not None and piece.logprob <= _HOPELESS
    return hopeless and bool(piece.text.strip()) and not _silent(piece)


def drawn(piece: Piece, hotwords: str) -> bool:
    """Whether it may be the words that the recogniser was told to expect and not those that were
    said: nothing but such words, or tokens of even odds."""
    said = _bare(piece.text)
    if not (said and hotwords):
        return False
    doubtful = piece.logprob is not None and piece.logprob < _DOUBT
    return doubtful or said <= _bare(hotwords)


def hurried(piece: Piece) -> bool:
    """Whether it is more words than anybody says in that time: at least some were not said."""
    return len(piece.text.split()) > max(1.0, _FASTEST * piece.seconds)


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


def _once(found: re.Match[str], seconds: float) -> str:
    """A loop said once; digits stay, they are a number; what is faster than speech goes."""
    if all(map(is_digit, found[1].split())):
        return found[0]
    return "" if len(found[0].split()) > _FASTEST * seconds else found[1]


def _bare(text: str) -> set[str]:
    return {fold(word.strip(_ENDS)) for word in text.split()} - {""}


def _plain(text: str) -> str:
    return _MARKS.sub(" ", fold(text)).strip()


@cache
def _phrases(group: str) -> frozenset[str]:
    return frozenset(map(_plain, invented(group)))
