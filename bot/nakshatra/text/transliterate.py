"""Between Latin letters and a language's own script (tables come from languages/)."""

from __future__ import annotations

from nakshatra.types import Lang


def to_native(text: str, lang: Lang) -> str:
    return text


def to_script(text: str, lang: Lang) -> str:
    return text
