"""A small stand-in for the model hub's HTTP interface on loopback: one repository, large files
behind a redirect to their blob, range requests, and the accidents of real networks. Written from
the hub's public documentation.
"""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from nakshatra.cards import ModelCard

REPOSITORY = "someone/tiny"
COMMIT = "0123456789abcdef0123456789abcdef01234567"
LARGE = 1000
"""Bytes from which on a file lies elsewhere, as files in Git LFS do."""

PIECE = 100_000

MODEL = bytes(range(256)) * 12_000
FILES = {"model.bin": MODEL, "config.json": b"{}", "vocabulary.txt": b"a\nb\n", "README.md": b"#"}


def card(**changes: object) -> ModelCard:
    """Of two of these files."""
    made = ModelCard(
        id="tiny",
        kind="asr",
        engine="faster_whisper",
        repository=REPOSITORY,
        revision=COMMIT,
        files={"model.bin": hashlib.sha256(MODEL).hexdigest(), "config.json": ""},
        licence="Apache-2.0",
        languages=["hi"],
        bytes=len(MODEL),
        ram_mb=10,
        status="made for a test",
    )
    return replace(made, **changes)  # type: ignore[arg-type]


@dataclass
class Hub:
    files: dict[str, bytes]
    url: str = ""
    served: dict[str, bytes] = field(default_factory=dict)
    """File -> what is sent in its place: a corrupted one."""

    cut_after: dict[str, int] = field(default_factory=dict)
    """File -> bytes after which the next transfer of it breaks off, once."""

    statuses: dict[str, list[int]] = field(default_factory=dict)
    """File, or "" for the listing -> statuses answered first, one a request."""

    portal: bytes = b""
    """What a network that wants one to log in first answers to every listing; b"" = none."""

    slow: float = 0.0
    """Seconds before each piece of a file."""

    ignores_ranges: bool = False
    asked: list[tuple[str, str]] = field(default_factory=list)
    """File and Range header of every transfer, in order."""

    listed: int = 0
    """Times somebody asked what there is."""

    sent: int = 0
    """Bytes of all transfers."""

    def app(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/api/models/{owner}/{name}", self._listing),
                Route("/api/models/{owner}/{name}/revision/{revision}", self._listing),
                Route("/blobs/{path:path}", self._blob),
                Route("/{owner}/{name}/resolve/{revision}/{path:path}", self._resolve),
            ]
        )

    async def _listing(self, request: Request) -> Response:
        self.listed += 1
        if code := self._status(""):
            return Response(status_code=code)
        if self.portal:
            return Response(self.portal, media_type="text/html")
        if _repository(request) != REPOSITORY:
            return Response(status_code=404, headers={"X-Error-Code": "RepoNotFound"})
        rows = [_row(name, data) for name, data in self.files.items()]
        return JSONResponse({"id": REPOSITORY, "sha": COMMIT, "siblings": rows})

    async def _resolve(self, request: Request) -> Response:
        name = request.path_params["path"]
        if _repository(request) != REPOSITORY or name not in self.files:
            return Response(status_code=404, headers={"X-Error-Code": "EntryNotFound"})
        if code := self._status(name):
            return Response(status_code=code)
        data = self.files[name]
        head = {"X-Repo-Commit": COMMIT}
        if len(data) < LARGE:
            return self._send(request, name, head | {"ETag": f'"{_row(name, data)["blobId"]}"'})
        sha = hashlib.sha256(data).hexdigest()
        head |= {"X-Linked-Etag": f'"{sha}"', "X-Linked-Size": str(len(data))}
        return RedirectResponse(f"{self.url}/blobs/{name}", 302, headers=head)

    async def _blob(self, request: Request) -> Response:
        return self._send(request, request.path_params["path"], {})

    def _send(self, request: Request, name: str, head: dict[str, str]) -> Response:
        data, wanted = self.served.get(name, self.files[name]), request.headers.get("Range", "")
        if request.method == "HEAD":
            return Response(headers=head | {"Content-Length": str(len(data))})
        self.asked.append((name, wanted))
        start = 0 if self.ignores_ranges else int(wanted[6:].split("-")[0] if wanted else 0)
        if start:
            head = head | {"Content-Range": f"bytes {start}-{len(data) - 1}/{len(data)}"}
        return StreamingResponse(
            self._pieces(data[start:], self.cut_after.pop(name, None)),
            206 if start else 200,
            head | {"Content-Length": str(len(data) - start)},
        )

    async def _pieces(self, data: bytes, cut: int | None) -> AsyncIterator[bytes]:
        for at in range(0, len(data), PIECE):
            if cut is not None and at >= cut:
                raise ConnectionAbortedError("the line was cut, as the test wanted")
            if self.slow:
                time.sleep(self.slow)  # the server's own thread: nobody else is kept waiting
            self.sent += len(data[at : at + PIECE])
            yield data[at : at + PIECE]

    def _status(self, name: str) -> int | None:
        waiting = self.statuses.get(name)
        return waiting.pop(0) if waiting else None


def _repository(request: Request) -> str:
    return f"{request.path_params['owner']}/{request.path_params['name']}"


def _row(name: str, data: bytes) -> dict[str, object]:
    blob = hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()
    row: dict[str, object] = {"rfilename": name, "size": len(data), "blobId": blob}
    if len(data) >= LARGE:
        sha = hashlib.sha256(data).hexdigest()
        row["lfs"] = {"sha256": sha, "size": len(data), "pointerSize": 134}
    return row


@contextmanager
def running(files: dict[str, bytes]) -> Iterator[Hub]:
    hub = Hub(files)
    config = uvicorn.Config(hub.app(), port=0, log_config=None, lifespan="off", ws="none")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    hub.url = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    try:
        yield hub
    finally:
        server.should_exit = server.force_exit = True
        thread.join()
