"""A question and the pack's own answer to it -> what a language model is asked, and the grammar it
must write in. Knows no engine."""

from __future__ import annotations

from pathlib import Path

from nakshatra.catalogue import Catalogue
from nakshatra.knowledge.fence import fenced
from nakshatra.types import Answer, Query

SENTENCES = 4

GRAMMAR = r"""root ::= sentence (" " sentence){0,5}
sentence ::= (plain | "." [0-9])+ [.!?।]
plain ::= [^.!?।\n\r\t*#`<>{}|~_\\\[\]]
"""
"""GBNF: up to six sentences on one line, without any markup. A point may stand inside a number."""

_DEFAULT = Path(__file__).with_name("prompt.md")

Messages = list[dict[str, str]]
"""As chat completions take them: {"role", "content"}."""


def template(folder: Path) -> str:
    """The expert's own prompt.md, or ours."""
    own = folder / "prompt.md"
    return (own if own.is_file() else _DEFAULT).read_text("utf-8")


def messages(template: str, query: Query, notes: Answer, catalogue: Catalogue) -> Messages:
    """`notes` is what the pack says itself; the model may only put it in the asker's terms."""
    card = catalogue.languages.get(notes.lang.code)
    system = (
        template.replace("{language}", card.english if card else notes.lang.code)
        .replace("{sentences}", str(SENTENCES))
        .replace("{notes}", notes.text)
    )
    before = [{"role": "user", "content": asked(query.previous)}] if query.previous else []
    return [
        {"role": "system", "content": system},
        *before,
        {"role": "user", "content": asked(query.native or query.text)},
    ]


def asked(text: str) -> str:
    """Marked as a stranger's words, which end where the marks say and nowhere before."""
    return f"«{fenced(text)}»"
