"""A message -> the questions in it, when somebody asks two things in one breath."""

from __future__ import annotations

import re
from collections.abc import Iterator, Set

from nakshatra.text.normalise import fold

_MOST = 3
"""Parts that are looked at; who asks more asks again."""

_STOPS = re.compile(r"[?؟।॥۔!]+\s*")

_MARKS = " ,;،.:"

_PAUSES = re.compile(r"[,;،]\s+|\.\s+")

_HALF = 4
"""Words from which what stands on one side of a comma may be a question."""


def parts(text: str, joints: Set[str]) -> tuple[str, ...]:
    """Its parts of more than one word; none when there are fewer than two of them. `joints`: folded
    words at which a message may turn from one question to the next, such as "and" and "और"."""
    found = [part for one in _STOPS.split(text) for part in _at_joints(one.split(), joints)]
    found = [*found[:1], *(_without_joint(part, joints) for part in found[1:])]
    said = [" ".join(part).strip(_MARKS) for part in found if len(part) > 1]
    return tuple(said[:_MOST]) if len(said) > 1 else ()


def halves(text: str) -> tuple[tuple[str, str], ...]:
    """Where no word parts it: what stands before and after each of its commas, those nearest its
    middle first."""
    cuts = sorted(_PAUSES.finditer(text), key=lambda cut: abs(2 * cut.start() - len(text)))
    found = [bare((text[: cut.start()], text[cut.end() :])) for cut in cuts]
    return tuple(half for half in found if all(len(one.split()) >= _HALF for one in half))[:_MOST]


def bare(half: tuple[str, str]) -> tuple[str, str]:
    """Without the marks at its ends."""
    return half[0].strip(_MARKS), half[1].strip(_MARKS)


def _without_joint(words: list[str], joints: Set[str]) -> list[str]:
    """Of a later sentence, without the joint that begins it; one word more would say little."""
    return words[1:] if len(words) > 2 and fold(words[0].strip(_MARKS)) in joints else words


def _at_joints(words: list[str], joints: Set[str]) -> Iterator[list[str]]:
    """The words between the joints. One that begins the sentence is left: "and of mustard?" leans
    on what was asked before (of a later sentence it is taken off afterwards)."""
    first = 0
    for at in range(1, len(words) - 1):
        if fold(words[at].strip(_MARKS)) in joints:
            yield words[first:at]
            first = at + 1
    yield words[first:]
