"""The catalogue's phrases -> the command menus that Telegram shows, one for each language."""

from __future__ import annotations

import re
from collections.abc import Mapping

from telegram import BotCommand

from nakshatra.catalogue import Catalogue

_LINE = re.compile(r"^/([a-z]+) +(.+)$", re.MULTILINE)
"""A line of the phrases `menu` and `help`, such as "/voice when I speak aloud"."""

_TAG = re.compile(r"[a-z]{2}")
"""Telegram knows languages by their ISO 639-1 code only."""


def menus(catalogue: Catalogue) -> Mapping[str, list[BotCommand]]:
    """Language code -> its menu; "" is the menu of everyone else."""
    spoken = [c for c, card in catalogue.languages.items() if "menu" in card.phrases]
    found = {code: _menu(catalogue, code) for code in spoken if _TAG.fullmatch(code)}
    return {"": _menu(catalogue, "en"), **found}


def _menu(catalogue: Catalogue, code: str) -> list[BotCommand]:
    lines = f"{catalogue.phrase('menu', code)}\n{catalogue.phrase('help', code)}"
    return [BotCommand(name, about) for name, about in _LINE.findall(lines)]
