"""What belongs to no expert, from outside/<code>.toml: what a "no" is learned from."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from nakshatra.knowledge.wordlists import Wordlist, wordlists


@cache
def topics() -> Mapping[str, Wordlist]:
    """Of each language: words of cinema, travel, cooking and the like, and ways to ask of them."""
    return wordlists(Path(__file__).with_name("outside"))


def outside() -> tuple[str, ...]:
    """Everyday sentences in every language that has some."""
    return tuple(text for listed in topics().values() for text in listed.said)


def talk() -> tuple[str, ...]:
    """What people talk of at length that is nothing of ours: ears and readers learn it too. A field
    that is learned when it is opened does not: it would shrink beside so much of it."""
    return tuple(text for listed in topics().values() for text in listed.talk)
