"""A romanised text -> the same with English mixed in, or typed carelessly; English by the run.

English stands in messages as people write it there: sentences, runs found inside mixed messages
(they belong to no language more than to another), and words drawn by how common they are
(wordfreq, CC BY-SA 4.0; only weights learned from them are shipped). Every draw is seeded.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from random import Random

from nakshatra.errors import CatalogueError
from nakshatra.text.ngrams import words

CHAT = 3
"""English words in a row that make a run worth mixing into other languages."""

VOCABULARY = 60_000
"""The commonest English words, of which runs are drawn."""

_FLATTER = 0.55
"""Exponent of a word's frequency when it is drawn: rare words are met too."""

_KNOWN = 12_000
"""Words this common are English when they stand between words of another language."""


@dataclass(frozen=True, slots=True)
class English:
    """What English runs are drawn from."""

    sentences: Sequence[Sequence[str]]
    vocabulary: Sequence[str]
    heights: Sequence[float]
    """Cumulative weights of the vocabulary."""

    @classmethod
    def of(cls, texts: Iterable[str], mixed_texts: Iterable[str]) -> English:
        """Raise `CatalogueError` when wordfreq is not installed."""
        common = _common()
        vocabulary = list(common)
        sentences = [words(text) for text in texts]
        known = set(vocabulary[:_KNOWN]) & set(_repeated(sentences))
        sentences += _chat_runs(known, mixed_texts)
        heights = list(accumulate(common[word] ** _FLATTER for word in vocabulary))
        return cls([row for row in sentences if row], vocabulary, heights)

    def runs(self, count: int) -> Iterator[list[str]]:
        """Words drawn alone, as in a list: one to six."""
        rng = Random(7)
        for _ in range(count):
            yield self.drawn(rng.choice((1, 1, 2, 3, 4, 6)), rng)

    def drawn(self, size: int, rng: Random) -> list[str]:
        return rng.choices(self.vocabulary, cum_weights=self.heights, k=size)

    def run(self, rng: Random) -> list[str]:
        """One to three words in a row of a sentence, or drawn alone."""
        size = rng.choice((1, 1, 2, 3))
        if rng.random() < 0.5:
            return self.drawn(size, rng)
        sentence = rng.choice(self.sentences)
        at = rng.randrange(len(sentence))
        return list(sentence[at : at + size])


def mixed(text: str, english: English, rng: Random) -> str:
    """English words in runs of one to three instead of some of the text's own."""
    found: list[str] = []
    share = rng.random() * 0.85
    row = words(text)
    size = rng.randint(2, 15)
    at = rng.randrange(max(1, len(row) - size + 1))
    for word in row[at : at + size]:
        if rng.random() < share / 2:
            found += english.run(rng)
        if rng.random() >= share / 2:
            found.append(word)
    return " ".join(found or row)


def noisy(text: str, rng: Random) -> str:
    """Vowels left out and letters repeated, as on a small keyboard."""
    return " ".join(_noisy_word(word, rng) for word in words(text))


def _noisy_word(word: str, rng: Random) -> str:
    chance = rng.random()
    if chance < 0.15 and len(word) > 3:
        return word[0] + "".join(c for c in word[1:-1] if c not in "aeiou") + word[-1]
    if chance < 0.25:
        return word + word[-1] * rng.choice((1, 2, 3))
    return word


def _common() -> dict[str, float]:
    try:
        from wordfreq import get_frequency_dict
    except ImportError as error:
        raise CatalogueError("training needs wordfreq: `uv pip install --group dev`") from error
    found = get_frequency_dict("en", wordlist="best")
    plain = [(word, share) for word, share in found.items() if word.isascii() and word.isalpha()]
    return dict(plain[:VOCABULARY])


def _repeated(rows: Iterable[Sequence[str]]) -> list[str]:
    return [word for word, n in Counter(w for row in rows for w in row).items() if n > 2]


def _chat_runs(known: set[str], texts: Iterable[str]) -> list[list[str]]:
    runs: list[list[str]] = []
    for text in texts:
        run: list[str] = []
        for word in [*words(text), ""]:
            if word in known:
                run.append(word)
            else:
                if len(run) >= CHAT:
                    runs.append(run)
                run = []
    return runs
