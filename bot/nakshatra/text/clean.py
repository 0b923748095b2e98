"""A text as a platform may give it -> one that any can carry."""

from __future__ import annotations


def clean(text: str) -> str:
    """Without lone surrogates, which no platform can carry."""
    return text.encode("utf-8", "ignore").decode("utf-8")
