"""Folders of texts, and the counts of `wordfreq` -> how frequent words are, native and typed.

wordfreq (a development dependency; its counts are CC BY-SA) widens the lexicon where it has one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from importlib import import_module
from pathlib import Path

from nakshatra.catalogue import Catalogue
from nakshatra.errors import CatalogueError
from nakshatra.text.normalise import normalise
from nakshatra.text.scripts import script_of_char
from nakshatra.training.samples import texts_of

LANGUAGES = ("hi", "ur", "bn", "mr", "gu", "pa", "ta", "te", "kn", "ml", "or", "as", "ne")
"""Languages that get a spellbook when none is named."""

_WIDER = frozenset(("hi", "bn", "ta", "ur"))
"""Languages that wordfreq counts."""

MOST = 32_000
"""Words of a lexicon: the rarest beyond are mostly mistakes."""

_ENGLISH = 25_000
_SHORTEST_ENGLISH = 4
HELD_OUT = 10
"""One typed text in so many is kept back to measure with."""

_WORD = re.compile(r"[^\W\d_a-zA-Z](?:[^\W\d_a-zA-Z]|[\u0300-\u036f\u064b-\u0652\u0900-\u0903"
                   r"\u093a-\u094f\u200c\u200d]|[\u0980-\u0dff])*")  # fmt: skip
_LATIN = re.compile("[a-z]+")


def native_words(data: Path, lang: str) -> dict[str, float]:
    """Word -> its share of running words; only words wholly in the language's script."""
    if not (data / "native" / f"{lang}.jsonl.gz").is_file():
        raise CatalogueError(
            f"{data}: holds no native/{lang}.jsonl.gz; give the folder with --data"
        )
    script = _script(lang)
    counted = Counter[str]()
    for text in texts_of(data, "native", lang):
        found = map(_trimmed, _WORD.findall(normalise(text)))
        counted.update(word for word in found if _within(word, script))
    shares = {word: n / counted.total() for word, n in counted.items()}
    if lang in _WIDER:
        for word, share in _wordfreq(lang).items():
            if _within(plain := normalise(word), script):
                shares[plain] = (shares.get(plain, 0.0) + share) / 2
    most = sorted(shares.items(), key=lambda item: (-item[1], item[0]))[:MOST]
    return dict(most)


def typed_words(texts: Iterable[str]) -> Counter[str]:
    return Counter(word for text in texts for word in _LATIN.findall(normalise(text).lower()))


def typed_texts(data: Path, lang: str) -> tuple[Sequence[str], Sequence[str]]:
    """What people typed, and the part that is kept back; both empty where nobody's is there."""
    if not (data / "roman_dakshina" / f"{lang}.jsonl.gz").is_file():
        return (), ()
    texts = list(texts_of(data, "roman_dakshina", lang))
    kept = [text for at, text in enumerate(texts) if at % HELD_OUT]
    return kept, texts[::HELD_OUT]


def english_words() -> dict[str, float]:
    """Frequent English words of four letters and more -> share."""
    most = sorted(_wordfreq("en").items(), key=lambda item: (-item[1], item[0]))[:_ENGLISH]
    return {w: p for w, p in most if _LATIN.fullmatch(w) and len(w) >= _SHORTEST_ENGLISH}


def english_table(data: Path) -> dict[str, int]:
    """English word -> in how many of the training texts it stands; once is a mistake."""
    found = Counter[str]()
    for text in texts_of(data, "native", "en"):
        found.update(set(_LATIN.findall(normalise(text).lower())))
    most = sorted(found.items(), key=lambda item: (-item[1], item[0]))
    return {word: n for word, n in most if n > 1}


def _trimmed(word: str) -> str:
    return word.strip("\u200c\u200d")


def _within(word: str, script: str) -> bool:
    scripts = {script_of_char(char) for char in word} - {""}
    return len(word) > 1 and scripts == {script}


def _script(lang: str) -> str:
    """The first script of the language's card."""
    cards = Catalogue.load().languages
    if lang not in cards:
        raise CatalogueError(f"languages/{lang}/language.toml is not there; write the card first")
    return cards[lang].scripts[0]


def _wordfreq(lang: str) -> Mapping[str, float]:
    try:
        module = import_module("wordfreq")
    except ImportError as error:
        raise CatalogueError(
            "training transliteration needs wordfreq; run `pip install wordfreq==3.1.1`"
        ) from error
    counts: Mapping[str, float] = module.get_frequency_dict(lang, wordlist="best")
    return counts
