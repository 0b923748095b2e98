"""What Telegram says that a person reads -> a language of ours."""

from __future__ import annotations

from collections.abc import Mapping

import telegram as tg

from nakshatra.cards import LanguageCard
from nakshatra.types import Lang


def tongue(user: tg.User, languages: Mapping[str, LanguageCard]) -> Lang | None:
    """Telegram's "en-IN" -> Lang("en", "Latn"); None for a language that has no card."""
    card = languages.get((user.language_code or "").partition("-")[0].lower())
    return Lang(card.code, card.scripts[0]) if card else None
