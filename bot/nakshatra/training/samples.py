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
from nakshatra.text.ngrams import words
from nakshatra.text.normalise import normalise
from nakshatra.text.scripts import script_of
from nakshatra.training.romanisation import romanise

DIALECTS = ("bho", "mag", "awa", "hne", "bra")
"""Look-alikes of Hindi: answered as Hindi, but learned apart so that they do not blur it."""

GROUPS: Mapping[str, Sequence[str]] = {
    "Deva": ("hi", "mr", "ne", "sa", "kok", "mai", "doi", "brx", "sd", "ks", *DIALECTS),
    "Arab": ("ur", "ks", "sd"),
    "Beng": ("bn", "as", "mni", "sat"),
    "Latn": (
        *(
            "en",
            "hi",
            "bn",
            "te",
            "ta",
            "kn",
            "ml",
            "mr",
            "gu",
            "pa",
            "sd",
            "mni",
            "sat",
        ),
        *("kok", "as", "brx", "doi", "ks", "mai", "ne", "or", "sa"),
    ),
}
"""Scripts that several languages share -> those languages. Urdu in Latin letters is Hindi."""

FEWEST = 3_000
"""Texts per language and group: smaller sets are repeated in new fragments up to this many."""

MADE = 9_000
"""Native texts that are romanised, of a language that has romanised text too (an encyclopaedia)."""

MADE_ONLY = 3_000
"""The same of a language that has none: more of them would draw others' texts to it."""

WRITTEN = ("wikipedia", "ui-", "flores", "vardial")
"""Sources that are not how people talk: not romanised."""

CHAT = 3
"""English words in a row that make a run worth mixing into other languages."""

_NOT_BRAHMIC = frozenset(("Arab", "Latn", "Olck", "Mtei", "Zyyy"))


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


def gather(data: Path) -> Samples:
    """Read native/, flores_rest/, roman/ and roman_dakshina/ under `data`."""
    samples = Samples()
    native = _by_language(data, ("native", "flores_rest"), samples)
    roman = _by_language(data, ("roman", "roman_dakshina"), samples)
    if not native:
        raise CatalogueError(f"{data}: holds no native/*.jsonl.gz; give the folder with --data")
    for (lang, script), texts in native.items():
        if script in GROUPS and lang in GROUPS[script]:
            samples.groups[script] += _varied(texts, lang)
    samples.groups["Latn"] += _latin(native, roman, samples.spoken)
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
                yield json.loads(line)
            except ValueError as error:
                raise CatalogueError(f"{path}, line {number}: {error}") from error


def _allowed(row: Mapping[str, str], *, romanised: bool) -> bool:
    """No GPL anywhere; among romanised texts none whose licence nobody states."""
    licence = row["licence"]
    unstated = licence.startswith("unstated") and "CC-BY" not in licence
    return "GPL" not in licence and not (romanised and unstated)


def _varied(texts: Sequence[str], lang: str) -> list[Text]:
    """Each text, and fragments of one to four words; small sets are cut again and again."""
    rng = Random(crc32(lang.encode()))
    made = [Text(text, lang) for text in texts]
    wanted = max(2 * len(texts), FEWEST)
    while len(made) < wanted:
        for text in texts:
            made.append(Text(_fragment(text, rng), lang))
    return made


def _fragment(text: str, rng: Random) -> str:
    parts = text.split()
    size = rng.choice((1, 1, 2, 2, 3, 4))
    at = rng.randrange(max(1, len(parts) - size + 1))
    return " ".join(parts[at : at + size])


def _latin(
    native: Mapping[tuple[str, str], Sequence[str]],
    roman: Mapping[tuple[str, str], Sequence[str]],
    spoken: Mapping[str, Sequence[str]],
) -> list[Text]:
    english = [words(text) for text in native["en", "Latn"]]
    english += _chat_runs(english, [text for texts in roman.values() for text in texts])
    made = _varied(native["en", "Latn"], "en")
    for lang in GROUPS["Latn"][1:]:
        rng = Random(crc32(lang.encode()) + 1)
        real = [t for code in _merged(lang) for t in roman.get((code, "Latn"), ())]
        texts = real + [
            " ".join(romanise(word, lang, rng) for word in words(text))
            for text in _to_romanise(spoken.get(lang, ()), MADE if real else MADE_ONLY, rng)
        ]
        made += _varied(texts, lang)
        made += [Text(_mixed(text, english, rng), lang) for text in texts]
        made += [Text(_noisy(text, rng), lang) for text in texts[::4]]
    return made


def _chat_runs(english: Sequence[Sequence[str]], texts: Iterable[str]) -> list[list[str]]:
    """English as it stands inside mixed messages: it belongs to no language more than another."""
    known = {w for w, n in Counter(w for row in english for w in row).items() if n > 2}
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


def _merged(lang: str) -> tuple[str, ...]:
    return ("hi", "ur") if lang == "hi" else (lang,)


def _to_romanise(texts: Sequence[str], most: int, rng: Random) -> list[str]:
    brahmic = [text for text in texts if script_of(text) not in _NOT_BRAHMIC]
    return rng.sample(brahmic, min(most, len(brahmic)))


def _mixed(text: str, english: Sequence[Sequence[str]], rng: Random) -> str:
    """English words in runs of one to three instead of some of the text's own."""
    mixed: list[str] = []
    share = rng.random() * 0.8
    row = words(text)
    size = rng.randint(3, 15)
    at = rng.randrange(max(1, len(row) - size + 1))
    for word in row[at : at + size]:
        if rng.random() < share / 2:
            sentence = rng.choice(english)
            at = rng.randrange(max(1, len(sentence)))
            mixed += sentence[at : at + rng.choice((1, 1, 2, 3))]
        if rng.random() >= share / 2:
            mixed.append(word)
    return " ".join(mixed or words(text))


def _noisy(text: str, rng: Random) -> str:
    """Vowels left out and letters repeated, as on a small keyboard."""
    return " ".join(_noisy_word(word, rng) for word in words(text))


def _noisy_word(word: str, rng: Random) -> str:
    chance = rng.random()
    if chance < 0.15 and len(word) > 3:
        return word[0] + "".join(c for c in word[1:-1] if c not in "aeiou") + word[-1]
    if chance < 0.25:
        return word + word[-1] * rng.choice((1, 2, 3))
    return word
