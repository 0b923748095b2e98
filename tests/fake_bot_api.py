"""A small Telegram: the Bot API as an HTTP server on loopback, written from its documentation.

It keeps the promises that a bot leans on (updates come again until a higher offset is asked for)
and refuses what Telegram refuses, in Telegram's words. One bot; it has no rate limit of its own.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from threading import Condition, Thread
from time import time
from typing import Any, Self

from bot_api_wire import Cut as Cut
from bot_api_wire import Files, Params, Server, handler
from bot_api_wire import Garbage as Garbage
from bot_api_wire import Refusal as Refusal

TOKEN = "123456789:AAF-fake_token_of_the_tests"
BOT = {"id": 123456789, "is_bot": True, "first_name": "Nakshatra", "username": "NakshatraTestBot"}


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
    topic: int = 0
    business: str = ""
    seconds: int = 0
    """Of a voice note, as the bot says."""


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
    moved: dict[int, int] = field(default_factory=dict)
    """Groups that became others."""

    connections: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Business connections, by id."""

    calls: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.news = Condition()
        self._updates: deque[dict[str, Any]] = deque()
        self._next = 700_000_001
        self._troubles: defaultdict[str, deque[Exception | None]] = defaultdict(deque)
        self._server = Server(("127.0.0.1", 0), handler(self, TOKEN))
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
            if method not in _METHODS:
                raise Refusal(404, "Not Found")
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

    def edit_message_text(self, params: Params, files: Files) -> Any:
        id = int(params["message_id"])
        at = next((n for n, seen in enumerate(self.sent) if seen.id == id), None)
        if at is None or self.sent[at].voice:
            raise Refusal(400, "Bad Request: message to edit not found")
        buttons = _buttons(params)
        if (self.sent[at].text, self.sent[at].buttons) == (params["text"], buttons):
            raise Refusal(400, "Bad Request: message is not modified: exactly the same")
        self.sent[at] = replace(self.sent[at], text=params["text"], buttons=buttons)
        shown = {"message_id": id, "date": int(time()), "from": BOT, "text": params["text"]}
        return {**shown, "chat": {"id": self._chat(params), "type": "private"}}

    def get_business_connection(self, params: Params, files: Files) -> Any:
        if params["business_connection_id"] not in self.connections:
            raise Refusal(400, "Bad Request: business connection not found")
        return self.connections[params["business_connection_id"]]

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
        buttons = _buttons(params)
        if any(len(data.encode()) > 64 for _, data in buttons):
            raise Refusal(400, "Bad Request: BUTTON_DATA_INVALID")
        preview = not json.loads(params.get("link_preview_options", "{}")).get("is_disabled")
        quotes = quote.get("message_id", 0)
        sent = Sent(
            *(9000 + len(self.sent), chat, text, voice, document, quotes, buttons, preview),
            topic=int(params.get("message_thread_id", 0)),
            business=params.get("business_connection_id", ""),
            seconds=int(params.get("duration", 0)),
        )
        self.sent.append(sent)
        shown = {"message_id": sent.id, "date": int(time()), "from": BOT}
        return {**shown, "chat": {"id": chat, "type": "private"}, "text": text}

    def _chat(self, params: Params) -> int:
        chat = int(params["chat_id"])
        if chat in self.blocked_by:
            raise Refusal(403, "Forbidden: bot was blocked by the user")
        if chat in self.moved:
            told = "Bad Request: group chat was upgraded to a supergroup chat"
            raise Refusal(400, told, migrate_to_chat_id=self.moved[chat])
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
    "editMessageText": FakeBotApi.edit_message_text,
    "getBusinessConnection": FakeBotApi.get_business_connection,
}


def _buttons(params: Params) -> tuple[tuple[str, str], ...]:
    rows = json.loads(params.get("reply_markup", "{}")).get("inline_keyboard", [])
    return tuple((key["text"], key["callback_data"]) for row in rows for key in row)
