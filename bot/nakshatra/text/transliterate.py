"""Between Latin letters and a language's own script, word by word; numbers and links stay.

Languages without a spellbook of their own use that of a neighbour who writes alike. Text of any
other language is returned as it is: a wrong spelling is worse than the one people typed.
"""

from __future__ import annotations

import re

from nakshatra.text.nativise import natives
from nakshatra.text.normalise import ascii_digits, normalise
from nakshatra.text.romanise import romans
from nakshatra.text.scripts import script_of_char
from nakshatra.text.spellbook import has_book
from nakshatra.types import Lang

_NEIGHBOURS = {
    **dict.fromkeys(("mai", "doi", "brx", "sa", "bho", "mag", "awa", "hne", "bra"), "hi"),
    **{"kok": "mr", "mni": "bn"},
}
"""Language without a spellbook -> the neighbour whose it uses."""

_SCRIPT_BOOKS = {
    **{"Deva": ("hi", "mr", "ne"), "Beng": ("bn", "as"), "Arab": ("ur",), "Guru": ("pa",)},
    **{"Gujr": ("gu",), "Orya": ("or",), "Taml": ("ta",), "Telu": ("te",)},
    **{"Knda": ("kn",), "Mlym": ("ml",)},
}
"""Script -> the spellbooks that read it; the first one where the language has none of them."""

_KEPT = r"(?:https?://|www\.)\S+|[\w.+-]+@[\w.-]+|/\w+|\b[\w-]+(?:\.[\w-]+)*\.(?:in|org|com|net)\b"
_LATIN_WORD = re.compile(rf"({_KEPT}|[A-Za-z]*\d[A-Za-z\d]*|\b[A-Z]{{2,}}\b)|([A-Za-z]+)")
"""Links, addresses, commands, words with digits and words in capitals are no language's words."""

NATIVE_WORD = re.compile(
    "[\u0620-\u0652\u066e-\u06d3\u06d5-\u06dc\u06fa-\u06ff\u0900-\u0963\u0970-\u0de5\u0df2-\u0df3"
    "\u200c\u200d]+"
)
_STOP = re.compile(r"\s*[।॥۔]+")
_SIGNS = str.maketrans("؟،؛", "?,;")


def to_native(text: str, lang: Lang) -> str:
    """What was typed in Latin letters, in the language's own script; English words stay."""
    if lang.script != "Latn" or not (code := book_of(lang.code)):
        return text
    words = {found[2] for found in _LATIN_WORD.finditer(text) if found[2]}
    known = natives(sorted(words), code)
    return _LATIN_WORD.sub(lambda found: found[1] or known[found[2]], text)


def to_script(text: str, lang: Lang) -> str:
    """A text in a language's own script as the user reads it: in Latin letters if they do."""
    if lang.script != "Latn" or text.isascii() or not (own := book_of(lang.code)):
        return text
    text = ascii_digits(text)
    words: dict[str, set[str]] = {}
    for found in NATIVE_WORD.finditer(text):
        words.setdefault(_book(found[0], own), set()).add(found[0])
    spelled: dict[str, str] = {}
    for code, group in words.items():
        plain = {word: normalise(word) for word in sorted(group)}
        known = romans(plain.values(), code) if code else {}
        spelled |= {word: known.get(form, word) for word, form in plain.items()}
    text = NATIVE_WORD.sub(lambda found: spelled[found[0]], text)
    return _STOP.sub(".", text).translate(_SIGNS)


def book_of(code: str) -> str:
    """Whose spellbook a language uses; "" for nobody's."""
    code = _NEIGHBOURS.get(code, code)
    return code if has_book(code) else ""


def _book(word: str, own: str) -> str:
    """Whose spellbook reads a word: a Hindi line in a Bengali answer is Hindi. "" for nobody's."""
    books = _SCRIPT_BOOKS.get(script_of_char(word[0]) or script_of_char(word[-1]), ("",))
    return own if own in books else books[0]
