"""The training folder and everyday topics -> rows that every field is learned against.

The labelled questions (../shared/train, rows with `domain`) leave only weights behind, no text.
"""

from __future__ import annotations

import gzip
import json
import random
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nakshatra.errors import CatalogueError
from nakshatra.knowledge.outside import outside, topics
from nakshatra.knowledge.wordlists import SLOT, Wordlist
from nakshatra.rights import allowed

_MOST, _MOST_PLAIN, _MOST_THINNED = 800, 200, 300
"""Rows of a file taken of one domain and source, and of text that nobody labelled; so many of the
first again with words left out."""

_COMMANDS = ("indicvoices/everyday-tasks", "hinglish-top")
_PLAIN = (
    "indicvoices/wikipedia", "tatoeba", "dakshina", "code-mixed-dialog", "dravidian-codemix",
    "gatitos", "vardial",
)  # fmt: skip
"""Unlabelled sources that are seldom about any field of ours."""

_SAID, _TOPIC, _UNLABELLED = 10.0, 0.5, 0.5
"""What an everyday sentence, a topic's word, or an unlabelled text counts beside a labelled row."""

_WAYS = 2
"""Ways in which each word is asked about."""

_DROPPED = 0.4
"""Share of words left out of a second copy of a labelled row: few prompts, said in many languages,
must not be known by how they are put."""


@dataclass(frozen=True, slots=True)
class Question:
    text: str
    domains: frozenset[str]
    weight: float
    topic: str = ""
    """The outside word that it asks about: none of a pack that has the word in its own list."""


def questions(data: Path) -> list[Question]:
    """Labelled rows, plain text and everyday topics."""
    files = [
        *sorted((data / "native").glob("*.jsonl.gz")),
        *sorted((data / "roman").glob("*.jsonl.gz")),
        *sorted((data / "roman_dakshina").glob("*.jsonl.gz")),
    ]
    if not files:
        raise CatalogueError(f"{data}/native holds no *.jsonl.gz; give the training data's folder")
    return [*(question for path in files for question in _sample(path)), *_everyday()]


def framed(listed: Wordlist, chance: random.Random) -> Iterator[tuple[str, str]]:
    """Each word in some of the language's ways to ask: (word, question)."""
    for word in listed.words if listed.ways else ():
        for way in chance.sample(listed.ways, min(_WAYS, len(listed.ways))):
            yield word, filled(way, word, chance.choice(listed.words))


def filled(way: str, word: str, other: str) -> str:
    return way.replace(SLOT, word, 1).replace(SLOT, other)


def _everyday() -> Iterator[Question]:
    chance, none = random.Random(1), frozenset[str]()
    yield from (Question(text, none, _SAID) for text in outside())
    for listed in topics().values():
        yield from (Question(word, none, _TOPIC, word) for word in listed.words)
        yield from (Question(text, none, _TOPIC, word) for word, text in framed(listed, chance))


def _sample(path: Path) -> Iterator[Question]:
    rows, chance = _rows(path), random.Random(0)
    chance.shuffle(rows)
    taken: Counter[tuple[frozenset[str], str]] = Counter()
    for row in rows:
        domains, source = _domains(row), str(row["source"])
        kind = (domains, source if domains else "")
        if taken[kind] < (_MOST if domains else _MOST_PLAIN) and (domains or _plain(row)):
            taken[kind] += 1
            yield Question(row["text"], domains, 1.0 if domains else _UNLABELLED)
            if domains and taken[kind] <= _MOST_THINNED:
                yield Question(_thinned(row["text"], chance), domains, 1.0)


def _thinned(text: str, chance: random.Random) -> str:
    words = text.split()
    return " ".join([word for word in words if chance.random() > _DROPPED] or words)


def _rows(path: Path) -> list[Mapping[str, Any]]:
    try:
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            rows = [allowed(json.loads(line), path) for line in lines]
    except (OSError, ValueError) as error:
        raise CatalogueError(f"{path}: {error}; give the training data's folder") from error
    return _checked(path, rows)


def _checked(path: Path, rows: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    for row in rows:
        if lacks := _lacking(row, ("text", "source", "licence")):
            raise CatalogueError(f"{path}: a row has no {lacks}; give the training data's folder")
    return list(rows)


def _lacking(row: Mapping[str, Any], keys: Iterable[str]) -> str:
    return ", ".join(key for key in keys if key not in row)


def _domains(row: Mapping[str, Any]) -> frozenset[str]:
    """As labelled; commands to a phone are outside even where nobody labelled them."""
    commands = str(row["source"]).startswith(_COMMANDS)
    return frozenset(row.get("domain") or (["other"] if commands else ()))


def _plain(row: Mapping[str, Any]) -> bool:
    return str(row["source"]).startswith(_PLAIN) and "GPL" not in row["licence"]
