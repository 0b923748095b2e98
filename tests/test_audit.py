"""`make audit` against stand-ins of both databases, and with neither there."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

import audit
from audit import Databases, main

NOWHERE = "http://127.0.0.1:1"
KNOWN = {"old==1.0": ["GHSA-1", "PYSEC-2"]}
ONE = "old==1.0\nnew==2.0 ; python_version < '4'\n# gone==1\n"


@contextmanager
def database(garbled: str = "") -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["content-length"])))["queries"]
            assert all(one["package"]["ecosystem"] == "PyPI" for one in asked)
            pins = [f"{one['package']['name']}=={one['version']}" for one in asked]
            rows = [{"vulns": [{"id": id} for id in KNOWN[p]]} if p in KNOWN else {} for p in pins]
            self._say({"results": rows})

        def do_GET(self) -> None:
            _, _, name, version, _ = self.path.split("/")
            ids = KNOWN.get(f"{name}=={version}", [])
            gone = {"id": "PYSEC-0", "withdrawn": "2026-01-01"}
            self._say({"vulnerabilities": [*({"id": id, "withdrawn": None} for id in ids), gone]})

        def _say(self, told: Any) -> None:
            data = (garbled or json.dumps(told)).encode()
            self.send_response(200)
            self.send_header("content-length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def pins(tmp_path: Path) -> Path:
    path = tmp_path / "constraints.txt"
    path.write_text(ONE)
    return path


@pytest.mark.parametrize(("osv", "by"), [(True, "osv.dev"), (False, "pypi.org")])
def test_a_vulnerable_library_fails_and_is_named(
    osv: bool, by: str, pins: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with database() as url:
        where = Databases(url, NOWHERE) if osv else Databases(NOWHERE, url)
        assert main([], where, pins) == 1
        said = capsys.readouterr().out
        assert "vulnerable: old==1.0: GHSA-1, PYSEC-2" in said
        assert f"audited by {by}: 2 libraries, 1 vulnerable" in said
        pins.write_text("new==2.0\n")
        assert main(["--strict"], where, pins) == 0


@pytest.mark.parametrize("garbled", ["<html>", "[]", '{"results": [1]}', '{"results": []}'])
def test_where_no_database_answers_that_is_one_line(
    garbled: str, pins: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with database(garbled) as url:
        for where in (Databases(url, url), Databases(NOWHERE, NOWHERE)):
            assert main([], where, pins) == 0
            assert capsys.readouterr().out.count("\n") == 1
            assert main(["--strict"], where, pins) == 1
            assert "not audited: no database reached" in capsys.readouterr().out


def test_every_pin_of_ours_is_asked_for() -> None:
    lines = audit.PINS.read_text("utf-8").splitlines()
    assert len(audit.pins_of(lines)) == sum("==" in line and line[0] != "#" for line in lines)
