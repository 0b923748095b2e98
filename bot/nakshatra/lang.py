"""A language as a value, and how sure somebody is of it. Identifies none."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Lang:
    """A language as it is written: Hindi in Devanagari is not Hindi in Latin letters."""

    code: str
    """ISO 639, e.g. "hi"."""

    script: str
    """ISO 15924, e.g. "Deva" or "Latn"."""

    def __str__(self) -> str:
        return f"{self.code}-{self.script}"

    @classmethod
    def parse(cls, tag: str) -> Lang:
        """Read a BCP 47 tag that names its script, such as "hi-Latn"."""
        code, _, script = tag.partition("-")
        if not (code and script):
            raise ValueError(f"a language tag needs a script, as in 'hi-Deva': {tag!r}")
        return cls(code, script)


ENGLISH = Lang("en", "Latn")


@dataclass(frozen=True, slots=True)
class Identified:
    """A language and how sure the identifier is of it."""

    lang: Lang
    p: float
    """Calibrated probability, 0 to 1."""

    rival: Lang | None = None
    """Not sure: the language that is nearly as likely. None when it is sure."""

    dialect: str = ""
    """ISO 639-3 of the dialect it is surely in; answered as `lang`."""
