"""Folders of labelled texts -> training texts per script group, with short, mixed and noisy ones.

A romanised text is made where there is none or too little of it; English words are mixed in as
people mix them. Every draw is seeded: the same folders give the same samples.
"""

from __future__ import annotations

import gzip
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from zlib import crc32

from nakshatra.errors import CatalogueError
from nakshatra.identifiers.tongues import LATIN, Tongues
from nakshatra.rights import allowed
from nakshatra.text.ngrams import words
from nakshatra.text.normalise import normalise
from nakshatra.text.scripts import script_of
from nakshatra.training.mixing import English, mixed, noisy
from nakshatra.training.romanisation import romanise

FEWEST = 3_000
"""Texts per language and group: smaller sets are repeated in new fragments up to this many."""

FRAGMENTS = 3
"""Fragments cut from a romanised text: people type names and half sentences."""

MADE = 12_000
"""Native texts that are romanised, of a language that has romanised text too (an encyclopaedia)."""

MADE_ONLY = 5_000
"""The same of a language that has none: more of them would draw others' texts to it."""

ENGLISH_RUNS = 60_000
"""Runs of English words drawn by how common they are: what stands in mixed messages."""

WRITTEN = ("wikipedia", "ui-", "flores", "vardial")
"""Sources that are not how people talk: not romanised."""

_NOT_BRAHMIC = frozenset(("Arab", LATIN, "Olck", "Mtei", "Zyyy"))


@dataclass(frozen=True, slots=True)
class Text:
    text: str
    lang: str


@dataclass(slots=True)
class Samples:
    groups: dict[str, list[Text]] = field(default_factory=lambda: defaultdict(list))
    spoken: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    """Language -> native texts as people talk."""

    sources: Counter[tuple[str, str]] = field(default_factory=Counter)
    """(source, licence) -> rows used."""


def gather(data: Path, tongues: Tongues) -> Samples:
    """Read native/, flores_rest/, roman/ and roman_dakshina/ under `data`."""
    samples = Samples()
    native = _by_language(data, ("native", "flores_rest"), samples)
    roman = _by_language(data, ("roman", "roman_dakshina"), samples)
    if not native:
        raise CatalogueError(f"{data}: holds no native/*.jsonl.gz; give the folder with --data")
    for (lang, script), texts in native.items():
        if script != LATIN and lang in tongues.groups.get(script, ()):
            samples.groups[script] += _varied(texts, lang)
    samples.groups[LATIN] += _latin(native, roman, samples.spoken, tongues)
    return samples


def texts_of(data: Path, folder: str, lang: str) -> Iterator[str]:
    """The texts of one language that may be learned from."""
    for row in _rows(data / folder / f"{lang}.jsonl.gz"):
        if _allowed(row, romanised=folder != "native"):
            yield row["text"]


def _by_language(
    data: Path, folders: Iterable[str], samples: Samples
) -> dict[tuple[str, str], list[str]]:
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for path in sorted(p for folder in folders for p in (data / folder).glob("*.jsonl.gz")):
        for row in _rows(path):
            if _allowed(row, romanised="roman" in path.parent.name):
                text = normalise(row["text"])
                found[row["lang"], script_of(text)].append(text)
                if not any(name in row["source"] for name in WRITTEN):
                    samples.spoken[row["lang"]].append(text)
                samples.sources[row["source"].split("/")[0], row["licence"]] += 1
    return found


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            try:
                yield allowed(json.loads(line), path)
            except ValueError as error:
                raise CatalogueError(f"{path}, line {number}: {error}") from error


def _allowed(row: Mapping[str, str], *, romanised: bool) -> bool:
    """No GPL anywhere; among romanised texts none whose licence nobody states."""
    licence = row["licence"]
    unstated = licence.startswith("unstated") and "CC-BY" not in licence
    return "GPL" not in licence and not (romanised and unstated)


def _varied(texts: Sequence[str], lang: str, fragments: int = 1) -> list[Text]:
    """Each text, and fragments of one to four words; small sets are cut again and again."""
    rng = Random(crc32(lang.encode()))
    made = [Text(text, lang) for text in texts]
    wanted = max((1 + fragments) * len(texts), FEWEST) if texts else 0
    while len(made) < wanted:
        for text in texts:
            made.append(Text(_fragment(text, rng), lang))
    return made


def _fragment(text: str, rng: Random) -> str:
    parts = text.split()
    size = rng.choice((1, 1, 2, 2, 3, 4, 5))
    at = rng.randrange(max(1, len(parts) - size + 1))
    return " ".join(parts[at : at + size])


def _latin(
    native: Mapping[tuple[str, str], Sequence[str]],
    roman: Mapping[tuple[str, str], Sequence[str]],
    spoken: Mapping[str, Sequence[str]],
    tongues: Tongues,
) -> list[Text]:
    english = English.of(native["en", LATIN], [text for texts in roman.values() for text in texts])
    made = _varied(native["en", LATIN], "en")
    made += [Text(" ".join(run), "en") for run in english.runs(ENGLISH_RUNS)]
    for lang in sorted(set(tongues.groups[LATIN]) - {"en"}):
        rng = Random(crc32(lang.encode()) + 1)
        real = [t for code in _merged(lang, tongues) for t in roman.get((code, LATIN), ())]
        romanised = [
            " ".join(romanise(word, lang, rng) for word in words(text))
            for text in _to_romanise(spoken.get(lang, ()), MADE if real else MADE_ONLY, rng)
        ]
        made += _varied(real, lang, FRAGMENTS)
        made += _varied(romanised, lang)
        texts = real + romanised
        made += [Text(mixed(text, english, rng), lang) for text in texts]
        made += [Text(noisy(text, rng), lang) for text in texts[::4]]
    return made


def _merged(lang: str, tongues: Tongues) -> list[str]:
    """It, and what is not told apart from it in Latin letters."""
    return [lang, *(code for code, other in tongues.merged.items() if other == lang)]


def _to_romanise(texts: Sequence[str], most: int, rng: Random) -> list[str]:
    brahmic = [text for text in texts if script_of(text) not in _NOT_BRAHMIC]
    return rng.sample(brahmic, min(most, len(brahmic)))
