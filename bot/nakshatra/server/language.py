"""A request -> the language its reader wants the page in."""

from __future__ import annotations

from collections.abc import Iterator

from starlette.requests import Request

from nakshatra.catalogue import Catalogue
from nakshatra.server.site import site_of
from nakshatra.types import Lang

COOKIE = "page"
"""The language chosen on the page; a plain word, no secret."""

MARK = "web_title"
"""A language that has this phrase has the whole page."""


def languages(catalogue: Catalogue) -> list[str]:
    """Codes of the languages the page is written in, English first."""
    codes = [code for code, card in catalogue.languages.items() if MARK in card.phrases]
    return sorted(codes, key=lambda code: (code != "en", code))


def wanted(request: Request) -> str:
    """The first of: asked for in the address, chosen before, the browser's own, English."""
    served = languages(site_of(request).catalogue)
    return next((code for code in _wishes(request) if code in served), "en")


def reader(request: Request) -> Lang:
    """The same as a hint for a first, very short message."""
    code = wanted(request)
    card = site_of(request).catalogue.languages.get(code)
    return Lang(code, card.scripts[0]) if card else Lang("en", "Latn")


def _wishes(request: Request) -> Iterator[str]:
    yield request.query_params.get("lang", "")
    yield request.cookies.get(COOKIE, "")
    for item in request.headers.get("accept-language", "").split(","):
        yield item.split(";")[0].split("-")[0].strip().lower()
