"""An answer's text -> the sentences a voice is given, in order; it speaks nothing.

Items of a numbered list are told as "first, ...", an address is not read out but said to be in the
message, and each sentence is prepared as `reading` does.
"""

from __future__ import annotations

from collections.abc import Iterator

from nakshatra.text.aloud.speech import speech
from nakshatra.text.normalise import ascii_digits
from nakshatra.text.reading import ADDRESS, CLOSED, NUMBERED, reading
from nakshatra.text.sentences import sentences, split_for
from nakshatra.types import Lang

_LONGEST = 500
"""Characters of one piece: what is longer without a sentence's end is cut at a word, so that the
first sound does not wait for all of it."""

_BREATH, _LEAST = 140, 40
"""Characters after which a sentence is parted at a comma, and of the shortest piece: the first of
them can be heard while the next is made, and nobody speaks longer in one breath."""

_COMMAS = ",;:،؛"

_ALL = 6000
"""Characters spoken: about seven minutes; nobody listens longer."""


def script(text: str, lang: Lang, *, twice: bool = False) -> tuple[str, ...]:
    """`twice`: numbers to dial are told, and told again. Empty when nothing can be said."""
    words = speech(lang.code)
    said: list[str] = []
    room = _ALL
    for sentence in _sentences(ADDRESS.sub("", text), lang):
        told = reading(sentence, lang, twice=twice)
        if not any(map(str.isalnum, told)):
            continue
        if (room := room - len(told)) < 0:
            break
        said += _breaths(told if CLOSED.search(told) else told + (words.stop if words else "."))
    if said and words and words.address and ADDRESS.search(text):
        said.append(words.address)
    return tuple(said)


def _breaths(told: str) -> Iterator[str]:
    """Parted once it is in words: what a number is may depend on what stands before the comma."""
    while len(told) > _BREATH:
        cut = max(told.rfind(f"{sign} ", _LEAST, _BREATH) for sign in _COMMAS)
        if cut < 0:
            break
        yield told[: cut + 1]
        told = told[cut + 2 :]
    yield told


def _sentences(text: str, lang: Lang) -> Iterator[str]:
    for line in text.splitlines():
        for sentence in sentences(_ordered(line, lang)):
            yield from split_for(sentence, _LONGEST)


def _ordered(line: str, lang: Lang) -> str:
    """ "2. Soak the seed" -> "second, Soak the seed"."""
    words = speech(lang.code)
    found = NUMBERED.match(ascii_digits(line))
    if not (found and words and 1 <= int(found[1]) <= len(words.ordinals)):
        return line
    return f"{words.ordinals[int(found[1]) - 1]}, {line[found.end() :]}"
