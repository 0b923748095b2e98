"""A stranger's words -> the same words, without a sign that could end their place in a prompt.

Chat templates part who speaks by tokens such as <|im_end|>, [INST], <start_of_turn>, ### or a line
of their own; a language model's library reads them in a question as it does in the template. So the
signs they are made of become others that look alike, and lines become one. It changes no letter,
digit or sign that people ask with.
"""

from __future__ import annotations

import re

_LOOKALIKES = str.maketrans(
    {
        **{"<": "‹", ">": "›", "[": "(", "]": ")", "{": "(", "}": ")", "|": "¦"},
        **{"`": "'", "«": '"', "»": '"', "\u2581": "_"},
    }
)
_HASHES = re.compile(r"#{2,}")
_SPACES = re.compile(r"[\s\x00-\x1f\x7f\u2028\u2029]+")


def fenced(text: str) -> str:
    """One line. Idempotent."""
    return _SPACES.sub(" ", _HASHES.sub("#", text.translate(_LOOKALIKES))).strip()
