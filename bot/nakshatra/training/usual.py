"""What was found out about a language -> its table of usual spellings; how good its networks are.

The table holds only what the networks alone would get wrong.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zlib import crc32

import numpy as np

from nakshatra.text.nativise import ranked
from nakshatra.text.network import Network
from nakshatra.text.spellbook import Spellbook
from nakshatra.training.channel import Channel
from nakshatra.training.lexicon import typed_words
from nakshatra.training.loans import Loan
from nakshatra.training.pairs import Pair
from nakshatra.training.rows import drawn

_OFTEN = 3
"""A spelling typed so often may enter the table."""

_OURS, _BORROWED = 2.0, 4.0
"""A spelling that English has too is the language's where it is so many times as frequent; more
is asked of a word that the language has from English."""

_FAR = 3.0
"""The same where only the lexicon tells."""

_TOO_OFTEN = 8.0
"""A word so many times as frequent as the English one that it resembles is not that word."""

_RARE = 10
"""In how many texts an English word counts as standing that the table lacks."""

_UNKNOWN = 20
"""One word in so many is kept from the reading network, to measure it on words it never saw."""


@dataclass(frozen=True, slots=True)
class Material:
    """What is known before a network is fitted."""

    lang: str
    native: Mapping[str, float]
    typed: Counter[str]
    pairs: Sequence[Pair]
    loans: Sequence[Loan]
    channel: Channel
    held: Sequence[str]
    """Typed texts kept back."""


def unknown(word: str) -> bool:
    """The reading network is not fitted on it."""
    return crc32(word.encode()) % _UNKNOWN == 0


def read_table(found: Material, book: Spellbook, english: Mapping[str, int]) -> dict[str, str]:
    """Typed spelling -> word, where the networks alone would say something else."""
    loan = {each.english for each in found.loans}
    total, whole = max(1, found.typed.total()), sum(english.values())
    wanted = {} if found.pairs else _likely(found, book, english)
    for pair in found.pairs:
        times = _BORROWED if pair.typed in loan else _OURS
        own = pair.count / total > times * english.get(pair.typed, 0) / whole
        if pair.count >= _OFTEN and pair.sure and own:
            wanted[pair.typed] = pair.word
    spellings = sorted(wanted)
    said = ranked(spellings, book)
    return {
        typed: wanted[typed]
        for typed, best in zip(spellings, said, strict=True)
        if typed in english or not best or best[0] != wanted[typed]
    }


def _likely(found: Material, book: Spellbook, english: Mapping[str, int]) -> dict[str, str]:
    """Where nobody's typing is there: English spellings that read as a far more frequent word."""
    loan = {each.english for each in found.loans}
    whole = sum(english.values())
    spellings = sorted(word for word in english if word not in loan)
    return {
        typed: best[0]
        for typed, best in zip(spellings, ranked(spellings, book), strict=True)
        if best and found.native.get(best[0], 0.0) > _FAR * english[typed] / whole
    }


def write_table(found: Material, writer: Network, english: Mapping[str, int]) -> dict[str, str]:
    """Word -> its usual spelling, where the network would say something else."""
    best: dict[str, tuple[float, str]] = {}
    for pair in found.pairs:
        if pair.sure and pair.count >= _OFTEN:
            price = found.channel.path(pair.typed, pair.word)[0]
            worth = math.log(pair.count) - price
            if pair.word not in best or worth > best[pair.word][0]:
                best[pair.word] = worth, pair.typed
    wanted = {word: typed for word, (_, typed) in best.items()}
    whole = sum(english.values())
    borrowed = {
        loan.word: loan.english
        for loan in found.loans
        if found.native[loan.word] < _TOO_OFTEN * english.get(loan.english, _RARE) / whole
    }
    wanted = borrowed | wanted
    words = sorted(wanted)
    said = writer.best(words, 1)
    return {w: wanted[w] for w, s in zip(words, said, strict=True) if s and s[0][0] != wanted[w]}


def measured(found: Material, book: Spellbook, read: Mapping[str, str]) -> dict[str, Any]:
    """On words kept back, typed as the writing network draws them; and on real typed texts."""
    rng = np.random.default_rng(11)
    kept_back = [word for word in sorted(found.native) if unknown(word)]
    typed = ["".join(chunks) for chunks in drawn(book.writer, kept_back, rng)]
    kept = [(w, t) for w, t in zip(kept_back, typed, strict=True) if t]
    said = ranked([t for _, t in kept], book)
    right = [
        best.index(word) if word in best else 99 for (word, _), best in zip(kept, said, strict=True)
    ]
    row: dict[str, Any] = {
        "words": len(found.native),
        "pairs": len(found.pairs),
        "loans": len(found.loans),
        "drawn_words": len(kept),
        "drawn_top1": round(sum(r == 0 for r in right) / len(right), 3),
        "drawn_top5": round(sum(r < 5 for r in right) / len(right), 3),
    }
    if found.held:
        counted = typed_words(found.held)
        words = sorted(counted)
        best = dict(zip(words, ranked(words, book), strict=True))
        hits = sum(
            n for w, n in counted.items() if w in read or (best[w] and best[w][0] in book.words)
        )
        row["typed_in_lexicon"] = round(hits / counted.total(), 3)
    return row
