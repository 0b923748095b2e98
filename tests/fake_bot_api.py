"""A small Telegram: the Bot API as an HTTP server on loopback, written from its documentation.

It keeps the promises that a bot leans on (updates come again until a higher offset is asked for)
and refuses what Telegram refuses, in Telegram's words. One bot; it has no rate limit of its own.
"""

from __future__ import annotations

import json
import re
import socket
from collections import defaultdict, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Condition, Thread
from time import time
from typing import Any, Self
from urllib.parse import parse_qs, unquote

TOKEN = "123456789:AAF-fake_token_of_the_tests"
BOT = {"id": 123456789, "is_bot": True, "first_name": "Nakshatra", "username": "NakshatraTestBot"}

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


@dataclass(frozen=True)
class Sent:
    """What a person sees in their chat."""

    id: int
    chat: int
    text: str = ""
    voice: bytes = b""
    document: bytes = b""
    quotes: int = 0
    buttons: tuple[tuple[str, str], ...] = ()
    preview: bool = True


@dataclass
class FakeBotApi:
    sent: list[Sent] = field(default_factory=list)
    signs: list[tuple[int, str]] = field(default_factory=list)
    """Chat actions, such as "typing"."""

    files: dict[str, bytes] = field(default_factory=dict)
    unpressed: set[str] = field(default_factory=set)
    """Callback queries whose button still spins."""

    keyboards_gone: list[int] = field(default_factory=list)
    menus: dict[str, dict[str, str]] = field(default_factory=dict)
    webhook: dict[str, str] = field(default_factory=dict)
    blocked_by: set[int] = field(default_factory=set)
    strangers: set[int] = field(default_factory=set)
    """Chats that do not exist."""

    no_voices_for: set[int] = field(default_factory=set)
    calls: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.news = Condition()
        self._updates: deque[dict[str, Any]] = deque()
        self._next = 700_000_001
        self._troubles: defaultdict[str, deque[Exception | None]] = defaultdict(deque)
        self._server = _Server(("127.0.0.1", 0), _handler(self))
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Self:
        Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        with self.news:
            self._next = 0
            self.news.notify_all()
        self._server.shutdown()
        self._server.server_close()

    def deliver(self, update: Mapping[str, Any]) -> None:
        """Somebody did something; the update gets the next number."""
        with self.news:
            self._updates.append({**update, "update_id": self._next})
            self._next += 1
            if query := update.get("callback_query"):
                self.unpressed.add(query["id"])
            self.news.notify_all()

    def trouble(self, method: str, *troubles: Exception | None) -> None:
        """The next calls of this method go wrong so; None = one goes well."""
        self._troubles[method].extend(troubles)

    @property
    def waiting(self) -> int:
        """Updates that the bot has not confirmed."""
        return len(self._updates)

    def answer(self, method: str, params: Params, files: Files) -> Any:
        with self.news:
            self.calls.append(method)
            trouble = self._troubles[method].popleft() if self._troubles[method] else None
            if trouble:
                raise trouble
            return _METHODS[method](self, params, files)

    def get_updates(self, params: Params, files: Files) -> Any:
        if self.webhook:
            raise Refusal(409, "Conflict: can't use getUpdates method while webhook is active")
        offset = int(params.get("offset", 0))
        while self._updates and self._updates[0]["update_id"] < offset:
            self._updates.popleft()
        if not self._updates and self._next:
            self.news.wait(float(params.get("timeout", 0)))
        return list(self._updates)[: int(params.get("limit", 100))]

    def set_webhook(self, params: Params, files: Files) -> bool:
        if not params["url"].startswith("https://"):
            raise Refusal(
                400, "Bad Request: bad webhook: An HTTPS URL must be provided for webhook"
            )
        if not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", params["secret_token"]):
            raise Refusal(400, "Bad Request: secret token contains unallowed characters")
        self.webhook = dict(params)
        return True

    def delete_webhook(self, params: Params, files: Files) -> bool:
        self.webhook = {}
        return True

    def set_my_commands(self, params: Params, files: Files) -> bool:
        commands = json.loads(params["commands"])
        for item in commands:
            if not re.fullmatch("[a-z0-9_]{1,32}", item["command"]):
                raise Refusal(400, "Bad Request: BOT_COMMAND_INVALID")
            if not 1 <= len(item["description"]) <= 256:
                raise Refusal(400, "Bad Request: BOT_COMMAND_DESCRIPTION_INVALID")
        menu = {item["command"]: item["description"] for item in commands}
        self.menus[params.get("language_code", "")] = menu
        return True

    def send_message(self, params: Params, files: Files) -> Any:
        text = params["text"]
        if not text.strip():
            raise Refusal(400, "Bad Request: message text is empty")
        if len(text.encode("utf-16-le")) // 2 > 4096:
            raise Refusal(400, "Bad Request: message is too long")
        return self._show(params, text=text)

    def send_voice(self, params: Params, files: Files) -> Any:
        if self._chat(params) in self.no_voices_for:
            raise Refusal(400, "Bad Request: VOICE_MESSAGES_FORBIDDEN")
        return self._show(params, voice=files["voice"])

    def send_document(self, params: Params, files: Files) -> Any:
        return self._show(params, document=files["document"])

    def send_chat_action(self, params: Params, files: Files) -> bool:
        self.signs.append((self._chat(params), params["action"]))
        return True

    def get_file(self, params: Params, files: Files) -> Any:
        id = params["file_id"]
        if id not in self.files:
            raise Refusal(400, "Bad Request: wrong file_id or the file is temporarily unavailable")
        if len(self.files[id]) > 20_000_000:
            raise Refusal(400, "Bad Request: file is too big")
        size = len(self.files[id])
        return {"file_id": id, "file_unique_id": id, "file_size": size, "file_path": f"voice/{id}"}

    def answer_callback_query(self, params: Params, files: Files) -> bool:
        if params["callback_query_id"] not in self.unpressed:
            raise Refusal(400, "Bad Request: query is too old and response timeout expired")
        self.unpressed.remove(params["callback_query_id"])
        return True

    def edit_message_reply_markup(self, params: Params, files: Files) -> bool:
        if int(params["message_id"]) in self.keyboards_gone:
            raise Refusal(400, "Bad Request: message is not modified")
        self.keyboards_gone.append(int(params["message_id"]))
        return True

    def _show(
        self, params: Params, text: str = "", voice: bytes = b"", document: bytes = b""
    ) -> Any:
        chat = self._chat(params)
        quote = json.loads(params.get("reply_parameters", "{}"))
        if quote and not quote.get("allow_sending_without_reply"):
            raise Refusal(400, "Bad Request: message to be replied not found")
        rows = json.loads(params.get("reply_markup", "{}")).get("inline_keyboard", [])
        buttons = tuple((key["text"], key["callback_data"]) for row in rows for key in row)
        if any(len(data.encode()) > 64 for _, data in buttons):
            raise Refusal(400, "Bad Request: BUTTON_DATA_INVALID")
        preview = not json.loads(params.get("link_preview_options", "{}")).get("is_disabled")
        quotes = quote.get("message_id", 0)
        sent = Sent(9000 + len(self.sent), chat, text, voice, document, quotes, buttons, preview)
        self.sent.append(sent)
        shown = {"message_id": sent.id, "date": int(time()), "from": BOT}
        return {**shown, "chat": {"id": chat, "type": "private"}, "text": text}

    def _chat(self, params: Params) -> int:
        chat = int(params["chat_id"])
        if chat in self.blocked_by:
            raise Refusal(403, "Forbidden: bot was blocked by the user")
        if chat in self.strangers:
            raise Refusal(400, "Bad Request: chat not found")
        return chat


