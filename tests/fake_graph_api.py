"""A small WhatsApp: the Cloud API as an HTTP server on loopback, written from its documentation.

It refuses what Meta refuses, with Meta's codes. One number; it has no rate limit of its own.
"""

from __future__ import annotations

import json
import re
import socket
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import Any, Self

from whatsapp_payloads import PHONE_ID

TOKEN = "EAAfake_token_of_the_tests"
_BSUID = re.compile(r"[A-Z]{2}\.\w+")


class Refusal(Exception):
    def __init__(self, code: int, status: int = 400, **headers: str) -> None:
        super().__init__(str(code))
        self.code, self.status, self.headers = code, status, headers


class Cut(Exception):
    """The connection breaks before an answer."""


class Garbage(Exception):
    """200, and half of an answer."""


@dataclass(frozen=True)
class Sent:
    """What a person sees in their chat."""

    id: str
    to: str
    text: str = ""
    voice: bytes = b""
    document: bytes = b""
    file: str = ""
    """Its name."""

    quotes: str = ""
    buttons: tuple[tuple[str, str], ...] = ()
    rows: tuple[tuple[str, str], ...] = ()
    template: str = ""
    tracker: str = ""


@dataclass
class FakeGraphApi:
    sent: list[Sent] = field(default_factory=list)
    read: list[str] = field(default_factory=list)
    """Ids of messages with two blue ticks."""

    typing: list[str] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    sizes: dict[str, int] = field(default_factory=dict)
    """What is told of a file's size, where it is not the truth."""

    elsewhere: dict[str, str] = field(default_factory=dict)
    """File -> another address that is given out for it."""

    outside: set[str] = field(default_factory=set)
    """People to whom only templates may be sent."""

    quotes: str = ""
    """What its errors say besides their code: Meta's may quote a number or a name."""

    no_voices: bool = False
    templates: set[tuple[str, str]] = field(default_factory=set)
    """Approved: name and language."""

    fetched: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._lock = Lock()
        self._troubles: deque[Exception | None] = deque()
        self._uploads: dict[str, bytes] = {}
        self._server = _Server(("127.0.0.1", 0), _handler(self))
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Self:
        Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def trouble(self, *troubles: Exception | None) -> None:
        """The next messages go wrong so; None = one goes well."""
        self._troubles.extend(troubles)

    def post(self, data: Mapping[str, Any]) -> Any:
        with self._lock:
            if data.get("status") == "read":
                return self._mark(data)
            trouble = self._troubles.popleft() if self._troubles else None
            if trouble:
                raise trouble
            return self._send(data)

    def upload(self, data: bytes) -> Any:
        id = f"up{len(self._uploads)}"
        self._uploads[id] = data
        return {"id": id}

    def media(self, id: str) -> Any:
        if id not in self.files:
            raise Refusal(100)
        size = self.sizes.get(id, len(self.files[id]))
        url = self.elsewhere.get(id, f"{self.url}/files/{id}")
        told = {"mime_type": "audio/ogg", "sha256": "x", "file_size": size}
        return {"messaging_product": "whatsapp", "id": id, "url": url, **told}

    def _mark(self, data: Mapping[str, Any]) -> Any:
        if not str(data["message_id"]).startswith("wamid."):
            raise Refusal(131009)
        (self.typing if "typing_indicator" in data else self.read).append(data["message_id"])
        return {"success": True}

    def _send(self, data: Mapping[str, Any]) -> Any:
        to = data.get("recipient") or data["to"]
        if "recipient" in data and not _BSUID.fullmatch(to):
            raise Refusal(131009)
        if to in self.outside and data["type"] != "template":
            raise Refusal(131047)
        seen = getattr(self, f"_{data['type']}")(data[data["type"]])
        quotes = data.get("context", {}).get("message_id", "")
        tracker = data.get("biz_opaque_callback_data", "")
        sent = Sent(f"wamid.OURS{len(self.sent)}=", to, quotes=quotes, tracker=tracker, **seen)
        self.sent.append(sent)
        contact = {"input": to, "wa_id": to} if to.isdigit() else {"input": to, "user_id": to}
        return {
            "messaging_product": "whatsapp",
            "contacts": [contact],
            "messages": [{"id": sent.id}],
        }

    def _text(self, text: Mapping[str, Any]) -> dict[str, Any]:
        return {"text": _limited(text["body"], 4096)}

    def _audio(self, audio: Mapping[str, Any]) -> dict[str, Any]:
        if self.no_voices:
            raise Refusal(131053)
        return {"voice": self._uploads[audio["id"]]}

    def _document(self, document: Mapping[str, Any]) -> dict[str, Any]:
        return {"document": self._uploads[document["id"]], "file": document["filename"]}

    def _template(self, template: Mapping[str, Any]) -> dict[str, Any]:
        name, language = template["name"], template["language"]["code"]
        if (name, language) not in self.templates:
            raise Refusal(132001, 404)
        return {"template": name}

    def _interactive(self, interactive: Mapping[str, Any]) -> dict[str, Any]:
        text, action = interactive["body"]["text"], interactive["action"]
        if interactive["type"] == "button":
            keys = [button["reply"] for button in action["buttons"]]
            return {"text": _limited(text, 1024), "buttons": _keys(keys, 3, 20, 256)}
        _limited(action["button"], 20)
        rows = [row for section in action["sections"] for row in section["rows"]]
        for section in action["sections"]:
            _limited(section["title"], 24)
        return {"text": _limited(text, 4096), "rows": _keys(rows, 10, 24, 200)}


