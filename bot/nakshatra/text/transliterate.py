"""Between Latin letters and a language's own script, word by word; numbers and links stay.

Both ways for Hindi. Text of another language is returned as it is: a wrong spelling is worse than
the one people typed.
"""

from __future__ import annotations

import re

from nakshatra.text.devanagarise import devanagari
from nakshatra.text.normalise import normalise
from nakshatra.text.romanise import romanised
from nakshatra.types import Lang

_KEPT = r"(?:https?://|www\.)\S+|[\w.+-]+@[\w.-]+|/\w+|\b[\w-]+(?:\.[\w-]+)*\.(?:in|org|com|net)\b"
_LATIN_WORD = re.compile(rf"({_KEPT}|[A-Za-z]*\d[A-Za-z\d]*|\b[A-Z]{{2,}}\b)|([A-Za-z]+)")
"""Links, addresses, commands, words with digits and words in capitals are not Hindi words."""

_DEVANAGARI_WORD = re.compile("[\u0900-\u0963\u0970-\u097f\u200c\u200d]+")
_DIGITS = str.maketrans("०१२३४५६७८९", "0123456789")
_STOP = re.compile(r"\s*[।॥]+")


def to_native(text: str, lang: Lang) -> str:
    """What was typed in Latin letters, in the language's own script; English words stay."""
    if lang.code != "hi" or lang.script != "Latn":
        return text
    return _LATIN_WORD.sub(lambda found: found[1] or devanagari(found[2]), text)


def to_script(text: str, lang: Lang) -> str:
    """A text in the language's own script as the user reads it: in Latin letters if they do."""
    if lang.code != "hi" or lang.script != "Latn":
        return text
    text = _DEVANAGARI_WORD.sub(lambda found: romanised(normalise(found[0])), text)
    return _STOP.sub(".", text).translate(_DIGITS)
