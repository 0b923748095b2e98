"""Text -> words as they sound, one form for every Indian script and its Latin spelling.

A word is its consonants, each with the vowel after it: साँप, saanp, saamp and sanp are s(A) n? p.
It serves the rules, which must hear through misspelling; it spells nothing back. What the letters
of a script sound like stands in text/letters.py and text/script_sounds.py.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import regex

from nakshatra.forgetful import forgetful
from nakshatra.safety.typed import versions
from nakshatra.text.letters import NASAL, VIRAMA
from nakshatra.text.normalise import ascii_digits, normalise
from nakshatra.text.scripts import script_of_char

_WORD = regex.compile(r"[\p{L}\p{M}\p{N}]+(?:['’][\p{L}\p{M}]+)*")
_CLAUSE = regex.compile(r"[,;:.!?।॥|]")
_LONGEST = 64
"""Characters of one word that are heard: nothing longer is a word."""


_ONE = str.maketrans("TDvEO", "tdbeo")
"""The sounds of letters.py that are one here: without nukta and the place of the tongue, which
people and machines mix up."""

_LATIN = str.maketrans("qCzwvā", "kcjbbA")
_CONSONANTS = frozenset("kgcjtdnpfbmrlshy0123456789")
_VOWELS = frozenset("aAieuoYW?.")
_OPEN = {"Y": "y", "W": "w"}
"""Vowels of Arabic letters that leave open which: as y and w of `_RUNS`."""

_OPENING = {**dict.fromkeys("aA.?", "A"), **dict.fromkeys("iey", "I"), **dict.fromkeys("uow", "U")}
"""A vowel that opens a word, as one of the consonants."""

_RUNS = {"ai": "y", "au": "w", "ao": "w", "ae": "ye", "ya": "yA", "yi": "y"} | {
    "ie": "e",
    "ei": "e",
    "ou": "u",
}
"""Two vowels in a row that are one. A Latin a before another vowel may be any: y stands for the i
of gayi, the e of hai and the Ai of bhai; w for the u, o or Au of aur, jaun."""

_LIPS = ("p", "f", "b")

_SPELLINGS = (
    (regex.compile(r"zh"), "l"),
    (regex.compile(r"c+h+"), "C"),
    (regex.compile(r"cc(?=[eiy])|x"), "ks"),
    (regex.compile(r"c(?=[eiy])"), "s"),
    (regex.compile(r"ph"), "f"),
    (regex.compile(r"c"), "k"),
    (regex.compile(r"(?<=[kgjtdbsC])h+"), ""),
    (regex.compile(r"aa+"), "ā"),
    (regex.compile(r"ee+"), "i"),
    (regex.compile(r"oo+"), "u"),
    (regex.compile(r"(\p{L})\1+"), r"\1"),
)
"""What is one sound in Latin letters: ch, hard and soft c, aspiration, doubled letters."""


@dataclass(frozen=True, slots=True)
class Sounds:
    """Of one word; parallel over its consonants."""

    consonants: str
    """A vowel that opens the word counts as one: "A", "I" or "U"."""

    vowels: tuple[str, ...]
    """After each consonant: "" unwritten, A i e u o, or a sequence; "a" is Latin, "" or A; "?" and
    "." are those of typed.py."""

    weak: frozenset[int] = frozenset()
    """Places of nasals that many people leave out (साँप, saap)."""


@dataclass(frozen=True, slots=True)
class Heard:
    """A whole message."""

    consonants: str
    vowels: tuple[str, ...]
    word: tuple[int, ...]
    """For each consonant the number of its word."""

    clause: tuple[int, ...]
    """For each word the number of its clause."""

    plain: tuple[str, ...]
    """The words as written, in lower case."""

    script: tuple[str, ...]
    """For each word its ISO 15924 code."""


def hear(text: str) -> tuple[Heard, ...]:
    """The message, and the same without weak nasals where it has any."""
    words, clauses = _split(normalise(text))
    sounds = [sounds_of(word) for word in words]
    full = _join(sounds, clauses, words)
    if not any(sound.weak for sound in sounds):
        return (full,)
    return (full, _join([_without_weak(sound) for sound in sounds], clauses, words))


@forgetful
@lru_cache(maxsize=50_000)
def sounds_of(word: str, version: int = 0) -> Sounds:
    """One word of any script; signs it does not know are silent. `version`: which of the ways to
    type a native word (`typed.versions`); beyond the last there is the last."""
    word = ascii_digits(word[:_LONGEST]).replace("'", "").replace("’", "")
    ways = versions(word)
    sounds = ways[min(version, len(ways) - 1)].translate(_ONE) if ways else _in_one_spelling(word)
    ear = _Ear()
    for at, sound in enumerate(sounds):
        ear.take(sound, sounds[at + 1 : at + 2])
    return Sounds("".join(ear.consonants), tuple(ear.vowels), frozenset(ear.weak))


def ways_of(word: str) -> int:
    """In how many versions `sounds_of` has the word."""
    return max(len(versions(ascii_digits(word[:_LONGEST]))), 1)


class _Ear:
    """Takes a word letter by letter."""

    def __init__(self) -> None:
        self.consonants: list[str] = []
        self.vowels: list[str] = []
        self.weak: set[int] = set()
        self.joined = False
        """A virama binds the last consonant to the next."""

    def take(self, sound: str, after: str) -> None:
        if sound == VIRAMA:
            self.joined = True
        elif sound == NASAL:
            self._add("m" if after in _LIPS else "n")
            self.weak.add(len(self.consonants) - 1)
        elif sound in _CONSONANTS:
            self._consonant(sound)
        elif sound in _VOWELS:
            self._vowel(_OPEN.get(sound, sound))

    def _consonant(self, sound: str) -> None:
        if sound == "y" and self.consonants:
            self._vowel("i")
            return
        doubled = self.joined and self.consonants and self.consonants[-1] == sound
        self.joined = False
        if not doubled:
            self._add(sound)

    def _vowel(self, vowel: str) -> None:
        self.joined = False
        if self.consonants:
            self.vowels[-1] = _run(self.vowels[-1], vowel)
        else:
            self._add(_OPENING[vowel])

    def _add(self, sound: str) -> None:
        self.consonants.append(sound)
        self.vowels.append("")


def _run(before: str, vowel: str) -> str:
    """Vowels in a row: gayi is "y", kiye "e", hua "uA"."""
    pair = before[-1:] + vowel
    if pair in _RUNS:
        return before[:-1] + _RUNS[pair]
    if before[-1:].upper() == vowel.upper():
        return before
    return before + vowel.replace("a", "A") if before else vowel


def _in_one_spelling(word: str) -> str:
    for pattern, sound in _SPELLINGS:
        word = pattern.sub(sound, word)
    return word.translate(_LATIN)


def _split(text: str) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """Words, and the clause each stands in."""
    words, clauses, clause, end = [], [], 0, 0
    for found in _WORD.finditer(text):
        clause += bool(_CLAUSE.search(text, end, found.start()))
        end = found.end()
        words.append(found.group().casefold())
        clauses.append(clause)
    return tuple(words), tuple(clauses)


def _join(sounds: list[Sounds], clauses: tuple[int, ...], words: tuple[str, ...]) -> Heard:
    return Heard(
        "".join(sound.consonants for sound in sounds),
        tuple(vowel for sound in sounds for vowel in sound.vowels),
        tuple(at for at, sound in enumerate(sounds) for _ in sound.consonants),
        clauses,
        words,
        tuple(script_of_char(word[0]) for word in words),
    )


def _without_weak(sound: Sounds) -> Sounds:
    if not sound.weak:
        return sound
    kept = [at for at in range(len(sound.consonants)) if at not in sound.weak]
    return Sounds(
        "".join(sound.consonants[at] for at in kept), tuple(sound.vowels[at] for at in kept)
    )
