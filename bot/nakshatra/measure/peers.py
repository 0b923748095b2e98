"""Other people's language identifiers, for comparison in the same run; those that are installed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib.util import find_spec


def peers() -> dict[str, Callable[[Sequence[str]], Sequence[str]]]:
    """Name -> texts to ISO 639 codes."""
    return {"py3langid": _py3langid} if find_spec("py3langid") else {}


def _py3langid(texts: Sequence[str]) -> list[str]:
    import py3langid

    return [str(py3langid.classify(text)[0]) for text in texts]
