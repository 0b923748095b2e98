"""The http expert against servers in processes of their own: a bare language model's, and ours."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import pytest

from nakshatra.catalogue import Catalogue
from nakshatra.experts.http import HttpExpert, build
from nakshatra.home import home
from nakshatra.registry import Spec
from nakshatra.settings import Settings
from nakshatra.types import ENGLISH, Answer, Query
from small_pack import write_pack

TESTS = Path(__file__).parents[1]


@contextmanager
def running(*command: str, **environment: str) -> Iterator[str]:
    """The address a server says it runs on."""
    process = subprocess.Popen(
        [sys.executable, *command],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=os.environ | environment,
    )
    assert process.stdout is not None
    try:
        lines: list[str] = []
        for line in process.stdout:
            lines.append(line)
            if found := re.search(r"running on (http://[\d.:]+)", line):
                yield found[1]
                return
        pytest.fail("the server ended: " + "".join(lines))
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def reached(url: str, root: Path) -> HttpExpert:
    write_pack(root, "far", kind="http", settings=f'url = "{url}/v1"\nmodel = "far"')
    cards = Catalogue.load(home(), root)
    options = cards.experts["far"].settings
    return build(Spec(settings=Settings(), catalogue=cards, id="far", options=options))


async def ask(url: str, root: Path, text: str) -> Answer | None:
    expert = reached(url, root)
    try:
        return await expert.answer(Query(text=text, native=text, lang=ENGLISH))
    finally:
        await expert.close()


async def test_a_bare_language_model_answers_without_citations(tmp_path: Path) -> None:
    if find_spec("llama_cpp") is None:
        pytest.skip("llama-cpp-python is not installed")
    from tiny_gguf import write_tiny_gguf

    model = write_tiny_gguf(tmp_path / "tiny.gguf")
    with running(str(TESTS / "llama_server.py"), str(model)) as url:
        answer = await ask(url, tmp_path / "here", "hello")
    assert answer is None or answer.citations == ()


async def test_an_expert_served_by_us_answers_with_its_sources(tmp_path: Path) -> None:
    write_pack(tmp_path / "there")
    with running(
        *("-c", "from nakshatra.cli.main import main; main()"),
        *("experts", "serve", "kites", "--port", "0"),
        NAKSHATRA_CATALOGUE=str(tmp_path / "there"),
        PYTHONPATH=str(TESTS.parent / "bot"),
    ) as url:
        answer = await ask(url, tmp_path / "here", "how much is a kite licence")
    assert answer is not None
    assert "2,150 rupees" in answer.text
    assert answer.citations[0].id == "kites/licence"
