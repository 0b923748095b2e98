"""Folders of texts -> languages/<code>/letters.npz and usual.tsv, which text/spellbook.py reads.

No pair of a word and its spelling is given: pairs.py and loans.py find them. From the pairs a
network learns to write Latin letters; with it every word of the lexicon is typed several times,
and a second network learns to read those.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import Any
from zlib import crc32

import numpy as np
import tomli_w

from nakshatra.text.network import Network, packed, unpacked
from nakshatra.text.spellbook import TENTHS, Prices, Spellbook
from nakshatra.training.channel import Channel
from nakshatra.training.letter_network import Shape, fit
from nakshatra.training.lexicon import (
    LANGUAGES,
    english_table,
    english_words,
    native_words,
    typed_texts,
    typed_words,
)
from nakshatra.training.loans import loans
from nakshatra.training.pairs import Pair, paired
from nakshatra.training.rows import drawn, letters_of, reading, writing
from nakshatra.training.usual import Material, measured, read_table, unknown, write_table

_WRITER = Shape(radius=4, units=128, epochs=8, fewest=3)
_READER = Shape(radius=5, units=192, epochs=4, fewest=4)


@dataclass(frozen=True, slots=True)
class Plan:
    """What may differ between languages."""

    times: int = 1
    """The networks are fitted so many times as long."""

    fewest: int = 2
    """A spelling must have been typed so often to be paired."""

    loan: float = 3.0
    """What the spelling of an English word weighs for the reading network."""


_PLANS = {"hi": Plan(times=2, fewest=1, loan=1.0)}
"""Most is asked in Hindi, and it alone has rows to choose a plan by (xlit_words_hi)."""

_SAID, _USUAL = 0.1, 0.3
"""Below one share a spelling is not expected, above the other it is what most texts have."""

_ALPHABET = "abcdefghijklmnopqrstuvwxyz"
_SPELLINGS = 5
"""Spellings drawn for every word."""

_DRAWN, _DRAWN_ONLY = 0.1, 1.0
"""What a spelling drawn from the channel weighs beside real pairs, and where there are none."""

_ONLY = 4
"""Draws for each word where there are no pairs."""


def train_transliteration(
    data: Path, languages: Path, say: Callable[[str], None], only: Sequence[str] = ()
) -> None:
    """Write en/words.tsv, <code>/letters.npz, <code>/usual.tsv, weights/transliteration.toml."""
    table = english_table(data)
    rows = [f"{word}\t{n}" for word, n in table.items()]
    _table(languages / "en" / "words.tsv", "English word, texts it stands in", rows)
    english = english_words()
    for lang in only or LANGUAGES:
        row = _train(_material(data, lang, english), table, languages / lang)
        say(f"{lang}: " + ", ".join(f"{name} {value}" for name, value in row.items()))
        _card(languages / "weights" / "transliteration.toml", row, lang)


def _material(data: Path, lang: str, english: Mapping[str, float]) -> Material:
    native = native_words(data, lang)
    texts, held = typed_texts(data, lang)
    typed = typed_words(texts)
    channel, fewest = Channel.of(lang), _plan(lang).fewest
    often = Counter({w: n for w, n in typed.items() if n >= fewest and len(w) > 2})
    pairs = paired(channel, native, often) if often else []
    return Material(
        lang, native, typed, pairs, loans(channel, native, typed, pairs, english), channel, held
    )


def _train(found: Material, english: Mapping[str, int], folder: Path) -> dict[str, Any]:
    writer = _stored(_writer(found))
    reader = _stored(_reader(found, writer))
    words = sorted(found.native, key=lambda w: crc32(w.encode()))
    prices = [round(-math.log(found.native[w]) * TENTHS) for w in words]
    arrays: dict[str, Any] = {
        "words": np.array([crc32(w.encode()) for w in words], np.uint32),
        "prices": np.clip(prices, 0, 255).astype(np.uint8),
    }
    book = Spellbook(reader, writer, Prices(arrays["words"], arrays["prices"]), {}, {}, {})
    arrays |= packed(reader, "reader") | packed(writer, "writer")
    folder.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(folder / "letters.npz", allow_pickle=False, **arrays)
    read, write = read_table(found, book, english), write_table(found, writer, english)
    _table(
        folder / "usual.tsv",
        "word, how it is typed, for reading or for writing",
        [f"{word}\t{typed}\tread" for typed, word in sorted(read.items())]
        + [f"{word}\t{typed}\twrite" for word, typed in sorted(write.items())],
    )
    return measured(found, book, read)


def _stored(network: Network) -> Network:
    """As it will be read back: what is measured is what is shipped."""
    return unpacked(packed(network, "it"), "it")


def _writer(found: Material) -> Network:
    rng = Random(5)
    rows = [
        writing(pair.steps, (1.0 if pair.sure else 0.3) * math.log1p(pair.count))
        for pair in found.pairs
        if not _pedantic(pair, found.channel)
    ]
    rows += [writing(loan.steps, 2.5 if loan.typed else 1.0) for loan in found.loans]
    weight, draws = (_DRAWN, 1) if found.pairs else (_DRAWN_ONLY, _ONLY)
    for word in sorted(found.native):
        rows += [writing(found.channel.draw(word, rng), weight) for _ in range(draws)]
    return fit(
        rows,
        "".join(sorted({c for word in found.native for c in word})),
        _longer(_WRITER, found.lang),
    )


def _pedantic(pair: Pair, channel: Channel) -> bool:
    """The last vowel is typed that habits call silent, as most of this language's texts have it:
    read so, but not written so (Gujarati eka for એક, where chats have ek)."""
    (key, _), letters = pair.steps[-1]
    if key != "zf" or not letters:
        return False
    expected, found = channel.start[key].get(letters, 0.0), math.exp(-channel.costs[key][letters])
    return expected < _SAID and found > _USUAL


def _reader(found: Material, writer: Network) -> Network:
    rng = np.random.default_rng(3)
    known = [word for word in sorted(found.native) if not unknown(word)]
    worth = {word: (found.native[word] * 1e7 + 1) ** 0.25 for word in found.native}
    spelled = Counter[tuple[str, tuple[str, ...]]]()
    for _ in range(_SPELLINGS):
        draws = drawn(writer, known, rng)
        spelled.update((word, tuple(chunks)) for word, chunks in zip(known, draws, strict=True))
    rows = [
        reading(list(zip(word, chunks, strict=True)), n * worth[word])
        for (word, chunks), n in spelled.items()
    ]
    for pair in found.pairs:
        if not unknown(pair.word):
            weight = worth[pair.word] * (2.0 if pair.sure else 0.7)
            rows.append(reading(letters_of(pair.steps), weight))
    for loan in found.loans:
        if not unknown(loan.word):
            rows.append(reading(letters_of(loan.steps), _plan(found.lang).loan * worth[loan.word]))
    return fit([row for row in rows if row.word], _ALPHABET, _longer(_READER, found.lang))


def _plan(lang: str) -> Plan:
    return _PLANS.get(lang, Plan())


def _longer(shape: Shape, lang: str) -> Shape:
    return replace(shape, epochs=shape.epochs * _plan(lang).times)


def _card(path: Path, row: Mapping[str, Any], lang: str) -> None:
    """The card is written again after each language, so that training may be done in parts."""
    import tomllib

    old = tomllib.loads(path.read_text("utf-8")) if path.is_file() else {}
    languages = dict(old.get("languages", {})) | {lang: dict(row)}
    card = {
        "what": "transliteration: one hidden layer over a window of letters, int8, both ways; "
        "hashed words with their frequency",
        "command": "nakshatra languages train --data DATA",
        "sources": "native/ and roman_dakshina/ of DATA (no GPL text, no romanised text of "
        "unstated licence); counts of wordfreq 3.1.1 (CC BY-SA 4.0) for hi bn ta ur and English",
        "measured": "drawn: words the network never saw, typed as the model draws spellings "
        "(synthetic); typed_in_lexicon: share of held-out typed words read as a known word",
        "languages": dict(sorted(languages.items())),
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(tomli_w.dumps(card), "utf-8")


def _table(file: Path, columns: str, rows: Sequence[str]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    head = f"# {columns}: made by `nakshatra languages train`\n"
    file.write_text(head + "".join(row + "\n" for row in rows), "utf-8")
