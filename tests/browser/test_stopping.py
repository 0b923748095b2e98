"""A server that is told to stop while a page waits for letters."""

from __future__ import annotations

from pathlib import Path
from threading import Thread

import httpx
import pytest

from browser.running import serving

pytestmark = pytest.mark.browser


def test_waiting_pages_are_let_go_and_what_was_said_is_in_no_log(tmp_path: Path) -> None:
    answers: list[httpx.Response] = []
    with serving(tmp_path) as server, httpx.Client(base_url=server.url, timeout=60) as browser:
        browser.post("/chat/hello")
        waiting = Thread(target=lambda: answers.append(browser.get("/chat/replies?after=0")))
        waiting.start()
        id = "6f1c1cf4-1b7c-4a55-9a8e-0c3f2b1d4e5f"
        browser.post("/chat/messages", json={"id": id, "text": "गुप्त बात dengue"})
        waiting.join(60)
        again = Thread(target=lambda: answers.append(browser.get("/chat/replies?after=9999")))
        again.start()
        browser.get("/health")
        assert server.stop() == 0
        again.join(30)
        assert [len(answer.json()["letters"]) for answer in answers] == [1, 0]
        said = server.log.read_text("utf-8")
        assert "Traceback" not in said
        assert "गुप्त" not in said
        assert "dengue" not in said
