"""Words and what is typed for their parts -> rows to fit a network on, in both directions."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from nakshatra.text.network import Network
from nakshatra.training.channel import Step
from nakshatra.training.letter_network import Row

_AT_ONCE = 4096
"""Words in one pass, so that the arrays stay small."""


def drawn(network: Network, words: Sequence[str], rng: np.random.Generator) -> list[list[str]]:
    """One spelling of each word as the network thinks people vary: chunks, one for each letter."""
    found = []
    for at in range(0, len(words), _AT_ONCE):
        part = words[at : at + _AT_ONCE]
        scores, starts = network.log_probabilities(part)
        said = (scores + rng.gumbel(size=scores.shape)).argmax(axis=1).tolist()
        for i in range(len(part)):
            found.append([network.chunks[c] for c in said[starts[i] : starts[i + 1]]])
    return found


def letters_of(steps: Sequence[Step]) -> list[tuple[str, str]]:
    """Each letter of the word with what is typed for it; a silent vowel goes with its consonant."""
    found: list[tuple[str, str]] = []
    for (_, chars), typed in steps:
        if chars:
            found.append((chars[0], typed))
            found += [(char, "") for char in chars[1:]]
        else:
            char, before = found[-1]
            found[-1] = char, before + typed
    return found


def writing(steps: Sequence[Step], weight: float) -> Row:
    letters = letters_of(steps)
    return Row("".join(c for c, _ in letters), [typed for _, typed in letters], weight)


def reading(letters: Sequence[tuple[str, str]], weight: float) -> Row:
    """The other way: each typed letter with what of the word it stands for."""
    typed, chunks, lead, last = "", list[str](), "", -1
    for char, spelled in letters:
        if spelled:
            last = len(chunks)
            chunks += [lead + char, *[""] * (len(spelled) - 1)]
            typed, lead = typed + spelled, ""
        elif chunks:
            chunks[last] += char
        else:
            lead += char
    return Row(typed, chunks, weight)
