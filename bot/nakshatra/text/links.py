"""A text without the addresses in it; an office's own keeps its name, which says what it is about.

"https://bit.ly/3xYz" has letters and no words: searched as words it is a dog bite in Assamese.
"""

from __future__ import annotations

import re

_LINK = re.compile(r"(?:https?://|www\.)([^\s/?#]*)\S*", re.IGNORECASE)

_OFFICES = (".gov.in", ".nic.in")


def without_links(text: str) -> str:
    """Single spaces where they stood; the same when it has none."""
    if "://" not in text and "www." not in text.lower():
        return text
    return " ".join(_LINK.sub(_name, text).split())


def _name(found: re.Match[str]) -> str:
    host = found[1].lower().removeprefix("www.")
    return f" {host} " if host.endswith(_OFFICES) else " "