def _keys(
    keys: list[Mapping[str, str]], most: int, label: int, id: int
) -> tuple[tuple[str, str], ...]:
    if not 1 <= len(keys) <= most or len({key["id"] for key in keys}) < len(keys):
        raise Refusal(131009)
    return tuple((_limited(key["title"], label), _limited(key["id"], id)) for key in keys)


def _limited(text: str, most: int) -> str:
    if not len(text.strip()) > 0 or len(text.encode("utf-16-le")) // 2 > most:
        raise Refusal(100)
    return text


def _uploaded(form: bytes) -> bytes:
    """The file in it, of a kind that WhatsApp takes."""
    boundary = form.partition(b"\r\n")[0]
    for kind in (b"audio/ogg", b"text/plain"):
        _, found, rest = form.partition(b"Content-Type: " + kind + b"\r\n\r\n")
        if found:
            return rest.partition(b"\r\n" + boundary)[0]
    raise Refusal(131053)


class _Server(ThreadingHTTPServer):
    block_on_close = False

    def handle_error(self, request: object, client_address: object) -> None:
        """A bot that hangs up is no error."""


def _handler(api: FakeGraphApi) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self._answer(self._get)

        def do_POST(self) -> None:
            self._answer(self._post)

        def _get(self) -> bytes:
            name = self.path.rpartition("/")[2].partition("?")[0]
            if self.path.startswith("/files/"):
                api.fetched.append(name)
                return api.files[name]
            return json.dumps(api.media(name)).encode()

        def _post(self) -> bytes:
            data = self.rfile.read(int(self.headers.get("content-length", 0)))
            if self.path.endswith(f"/{PHONE_ID}/media"):
                return json.dumps(api.upload(_uploaded(data))).encode()
            if not self.path.endswith(f"/{PHONE_ID}/messages"):
                raise Refusal(100, 404)
            return json.dumps(api.post(json.loads(data))).encode()

        def _answer(self, make: Any) -> None:
            try:
                if self.headers.get("authorization") != f"Bearer {TOKEN}":
                    raise Refusal(190, 401)
                self._say(200, make())
            except Refusal as error:
                words = f"(#{error.code}) {api.quotes}"
                told = {"message": words, "type": "OAuthException", "code": error.code}
                self._say(error.status, json.dumps({"error": told}).encode(), error.headers)
            except Garbage:
                self._say(200, b'{"messages": [{"i')
            except Cut:
                self.close_connection = True
                self.connection.shutdown(socket.SHUT_RDWR)

        def _say(self, code: int, body: bytes, headers: Mapping[str, str] = {}) -> None:
            self.send_response(code)
            for name, value in headers.items():
                self.send_header(name.replace("_", "-"), value)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """A test reads what it needs from the fake itself."""

    return Handler
