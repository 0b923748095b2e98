"""Settings -> for each language that nothing here hears, the model that would; it fetches nothing.

Recommendations for a machine's memory, with their reasons, are recommend.py's; this is its first
choice alone, within the memory that the bot may use.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from nakshatra import weights
from nakshatra.catalogue import Catalogue
from nakshatra.recommend import BOT_MB, SYSTEM_MB, Wish, advise, runnable
from nakshatra.settings import Settings

_ANY_MB = 10**9
"""How much disk there is, is not asked here: fetching asks it."""


def unheard(settings: Settings, cards: Catalogue) -> Mapping[str, str]:
    """Language -> the model to fetch; "" where none in models/ will do."""
    ears = [card for card in cards.models.values() if card.kind == "asr" and runnable(card)]
    here = [card for card in ears if weights.present(card, settings.models_dir)]
    heard = {code for card in here for code in card.languages}
    wish = Wish(
        languages=[code for code in cards.languages if code not in heard],
        ram_mb=settings.ram_budget_mb + SYSTEM_MB + BOT_MB,
        disk_mb=_ANY_MB,
    )
    advice = advise(
        wish,
        cards.models,
        here=lambda card: weights.present(card, settings.models_dir),
        espeak=(),
    )
    return {choice.language: choice.model for choice in advice.choices if choice.role == "hears"}


def pulls(models: Mapping[str, str]) -> str:
    """Language -> model, as the commands that fetch them, a line each, with what it is for."""
    named = dict.fromkeys(model for model in models.values() if model)
    return "\n".join(
        f"nakshatra models pull {model}  # {_of(code for code in models if models[code] == model)}"
        for model in named
    )


def _of(codes: Iterable[str]) -> str:
    return ", ".join(codes)
