"""The page, its language, and what a browser may do with it."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path

import httpx
import pytest

from nakshatra.catalogue import Catalogue
from server.web_house import House

STATIC = Path(str(files("nakshatra.server") / "static"))


@pytest.mark.parametrize(
    ("asked", "code", "title"),
    [("hi-IN,en;q=0.5", "hi", "नक्षत्र"), ("xx", "en", "Nakshatra"), ("", "en", "Nakshatra")],
)
async def test_the_page_speaks_the_browsers_language(
    house: House, asked: str, code: str, title: str
) -> None:
    async with house.client(headers={"accept-language": asked}) as browser:
        page = (await browser.get("/")).text
    assert f'<html lang="{code}">' in page
    assert f"<title>{title}</title>" in page
    assert "$" not in page.replace("$static", "")


async def test_a_chosen_language_stays(house: House) -> None:
    async with house.client(headers={"accept-language": "en"}) as browser:
        assert '<html lang="hi">' in (await browser.get("/?lang=hi")).text
        assert '<html lang="hi">' in (await browser.get("/")).text


async def test_everything_comes_from_here_and_nothing_runs_inline(house: House) -> None:
    async with house.client() as browser:
        response = await browser.get("/")
        assert "default-src 'self'" in response.headers["content-security-policy"]
        assert "frame-ancestors 'none'" in response.headers["content-security-policy"]
        assert response.headers["x-content-type-options"] == "nosniff"
        assert response.headers["referrer-policy"] == "no-referrer"
        for address in re.findall(r'(?:src|href)="([^"]+)"', response.text):
            assert address.startswith("/")
            if address.startswith("/static/"):
                file = await browser.get(address)
                assert file.status_code == 200
                assert "immutable" in file.headers["cache-control"]
    assert not re.search(r"\son\w+=|\sstyle=|<style", response.text)
    assert re.findall(r"<script(?! type=\"(?:module|application/json)\")", response.text) == []


async def test_only_named_files_are_served(house: House) -> None:
    async with house.client() as browser:
        for path in ("/static/x/index.html", "/static/x/../app.py", "/static/x/%2e%2e%2fapp.py"):
            assert (await browser.get(path)).status_code == 404


async def test_a_name_pointed_at_loopback_is_turned_away(house: House) -> None:
    async with house.client() as browser:
        assert (await browser.get("/", headers={"host": "evil.example"})).status_code == 403
        assert (await browser.get("/", headers={"host": "localhost:8321"})).status_code == 200
        assert (await browser.get("/", headers={"host": "[::1]:8321"})).status_code == 200


async def test_the_page_is_small(client: httpx.AsyncClient) -> None:
    assert sum(file.stat().st_size for file in STATIC.iterdir()) < 40 * 1024
    squeezed = (await client.get("/", headers={"accept-encoding": "gzip"})).headers
    assert int(squeezed["content-length"]) < 6_000


def test_each_phrase_of_the_script_is_in_every_language_of_the_page() -> None:
    catalogue = Catalogue.load()
    script = "".join(file.read_text("utf-8") for file in STATIC.glob("*.js"))
    page = (STATIC / "index.html").read_text("utf-8")
    used = {f"web_{key}" for key in re.findall(r'say\("(\w+)"', script)}
    used |= set(re.findall(r"\$(web_\w+)", page))
    for code in ("en", "hi"):
        missing = used - catalogue.languages[code].phrases.keys()
        assert not missing, code
