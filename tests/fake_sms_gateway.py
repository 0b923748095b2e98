"""A small SMS gateway: an HTTP server on loopback that takes messages as providers do.

Twilio's Messages resource is written from its documentation: it refuses what Twilio refuses, with
Twilio's codes. Any other address answers what a test told it to.
"""

from __future__ import annotations

import json
import re
from base64 import b64decode
from collections import deque
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, Self
from urllib.parse import parse_qsl, urlsplit

ACCOUNT = "AC0123456789abcdef0123456789abcdef"
TOKEN = "0123456789abcdef0123456789abcdef"
OURS = "+15005550006"

_NUMBER = re.compile(r"\+[1-9]\d{6,14}")
_LONGEST = 1600


@dataclass(frozen=True)
class Sent:
    """What reached the gateway."""

    path: str
    fields: dict[str, Any]
    headers: dict[str, str]


@dataclass
class FakeSmsGateway:
    sent: list[Sent] = field(default_factory=list)
    answers: deque[tuple[int, str]] = field(default_factory=deque)
    """Status and body, in turn; Twilio's address answers by itself when there is none."""

    cuts: int = 0
    """How many of the next calls break off after they were read."""

    def __enter__(self) -> Self:
        gateway = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                gateway.serve(self)

            do_GET = do_POST

            def log_message(self, *_: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02})
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    @property
    def texts(self) -> list[str]:
        """What phones show."""
        names = ("Body", "msg", "message", "text")
        rows = [s.fields["sms"][0] if "sms" in s.fields else s.fields for s in self.sent]
        return [next(row[n] for n in names if n in row) for row in rows]

    def serve(self, call: BaseHTTPRequestHandler) -> None:
        body = call.rfile.read(int(call.headers.get("content-length", "0")))
        parts = urlsplit(call.path)
        if "json" in call.headers.get("content-type", ""):
            fields = json.loads(body)
        else:
            fields = dict(parse_qsl(body.decode() or parts.query, keep_blank_values=True))
        sent = Sent(parts.path, fields, dict(call.headers))
        if self.cuts:
            self.cuts -= 1
            self.sent.append(sent)
            call.connection.close()
            return
        status, answer = self._answer(sent)
        call.send_response(status)
        call.send_header("content-length", str(len(answer.encode())))
        call.end_headers()
        call.wfile.write(answer.encode())

    def _answer(self, sent: Sent) -> tuple[int, str]:
        if self.answers:
            status, body = self.answers.popleft()
            if status < 300:
                self.sent.append(sent)
            return status, body
        if sent.path != f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json":
            return 404, '{"code": 20404}'
        if (code := self._refusal(sent)) != 0:
            return (401 if code == 20003 else 400), json.dumps({"code": code, "status": 400})
        self.sent.append(sent)
        sid = f"SM{len(self.sent):032x}"
        told = {"sid": sid, "status": "queued", "to": sent.fields["To"], "error_code": None}
        return 201, json.dumps(told)

    def _refusal(self, sent: Sent) -> int:
        """Twilio's code; 0 = it takes it."""
        kind, _, coded = sent.headers.get("Authorization", "").partition(" ")
        if kind != "Basic" or b64decode(coded).decode() != f"{ACCOUNT}:{TOKEN}":
            return 20003
        if not _NUMBER.fullmatch(sent.fields.get("To", "")):
            return 21211
        if not sent.fields.get("From"):
            return 21603
        if not sent.fields.get("Body"):
            return 21602
        return 21617 if len(sent.fields["Body"]) > _LONGEST else 0
