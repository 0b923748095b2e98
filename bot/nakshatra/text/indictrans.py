"""A sentence <-> what IndicTrans2 reads and writes: tags, spaces around signs, one script for nine.

The model was trained on Indian languages moved letter by letter to Devanagari, with every sign a
word of its own. It knows no words; cutting into pieces is SentencePiece's.
"""

from __future__ import annotations

import re

from nakshatra.lang import Lang
from nakshatra.text.normalise import ascii_digits, normalise
from nakshatra.text.sisters import exists, sister

_TAGS = {
    code: tags.split()
    for code, tags in {
        "as": "asm_Beng",
        "bn": "ben_Beng",
        "brx": "brx_Deva",
        "doi": "doi_Deva",
        "en": "eng_Latn",
        "gu": "guj_Gujr",
        "hi": "hin_Deva",
        "kn": "kan_Knda",
        "kok": "gom_Deva",
        "ks": "kas_Arab kas_Deva",
        "mai": "mai_Deva",
        "ml": "mal_Mlym",
        "mni": "mni_Beng mni_Mtei",
        "mr": "mar_Deva",
        "ne": "npi_Deva",
        "or": "ory_Orya",
        "pa": "pan_Guru",
        "sa": "san_Deva",
        "sat": "sat_Olck",
        "sd": "snd_Arab snd_Deva",
        "ta": "tam_Taml",
        "te": "tel_Telu",
        "ur": "urd_Arab",
    }.items()
}
"""ISO 639 -> FLORES tags, that of its usual script first (list of languages of its README)."""

_FIRST = {
    **{"Beng": 0x0980, "Guru": 0x0A00, "Gujr": 0x0A80, "Orya": 0x0B00, "Taml": 0x0B80},
    **{"Telu": 0x0C00, "Knda": 0x0C80, "Mlym": 0x0D00},
}
"""Script that it reads in Devanagari -> the first place of its block."""

_DEVANAGARI, _LAST = 0x0900, 0x6F
"""Letters beyond the last place (chillus, Assamese ra) were left as they are in its training."""

_BEYOND = re.compile("[\u0970-\u097f]")
_SHARED = "।॥"
_TAMIL = str.maketrans("खगघछझठडढथदधफबभ", "कककचजटटटतततपपप")
"""Letters that Tamil has one for, should the model write them."""

_PLAIN = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "…": "..."})

_LATIN_SIGN = re.compile(r"([^\w\s.'`,-])")
_LATIN_COMMA = re.compile(r"(?<!\d),|,(?!\d)")
_LATIN_STOP = re.compile(r"\.(?=[\"')\]]*\s*$)")
_SHORTENED = re.compile(r"(?<=\w)'(?=\w)")
_SIGN = re.compile(r"([!-/:-@\[-`{-~।॥۔؟،\u1c7e\u1c7f\uaaf0\uaaf1\uabeb])")
_IN_NUMBER = re.compile(r"(?<=\d) ([,.:/]) (?=\d)")

_BEFORE = re.compile(r"\s+([.,!?;:%)\]}।॥۔؟،\u1c7e\u1c7f\uaaf0\uaaf1\uabeb])")
_AFTER = re.compile(r"([(\[{])\s+")
_JOINED = re.compile(r"(?<=\w) ?(['/-]) ?(?=\w)")


def tag(lang: Lang) -> str:
    """FLORES tag of a language in this script, else in its usual one; "" when it is not known."""
    tags = _TAGS.get(lang.code, [""])
    return next((one for one in tags if one.endswith(f"_{lang.script}")), tags[0])


def unified(sentence: str, tag: str) -> str:
    """As the model reads it."""
    text = ascii_digits(normalise(sentence)).translate(_PLAIN)
    script = tag.partition("_")[2]
    if script == "Latn":
        text = _LATIN_COMMA.sub(" , ", _LATIN_SIGN.sub(r" \1 ", text))
        text = _SHORTENED.sub(" '", _LATIN_STOP.sub(" .", text))
    else:
        text = _IN_NUMBER.sub(r"\1", " ".join(_SIGN.sub(r" \1 ", text).split()))
    if script in _FIRST:
        text = "".join(_moved(letter, _FIRST[script], _DEVANAGARI) for letter in text)
    return " ".join(text.split())


def restored(written: str, tag: str) -> str | None:
    """What the model wrote, as people write it; None when a letter has no place in the script."""
    script = tag.partition("_")[2]
    text = _AFTER.sub(r"\1", _BEFORE.sub(r"\1", written))
    text = _JOINED.sub(r"\1", text).strip()
    if script not in _FIRST:
        return text
    if _BEYOND.search(text):
        return None
    if script != "Taml":
        return sister(text, "Deva", script)
    made = "".join(_moved(one, _DEVANAGARI, _FIRST[script]) for one in text.translate(_TAMIL))
    return made if all(map(exists, made)) else None


def _moved(letter: str, first: int, to: int) -> str:
    place = ord(letter) - first
    return chr(to + place) if 0 <= place <= _LAST and letter not in _SHARED else letter