_METHODS: Mapping[str, Callable[[FakeBotApi, Params, Files], Any]] = {
    "getMe": lambda *_: BOT,
    "getUpdates": FakeBotApi.get_updates,
    "setWebhook": FakeBotApi.set_webhook,
    "deleteWebhook": FakeBotApi.delete_webhook,
    "setMyCommands": FakeBotApi.set_my_commands,
    "sendMessage": FakeBotApi.send_message,
    "sendVoice": FakeBotApi.send_voice,
    "sendDocument": FakeBotApi.send_document,
    "sendChatAction": FakeBotApi.send_chat_action,
    "getFile": FakeBotApi.get_file,
    "answerCallbackQuery": FakeBotApi.answer_callback_query,
    "editMessageReplyMarkup": FakeBotApi.edit_message_reply_markup,
}


class _Server(ThreadingHTTPServer):
    block_on_close = False

    def handle_error(self, request: object, client_address: object) -> None:
        """A bot that hangs up in the middle of a long poll is no error."""


def _handler(api: FakeBotApi) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            prefix = f"/file/bot{TOKEN}/voice/"
            path = unquote(self.path)
            data = api.files.get(path.removeprefix(prefix))
            if not path.startswith(prefix) or data is None:
                return self._say(404, b'{"ok":false,"error_code":404,"description":"Not Found"}')
            return self._say(200, data)

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            bot, _, method = self.path.removeprefix("/bot").partition("/")
            try:
                if bot != TOKEN:
                    raise Refusal(401, "Unauthorized")
                if method not in _METHODS:
                    raise Refusal(404, "Not Found")
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
