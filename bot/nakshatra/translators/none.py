"""No translator: says so, and the road leaves an expert's text in the expert's language."""

from __future__ import annotations

from nakshatra.errors import EngineError
from nakshatra.registry import Spec
from nakshatra.types import Lang


class NoTranslator:
    async def translate(self, text: str, source: Lang, target: Lang) -> str:  # noqa: ARG002
        raise EngineError(f"no translator is set for {source} to {target}")


def build(spec: Spec) -> NoTranslator:  # noqa: ARG001
    return NoTranslator()
