"""A small stand-in for the model hub's HTTP interface on loopback: one repository, range requests,
and the accidents of real networks. Written from the hub's public documentation.
"""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

REPOSITORY = "someone/tiny"
COMMIT = "0123456789abcdef0123456789abcdef01234567"


class Hub(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, files: dict[str, bytes]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.files = files
        self.cut_after: dict[str, int] = {}
        """File -> bytes after which the next transfer of it breaks off, once."""

        self.asked: list[tuple[str, str]] = []
        """File and Range header of every GET, in order."""

        self.heads: list[str] = []
        """What was asked about without asking for it (HEAD)."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is one of the accidents."""


class _Handler(BaseHTTPRequestHandler):
    server: Hub
    protocol_version = "HTTP/1.1"

    def do_HEAD(self) -> None:
        self.server.heads.append(self.path.rpartition("/")[2])
        self._answer(body=False)

    def do_GET(self) -> None:
        self._answer(body=True)

    def _answer(self, *, body: bool) -> None:
        path = self.path.split("?")[0]
        if path.startswith(f"/api/models/{REPOSITORY}"):
            siblings = [{"rfilename": name} for name in self.server.files]
            info = {"id": REPOSITORY, "sha": COMMIT, "siblings": siblings}
            self._send(200, json.dumps(info).encode(), {"Content-Type": "application/json"}, body)
            return
        name = path.removeprefix(f"/{REPOSITORY}/resolve/").partition("/")[2]
        if name in self.server.files:
            self._file(name, body)
        else:
            code = "EntryNotFound" if path.startswith(f"/{REPOSITORY}/") else "RepoNotFound"
            self._send(404, b"", {"X-Error-Code": code}, body)

    def _file(self, name: str, body: bool) -> None:
        data = self.server.files[name]
        head = {"X-Repo-Commit": COMMIT, "ETag": f'"{hashlib.sha256(data).hexdigest()}"'}
        start = 0
        if wanted := self.headers.get("Range"):
            start = int(wanted.removeprefix("bytes=").split("-")[0])
            head["Content-Range"] = f"bytes {start}-{len(data) - 1}/{len(data)}"
        if body:
            self.server.asked.append((name, wanted or ""))
        self._send(206 if wanted else 200, data[start:], head, body, self._cut(name, body))

    def _cut(self, name: str, body: bool) -> int | None:
        return self.server.cut_after.pop(name, None) if body else None

    def _send(
        self, code: int, data: bytes, head: dict[str, str], body: bool, cut: int | None = None
    ) -> None:
        self.send_response(code)
        for key, value in (head | {"Content-Length": str(len(data))}).items():
            self.send_header(key, value)
        self.end_headers()
        if body:
            self.wfile.write(data[:cut])
        if cut is not None:
            self.close_connection = True

    def log_message(self, format: str, *args: Any) -> None:
        """Quiet."""


@contextmanager
def running(files: dict[str, bytes]) -> Iterator[Hub]:
    with Hub(files) as hub:
        thread = threading.Thread(target=hub.serve_forever, daemon=True)
        thread.start()
        try:
            yield hub
        finally:
            hub.shutdown()
            thread.join()
