"""Words in a language's own script -> Latin letters as people type them, without diacritics.

खाता is khata, நான் is naan, ڈاکٹر is doctor. One spelling of the several that people use; it
cannot be turned back without loss.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from nakshatra.forgetful import also
from nakshatra.text.spellbook import Spellbook, spellbook

_BEAM = 4
"""Spellings kept while a word is read; only the best is used."""

_KEPT = 50_000
"""Words of one language remembered."""

_FEWEST = 3
"""Letters: a shorter row of letter names may be a word."""

_known: dict[str, dict[str, str]] = {}
also(_known.clear)


def romans(words: Iterable[str], code: str) -> dict[str, str]:
    """Each word (in normal form) and its spelling; unchanged when nothing is known of it."""
    book = spellbook(code)
    if book is None:
        return {word: word for word in words}
    known = _known.setdefault(code, {})
    if len(known) > _KEPT:
        known.clear()
    wanted = dict.fromkeys(words)
    asked = []
    for word in wanted:
        if word in known:
            continue
        found = book.written.get(word) or _letters(word, book)
        if found:
            known[word] = found
        else:
            asked.append(word)
    for word, spellings in zip(asked, book.writer.best(asked, _BEAM), strict=True):
        spelled = spellings[0][0] if spellings else ""
        known[word] = spelled or _named(word)
    return {word: known[word] for word in wanted}


def romanised(word: str, code: str = "hi") -> str:
    """One word."""
    return romans([word], code)[word]


def _letters(word: str, book: Spellbook) -> str:
    """A word that is nothing but names of English letters is an abbreviation: जीएसटी is gst."""
    found, at = "", 0
    while at < len(word):
        for size in range(min(5, len(word) - at), 0, -1):
            if letter := book.letter_names.get(word[at : at + size]):
                found, at = found + letter, at + size
                break
        else:
            return ""
    return found if len(found) >= _FEWEST else ""


def _named(word: str) -> str:
    """Lone marks, which no network spells: by the Unicode names of vowels and letters."""
    names = [unicodedata.name(char, "") for char in word]
    spelled = [n.split()[-1].lower() for n in names if " LETTER " in n or " VOWEL SIGN " in n]
    return "".join(filter(str.isascii, spelled)) or "'"
