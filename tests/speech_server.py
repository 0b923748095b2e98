"""A small local service with OpenAI's /v1/audio/transcriptions: keeps what it was sent."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tiny_sherpa import TEXT


@dataclass
class Service:
    """What it says, and what came."""

    url: str = ""
    status: int = 200
    body: bytes = b""
    """Said instead of a transcript."""

    language: str = "hindi"
    forms: list[dict[str, bytes]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)

    def transcript(self) -> bytes:
        segments = [{"avg_logprob": -0.2, "no_speech_prob": 0.01}]
        said = {"text": f" {TEXT}", "language": self.language, "segments": segments}
        return self.body or json.dumps(said).encode()


@contextmanager
def serving() -> Iterator[Service]:
    service = Service()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            data = self.rfile.read(int(self.headers["content-length"]))
            service.headers.append({k.lower(): v for k, v in self.headers.items()})
            service.forms.append(_form(self.headers["content-type"], data))
            reply = service.transcript()
            right = self.path == "/v1/audio/transcriptions"
            self.send_response(service.status if right else 404)
            self.send_header("content-length", str(len(reply)))
            self.end_headers()
            self.wfile.write(reply)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    service.url = f"http://127.0.0.1:{server.server_port}/v1"
    try:
        yield service
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _form(kind: str, body: bytes) -> dict[str, bytes]:
    whole = message_from_bytes(b"content-type: " + kind.encode() + b"\r\n\r\n" + body)
    return {
        str(part.get_param("name", header="content-disposition")): bytes(
            part.get_payload(decode=True)
        )
        for part in whole.walk()
        if not part.is_multipart()
    }
