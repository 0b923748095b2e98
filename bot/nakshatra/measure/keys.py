"""Words and how people type them -> how often the phonetic keys agree, rightly and wrongly.

Of `key` and of `coarse`: pairs of one word, names written in all scripts, and frequent words of
each language that share a key although they are different words.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import regex

from nakshatra.text.normalise import normalise
from nakshatra.text.phonetic import coarse, key
from nakshatra.text.scripts import script_of

_WORD = regex.compile(r"[\p{L}\p{M}]{2,}")
_FREQUENT = 8000
"""Words of a language between which collisions are counted."""

_Key = Callable[[str], str]


def sounds(
    pairs: Sequence[Mapping[str, Any]],
    names: Sequence[Sequence[str]] = (),
    texts: Mapping[str, Sequence[str]] | None = None,
) -> dict[str, Any]:
    """`pairs` have text, native and attestations; `texts` are those of each language code."""
    report: dict[str, Any] = {"n": len(pairs), "names": len(names)}
    for name, made in (("key", key), ("coarse", coarse)):
        report[name] = {
            **_agree(pairs, made),
            **_one_key(names, made),
            **{f"collide_{code}": _collide(rows, made) for code, rows in (texts or {}).items()},
        }
        report[f"{name}_scripts"] = _scripts(names, made)
    return report


def _agree(pairs: Sequence[Mapping[str, Any]], made: _Key) -> dict[str, float]:
    same = [made(row["text"]) == made(row["native"]) for row in pairs]
    weight = [float(row.get("attestations", 1)) for row in pairs]
    attested = sum(w for ok, w in zip(same, weight, strict=True) if ok)
    return {"pairs": _share(sum(same), len(same)), "attested": _share(attested, sum(weight))}


def _one_key(names: Sequence[Sequence[str]], made: _Key) -> dict[str, float]:
    counts = [len(set(map(made, words))) for words in names]
    return {
        "one_key": _share(counts.count(1), len(counts)),
        "keys_a_name": _share(sum(counts), len(counts)),
    }


def _scripts(names: Sequence[Sequence[str]], made: _Key) -> dict[str, float]:
    """Script -> share of its spellings that have the commonest key of their name."""
    total: Counter[str] = Counter()
    agree: Counter[str] = Counter()
    for words in names:
        common = Counter(map(made, words)).most_common(1)[0][0]
        for word in words:
            total[script_of(word)] += 1
            agree[script_of(word)] += made(word) == common
    return {script: _share(agree[script], n) for script, n in sorted(total.items())}


def _collide(texts: Sequence[str], made: _Key) -> float:
    """Of 10,000 pairs of different frequent words, how many share a key."""
    counts = Counter(word for text in texts for word in _WORD.findall(normalise(text).casefold()))
    words = [word for word, _ in counts.most_common(_FREQUENT)]
    shared = sum(n * (n - 1) for n in Counter(map(made, words)).values())
    return 10_000 * _share(shared, len(words) * (len(words) - 1))


def _share(part: float, whole: float) -> float:
    return part / whole if whole else 0.0
