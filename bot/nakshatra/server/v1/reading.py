"""A JSON object from a stranger -> its fields, each of the type that is asked, or a fault."""

from __future__ import annotations

import binascii
import json
from base64 import b64decode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request

from nakshatra.catalogue import Catalogue
from nakshatra.server.body import read
from nakshatra.server.v1.faults import Fault, bad
from nakshatra.types import Lang


@dataclass(frozen=True, slots=True)
class Fields:
    """Of one object; `null` counts as left out, as OpenAI's clients have it."""

    values: Mapping[str, Any]
    within: str = ""
    """What it is part of, for the fault: "messages[3]."."""

    def text(self, name: str, *, most: int, default: str | None = None) -> str:
        """Raise `Fault` when it is missing and has no default, no string, too long, or holds what
        cannot be written in UTF-8."""
        value = self.values.get(name)
        if value is None and default is not None:
            return default
        if not isinstance(value, str):
            raise bad(f"{self.within}{name} must be a string.", self.within + name)
        if len(value) > most:
            raise bad(
                f"{self.within}{name} has {len(value)} characters; at most {most} are taken.",
                self.within + name,
                "string_above_max_length",
            )
        return value.encode("utf-8", "replace").decode("utf-8")

    def choice(self, name: str, among: Sequence[str], default: str) -> str:
        value = self.text(name, most=100, default=default)
        if value not in among:
            raise bad(f"{self.within}{name} must be one of: {', '.join(among)}.", name)
        return value

    def number(self, name: str, low: float, high: float, default: float) -> float:
        value = self.values.get(name)
        if value is None:
            return default
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise bad(f"{self.within}{name} must be a number.", self.within + name)
        if not low <= value <= high:
            raise bad(f"{self.within}{name} must be from {low:g} to {high:g}.", self.within + name)
        return value

    def whole(self, name: str, low: int, high: int, default: int) -> int:
        value = self.number(name, low, high, default)
        if value != int(value):
            raise bad(f"{self.within}{name} must be a whole number.", self.within + name)
        return int(value)

    def flag(self, name: str, *, default: bool = False) -> bool:
        value = self.values.get(name)
        if value is None:
            return default
        if not isinstance(value, bool):
            raise bad(f"{self.within}{name} must be true or false.", self.within + name)
        return value

    def object(self, name: str) -> Fields:
        """Empty when it is left out."""
        value = self.values.get(name)
        if value is None:
            return Fields({}, f"{self.within}{name}.")
        if not isinstance(value, dict):
            raise bad(f"{self.within}{name} must be an object.", self.within + name)
        return Fields(value, f"{self.within}{name}.")

    def sound(self, name: str, *, most: int) -> bytes:
        """Base64, as RFC 4648 has it."""
        value = self.values.get(name)
        if not isinstance(value, str):
            raise bad(f"{self.within}{name} must be a recording in base64.", self.within + name)
        if len(value) > (most + 2) // 3 * 4:
            raise Fault(413, f"A recording may have {most} bytes.", param=self.within + name)
        try:
            return b64decode(value, validate=True)
        except (binascii.Error, ValueError):
            raise bad(f"{self.within}{name} is not base64.", self.within + name) from None

    def only(self, *known: str) -> None:
        """Raise `Fault` when there is anything else: a field that is misspelt would be lost."""
        for name in self.values:
            if name not in known:
                where = self.within.rstrip(".") or "the message"
                raise bad(f"{name[:50]!r} is no field of {where}; there are: {', '.join(known)}.")


async def json_object(request: Request, limit: int) -> Fields:
    """The body, at most `limit` bytes."""
    body = await read(request, limit)
    try:
        value = json.loads(body.decode("utf-8"), parse_constant=_refused)
    except (ValueError, RecursionError):
        raise bad("The body is not JSON in UTF-8.") from None
    if not isinstance(value, dict):
        raise bad("The body must be a JSON object.")
    return Fields(value)


def language(text: str, catalogue: Catalogue, param: str) -> Lang | None:
    """ "hi", "hi-IN" or "hi-Latn" -> the language and its letters; None when nothing is said."""
    if not text:
        return None
    code, _, script = text.partition("-")
    card = catalogue.languages.get(code.lower())
    if card is None:
        known = ", ".join(catalogue.languages)
        raise bad(f"{param}: {text[:20]!r} is no language known here; there are: {known}.", param)
    return Lang(card.code, script if script in card.scripts else card.scripts[0])


def _refused(constant: str) -> None:
    raise ValueError(constant)
