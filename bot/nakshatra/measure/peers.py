"""Other people's language identifiers, for comparison in the same run; those that are installed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib.util import find_spec
from pathlib import Path

Identify = Callable[[Sequence[str]], Sequence[str]]
"""Texts to ISO 639 codes."""

_CODES = {"gom": "kok", "bh": "bho", "bih": "bho", "pnb": "pa"}
"""Names that others use for our languages."""


def peers(fasttext: Path | None = None) -> dict[str, Identify]:
    """`fasttext`: a model of fastText's, such as lid.176.ftz, read when the library is there."""
    found: dict[str, Identify] = {}
    if find_spec("py3langid"):
        found["py3langid"] = _py3langid
    if fasttext is not None and find_spec("fasttext"):
        found[fasttext.name] = _fasttext(fasttext)
    return found


def _py3langid(texts: Sequence[str]) -> list[str]:
    import py3langid

    return [_ours(str(py3langid.classify(text)[0])) for text in texts]


def _fasttext(path: Path) -> Identify:
    import fasttext

    model = fasttext.load_model(str(path))

    def identify(texts: Sequence[str]) -> list[str]:
        return [_ours(model.predict(text.replace("\n", " "))[0][0][9:]) for text in texts]

    return identify


def _ours(code: str) -> str:
    return _CODES.get(code, code)
