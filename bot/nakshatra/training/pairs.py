"""Counted words of a language, native and typed, that are not paired -> which spells which.

A word typed often is paired with the native word of the same sound that it spells most cheaply and
that is about as frequent; the channel is counted again from the pairs, and so on. Training only.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from nakshatra.text.phonetic import key
from nakshatra.training.channel import Channel, Step

_ROUNDS = 3
_FREQUENCY = 0.3
"""How much it counts that two words are equally frequent, in costs per factor of e."""

_DEAREST = 1.3
"""Cost a letter above which a pair is not believed."""

_CROWD = 200
"""Words with one key: more say nothing."""

_SURE = 1.0
"""A pair is sure when the next word costs so much more."""

_VOWELS = re.compile("[IU]")
_NASAL = re.compile("n+[gm]|m+n|m")


@dataclass(frozen=True, slots=True)
class Pair:
    typed: str
    word: str
    count: int
    """How often it was typed."""

    sure: bool
    steps: Sequence[Step]


def paired(
    channel: Channel, native: Mapping[str, float], typed: Counter[str], rounds: int = _ROUNDS
) -> list[Pair]:
    """`native`: word -> share of all running words. Changes the channel's costs."""
    by_key: dict[str, list[str]] = defaultdict(list)
    for word in sorted(native):
        by_key[consonants(word, channel)].append(word)
    pairs: list[Pair] = []
    for _ in range(rounds):
        pairs = [
            p
            for each in sorted(typed.items())
            if (p := _pair(channel, native, typed.total(), each, by_key))
        ]
        channel.recount(
            (step, (1.0 if pair.sure else 0.4) * math.log1p(pair.count))
            for pair in pairs
            for step in pair.steps
        )
    return pairs


def _pair(
    channel: Channel,
    native: Mapping[str, float],
    total: int,
    each: tuple[str, int],
    by_key: Mapping[str, Sequence[str]],
) -> Pair | None:
    spelled, count = each
    words = by_key.get(consonants(spelled, channel), ())
    if not 0 < len(words) <= _CROWD:
        return None
    scored = []
    for word in words:
        price, steps = channel.path(spelled, word)
        if price < _DEAREST * len(spelled) + 1:
            off = abs(math.log(count / total / native[word]))
            scored.append((price + _FREQUENCY * off, word, steps))
    scored.sort(key=lambda s: s[:2])
    if not scored:
        return None
    sure = len(scored) < 2 or scored[1][0] - scored[0][0] > _SURE
    return Pair(spelled, scored[0][1], count, sure, scored[0][2])


def consonants(word: str, channel: Channel) -> str:
    """What stays the same however a word is typed. Where the nasal at the end of a word has a
    spelling of its own (Telugu and Malayalam say m), n, m and ng are one sound."""
    if channel.arabic:
        return _arabic_key(word)
    sounds = _VOWELS.sub("", key(word))
    return _NASAL.sub("n", sounds) if "ंf" in channel.start else sounds


_ARABIC = str.maketrans(
    {
        **dict.fromkeys("بٻڀ", "b"), **dict.fromkeys("پفڦ", "p"), **dict.fromkeys("تطٹٿٽٺث", "t"),
        **dict.fromkeys("دڈڊڏڍڌ", "d"), **dict.fromkeys("سصثش", "s"),
        **dict.fromkeys("جزذضظژڄ", "j"), **dict.fromkeys("چڇ", "c"), **dict.fromkeys("خقکكڪ", "k"),
        **dict.fromkeys("گغڳ", "g"), **dict.fromkeys("رڑڙ", "r"), "ل": "l", "م": "m",
        **dict.fromkeys("نںڻڱڃ", "n"),
    }
)  # fmt: skip
_LATIN = ((re.compile("ph|f"), "p"), (re.compile("ch"), "C"), (re.compile("[cq]"), "k"),
          (re.compile("C"), "c"), (re.compile("z"), "j"), (re.compile("x"), "ks"))  # fmt: skip
_WEAK = re.compile("[^bptdsjckgrlmn]")
_TWICE = re.compile(r"(.)\1+")


def _arabic_key(word: str) -> str:
    for pattern, sound in _LATIN:
        word = pattern.sub(sound, word)
    return _TWICE.sub(r"\1", _WEAK.sub("", word.translate(_ARABIC)))
