"""HTTP as the Bot API speaks it: forms in, JSON out, files under the token. Knows no method."""

from __future__ import annotations

import json
import re
import socket
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Protocol
from urllib.parse import parse_qs, unquote

Params = Mapping[str, str]
Files = Mapping[str, bytes]


class Refusal(Exception):
    """An answer that is not ok."""

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.code = code
        self.answer = {"ok": False, "error_code": code, "description": description}
        if parameters:
            self.answer["parameters"] = parameters


class Cut(Exception):
    """The connection breaks before an answer."""


class Garbage(Exception):
    """200, and half of an answer."""


class Answers(Protocol):
    files: dict[str, bytes]

    def answer(self, method: str, params: Params, files: Files) -> Any: ...


class Server(ThreadingHTTPServer):
    block_on_close = False

    def handle_error(self, request: object, client_address: object) -> None:
        """A bot that hangs up in the middle of a long poll is no error."""


def handler(api: Answers, token: str) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            prefix = f"/file/bot{token}/voice/"
            path = unquote(self.path)
            data = api.files.get(path.removeprefix(prefix))
            if not path.startswith(prefix) or data is None:
                return self._say(404, b'{"ok":false,"error_code":404,"description":"Not Found"}')
            return self._say(200, data)

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            bot, _, method = self.path.removeprefix("/bot").partition("/")
            try:
                if bot != token:
                    raise Refusal(401, "Unauthorized")
                result = api.answer(method, *_form(self.headers.get("content-type", ""), body))
                self._say(200, json.dumps({"ok": True, "result": result}).encode())
            except Refusal as error:
                self._say(error.code, json.dumps(error.answer).encode())
            except Garbage:
                self._say(200, b'{"ok":true,"result":[{"upd')
            except Cut:
                self.close_connection = True
                self.connection.shutdown(socket.SHUT_RDWR)

        def _say(self, code: int, body: bytes) -> None:
            self.send_response(code)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """A test reads what it needs from the fake itself."""

    return Handler


def _form(kind: str, body: bytes) -> tuple[Params, Files]:
    """Fields and files, from either encoding the Bot API takes."""
    if not kind.startswith("multipart/form-data"):
        return {key: values[0] for key, values in parse_qs(body.decode()).items()}, {}
    params, files = {}, {}
    for part in body.split(b"--" + kind.partition("boundary=")[2].encode())[1:-1]:
        head, _, data = part.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        name = re.search(rb'name="([^"]+)"', head)
        assert name is not None
        if b"filename=" in head:
            files[name[1].decode()] = data.removesuffix(b"\r\n")
        else:
            params[name[1].decode()] = data.removesuffix(b"\r\n").decode()
    return params, files
