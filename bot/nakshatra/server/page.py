"""GET /: the chat page in the reader's language. Its words are phrases `web_...` of languages/."""

from __future__ import annotations

import gzip
import json
from functools import cache, lru_cache
from hashlib import blake2b
from html import escape
from importlib.resources import files
from string import Template

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from nakshatra.catalogue import Catalogue
from nakshatra.server.language import COOKIE, wanted
from nakshatra.server.site import site_of

_SCRIPTS = ("chat", "mailbox", "outbox", "player", "recorder", "reply", "view", "words")
_TYPES = {
    "chat.css": "text/css",
    "icon.svg": "image/svg+xml",
    "app.webmanifest": "application/manifest+json",
    **{f"{name}.js": "text/javascript" for name in _SCRIPTS},
}
"""What /static/ serves, and nothing else."""

_YEAR = 365 * 24 * 3600
_KEEP = f"public, max-age={_YEAR}, immutable"
_FRESH = {"cache-control": "no-cache", "vary": "accept-encoding, accept-language, cookie"}
_EXAMPLE = '<li><button type="button" class="example" lang="{}">{}</button></li>'


async def index(request: Request) -> Response:
    catalogue, code = site_of(request).catalogue, wanted(request)
    page = Template(_text("index.html")).substitute(_values(catalogue, code))
    response = _packed(request, page, "text/html", _FRESH)
    if request.query_params.get("lang") == code:
        response.set_cookie(COOKIE, code, max_age=_YEAR, samesite="lax", httponly=True)
    return response


async def static(request: Request) -> Response:
    """The folder's name is the content's hash, so a browser keeps a file until it changes."""
    name = request.path_params["name"]
    if name not in _TYPES:
        raise HTTPException(404)
    current = request.path_params["version"] == _version()
    headers = {"cache-control": _KEEP if current else "no-cache", "vary": "accept-encoding"}
    return _packed(request, _text(name), _TYPES[name], headers)


def _packed(request: Request, text: str, mime: str, headers: dict[str, str]) -> Response:
    """A quarter of the size over a weak network."""
    if "gzip" not in request.headers.get("accept-encoding", ""):
        return Response(text, media_type=mime, headers=headers)
    return Response(_zipped(text), media_type=mime, headers=headers | {"content-encoding": "gzip"})


def _values(catalogue: Catalogue, code: str) -> dict[str, str]:
    """Each phrase as safe text, the address of the assets, and all phrases for the script."""
    english = catalogue.languages["en"].phrases
    said = {k: catalogue.phrase(k, code) for k in english if k.startswith("web_")}
    return {
        **{name: escape(text) for name, text in said.items()},
        "code": code,
        "static": f"/static/{_version()}",
        "others": _link(catalogue, _other(code)),
        "examples": _examples(said["web_examples"]),
        "phrases": json.dumps(said, ensure_ascii=False).replace("<", "\\u003c"),
    }


def _other(code: str) -> str:
    """The language one touch away; the others are chosen by the browser, or in the address."""
    return "en" if code != "en" else "hi"


def _link(catalogue: Catalogue, code: str) -> str:
    """To the page in this language."""
    return (
        f'<a class="tongue" href="/?lang={code}" hreflang="{code}" lang="{code}">'
        f"{escape(catalogue.languages[code].name)}</a>"
    )


def _examples(lines: str) -> str:
    """Lines such as "hi-Latn: PM Kisan ka paisa kab aayega?" as buttons."""
    pairs = [line.partition(": ") for line in lines.splitlines() if line.strip()]
    return "".join(_EXAMPLE.format(escape(tag), escape(text)) for tag, _, text in pairs)


@lru_cache(maxsize=64)
def _zipped(text: str) -> bytes:
    return gzip.compress(text.encode(), mtime=0)


@cache
def _text(name: str) -> str:
    return files("nakshatra.server").joinpath("static", name).read_text("utf-8")


@cache
def _version() -> str:
    whole = "".join(_text(name) for name in _TYPES)
    return blake2b(whole.encode(), digest_size=6).hexdigest()
