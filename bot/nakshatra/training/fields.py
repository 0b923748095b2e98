"""A pack's own texts, and labelled questions of many languages -> its field's weights.

Each field is learned apart: the other packs' folders are not read. The labelled questions
(../shared/train/native, rows with `domain`) leave only weights behind, no text.
"""

from __future__ import annotations

import gzip
import json
import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nakshatra.errors import CatalogueError
from nakshatra.knowledge.features import Features
from nakshatra.knowledge.field import Field, asked, heard, words
from nakshatra.knowledge.linear import quantised
from nakshatra.knowledge.outside import outside
from nakshatra.knowledge.units import Pack
from nakshatra.training.logistic import GAIN, Row, logistic

SLOTS = 1 << 17
"""128 KB a field: it has words of two dozen languages in it."""

_ROWS, _OUTSIDE_ROWS = 300, 600
"""Labelled rows of each language taken of one domain, and of none of ours."""

_NONE = frozenset(("other", "smalltalk"))
_COMMANDS = ("indicvoices/everyday-tasks", "hinglish-top")

_EXAMPLE, _ASK, _WORD, _OUTSIDE = 4.0, 2.0, 1.0, 3.0
"""What a text of the folder, or an everyday sentence, counts beside a labelled row."""

_FRAMES = (
    "what is {}", "what causes {}", "how to treat {}", "can {} cause {}", "is {} safe", "{} and {}",
    "information about {}", "tell me about {}", "{} management", "{} in {}", "best {} for {}",
    "how to get {}", "{} problem", "{} kaise", "{} ka kya kare", "{} ki jankari", "{} me {}",
    "{} कैसे", "{} में {}", "{} के बारे में बताइए", "क्या {} से {} होता है", "{} का उपाय",
)  # fmt: skip
"""Ways to ask with a word of the field in them."""


@dataclass(frozen=True, slots=True)
class Labelled:
    found: Features
    domains: frozenset[str]


def labelled(data: Path) -> list[Labelled]:
    """A sample of each language's labelled questions, every domain as far as it goes."""
    files = sorted((data / "native").glob("*.jsonl.gz"))
    if not files:
        raise CatalogueError(f"{data}/native holds no *.jsonl.gz; give the training data's folder")
    rows = [row for path in (*files, data / "roman" / "hi.jsonl.gz") for row in _sample(path)]
    return [Labelled(heard(text), domains) for text, domains in rows]


def train(pack: Pack, folder: Path, rows: Sequence[Labelled]) -> Field:
    """Logistic regression of "in the field" on the hashed features."""
    own = [*_own(pack, words(folder)), *(Row(heard(t), False, _OUTSIDE) for t in outside())]
    domains = frozenset(pack.card.domains)
    others = [Row(row.found, bool(domains & row.domains), 1.0) for row in rows]
    weights, bias = logistic([*own, *others], SLOTS)
    return Field(quantised(weights[:, None]), GAIN, -bias / GAIN)


def _own(pack: Pack, field_words: Sequence[str]) -> Iterator[Row]:
    chance = random.Random(0)
    yield from (Row(heard(text), True, _EXAMPLE) for text in pack.card.examples)
    yield from (Row(heard(text), True, _ASK) for text in asked(pack))
    for word in field_words:
        yield Row(heard(word), True, _WORD)
        for frame in chance.sample(_FRAMES, 2):
            other = chance.choice(list(field_words))
            yield Row(heard(frame.replace("{}", word, 1).replace("{}", other)), True, _WORD)


def _sample(path: Path) -> list[tuple[str, frozenset[str]]]:
    try:
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            rows = [(row["text"], _domains(row)) for row in map(json.loads, lines)]
    except (OSError, ValueError, KeyError) as error:
        raise CatalogueError(f"{path}: {error}") from error
    random.Random(0).shuffle(rows)
    taken: Counter[frozenset[str]] = Counter()
    sample = []
    for text, domains in rows:
        if domains and taken[domains] < (_OUTSIDE_ROWS if domains & _NONE else _ROWS):
            taken[domains] += 1
            sample.append((text, domains))
    return sample


def _domains(row: Mapping[str, Any]) -> frozenset[str]:
    """As labelled; commands to a phone are outside even where nobody labelled them."""
    commands = str(row["source"]).startswith(_COMMANDS)
    return frozenset(row.get("domain") or (["other"] if commands else ()))
