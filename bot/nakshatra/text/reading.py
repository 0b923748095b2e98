"""A text -> the text a voice should be given: numbers, dates and signs in the language's words.

What cannot be heard is left out (web addresses, emoji, marks of emphasis); lines of a list end with
a pause. A language without a speech.toml keeps its numbers in digits, those to dial one by one. It
translates no words.
"""

from __future__ import annotations

import re
import unicodedata

from nakshatra.text.aloud.dialling import apart, helplines_apart
from nakshatra.text.aloud.speech import speech
from nakshatra.text.aloud.teller import teller
from nakshatra.text.emoji import without_emoji
from nakshatra.text.normalise import ascii_digits, normalise
from nakshatra.types import Lang

_TAIL = r"(?:[-–]?[\u0600-\u06ff\u0900-\u0dff\u200c\u200d]+)?"
"""What is written onto an address: "pmkisan.gov.inలో"."""

_ON = r"\S*[^\s.,;:!?।॥۔؟)\]>\"'*]"
"""As far as an address goes: the sign after it is the sentence's."""

_NAMES = r"[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*"
_LAST = "in|org|com|net|gov|info|edu|nic|app"
_ENDS = rf"(?:{_LAST}|{_LAST.upper()})"
"""Not "In": "...of the village.In summer"."""

ADDRESS = re.compile(
    rf"(?i:\b[a-z]{{2,6}}://|\bmailto:|\bwww\.){_ON}|(?<![\w.+-])[\w.+-]+@[\w.-]+\w"
    rf"|(?<![\w.-])(?![0-9.-]+{_ENDS}\b){_NAMES}\.{_ENDS}(?![A-Za-z0-9_])(?:[/?]{_ON}|/)?{_TAIL}"
    rf"|(?<![\w.-]){_NAMES}\.[a-z]{{2,6}}/{_ON}"
)
_EMPTY = re.compile(r"\(\s*\)|\[\s*\]|<\s*>")
_COMMAND = re.compile(r"(?<!\S)/(?=[a-z])")
_BULLET = re.compile(r"^\s*(?:[-–—•*·▪●◦►]|#+)\s+")
NUMBERED = re.compile(r"^\s*(\d{1,2})[.)]\s+")
_EMPHASIS = re.compile(r"(?<![0-9*_`~])[*_`~]{1,3}(?=\S)|(?<=\S)[*_`~]{1,3}(?![0-9*_`~])")
"""Never between digits: "30*10" is not 3010."""

_BETWEEN = re.compile(r"(?<=[0-9])\s?([*~])\s?(?=[0-9])")
_MEANT = {"*": "×", "~": "-"}
"""Signs between two numbers, as `teller` knows them."""

_RAISED = {
    ord(sign): f" {plain}"
    for sign in map(chr, range(0x80, 0x10000))
    if unicodedata.category(sign) == "No"
    and (plain := unicodedata.normalize("NFKC", sign)).isdecimal()
}
"""Numbers drawn small or in a ring: "m²", "①"."""

_TAG = re.compile(r"</?[A-Za-z][^<>]{0,200}>|&(?:[A-Za-z]{2,8}|#\d{1,7});")
_MARK = re.compile(r"[#@]+(?=\w)|[{}\\]")
_CELL = re.compile(r"\s*\|[\s|]*")
_BESIDE = " |>"
"""Around a line of a table or of what somebody else wrote."""

_SIGNS = re.compile(r"(?<=[^\W\d])\s*/\s*(?=[^\W\d])")
CLOSED = re.compile(r"[.!?:;,।॥؟۔…]['\")\]]*$")
_DOTTED = {
    unicodedata.normalize("NFD", letter): letter
    for first, last in (
        ("\u0958", "\u095f"),
        ("\u09dc", "\u09df"),
        ("\u0a59", "\u0a5e"),
        ("\u0b5c", "\u0b5d"),
    )
    for letter in map(chr, range(ord(first), ord(last) + 1))
    if unicodedata.decomposition(letter)
}
_DOT = re.compile("|".join(_DOTTED))
"""Letters with a dot below, as one character again: espeak-ng (and so Piper) loses the vowel after
"ড়" in two, and in Assamese tells the names of its parts. Unicode's normal form has two."""

_OPENED = re.compile(r"(?<=[^\s,;:.])\s*[(\[](?=\s*\w)")
_CLOSED_AGAIN = re.compile(r"[)\]](?=\s*\w)")
_BRACKETS = re.compile(r"[()\[\]]")
"""A bracket is heard as a pause: "1 lakh (18 months)" is not one number."""

_LEFT_ALONE = re.compile(r"[:,;]\s*(?=[,;.।])")
_BEFORE_SIGN = re.compile(r"\s+(?=[,.!?;:।۔؟](?:\s|$))")


def reading(text: str, lang: Lang, *, twice: bool = False) -> str:
    """What a voice should be given for a text in the language's own script. Never raises.

    `twice`: numbers to dial are told, and told again. Reading what was read changes nothing."""
    words, told = speech(lang.code), teller(lang.code, twice=twice)
    text = _heard(text, words.stop if words else ".")
    text = told.tell(text) if told else apart(text, twice=twice)
    text = _LEFT_ALONE.sub("", _SIGNS.sub(", ", _unbracketed(text)))
    text = _BEFORE_SIGN.sub("", " ".join(text.split()))
    return _DOT.sub(lambda found: _DOTTED[found.group()], text)


def _unbracketed(text: str) -> str:
    return _BRACKETS.sub("", _CLOSED_AGAIN.sub(", ", _OPENED.sub(", ", text)))


def _heard(text: str, stop: str) -> str:
    """One line of what can be heard; a line that ends without a sign gets one."""
    lines = [line for line in map(_line, text.splitlines()) if any(map(str.isalnum, line))]
    ended = [line if CLOSED.search(line) else line + stop for line in lines[:-1]]
    return " ".join([*ended, *lines[-1:]])


def _line(line: str) -> str:
    line = ascii_digits(normalise(without_emoji(line.translate(_RAISED))))
    line = _EMPTY.sub("", ADDRESS.sub("", _TAG.sub(_meant, line)))
    line = helplines_apart(_CELL.sub(", ", _MARK.sub("", line).strip(_BESIDE)))
    line = _BETWEEN.sub(lambda found: _MEANT[found[1]], line)
    line = NUMBERED.sub(r"\1, ", _BULLET.sub("", line))
    return normalise(_COMMAND.sub("", _EMPHASIS.sub("", line)))


def _meant(found: re.Match[str]) -> str:
    """A name of a sign ends up as no sign of another: "&amp;lt;"."""
    return " & " if found[0] == "&amp;" else " "
