"""Programs on the durable road: accepted once, answered once, each caller's people its own."""

from __future__ import annotations

import json
import random
import threading
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import httpx
import pytest

import tiny_whisper
from nakshatra.channels.api.callback import signature
from server.v1.front_house import KEY, Served

WHEAT = "gehu ka msp kitna hai"
CLIP = (tiny_whisper.VOICES / "hi_wheat_msp.ogg").read_bytes()


def ask(client: httpx.Client, **body: Any) -> httpx.Response:
    return client.post("/v1/messages?wait=30", json={"user": "asha", **body})


def test_a_question_is_answered_with_its_source(ivr: httpx.Client) -> None:
    answered = ask(ivr, text=WHEAT)
    assert answered.status_code == 200
    reply = answered.json()["reply"]
    assert (reply["kind"], reply["lang"], reply["experts"]) == (
        "answer",
        "hi-Latn",
        ["agriculture"],
    )
    assert "2,585" in reply["text"]
    assert reply["sources"][0]["url"].startswith("https://")
    assert reply["voice"] is None


def test_who_does_not_wait_fetches_the_reply(ivr: httpx.Client) -> None:
    accepted = ivr.post("/v1/messages", json={"user": "asha", "text": WHEAT, "id": "later"})
    assert accepted.status_code in (200, 202)
    fetched = ivr.get("/v1/messages/later?wait=30").json()
    assert (fetched["id"], fetched["state"]) == ("later", "answered")
    assert "2,585" in fetched["reply"]["text"]


def test_a_recording_is_heard_and_answered_aloud(ivr: httpx.Client) -> None:
    enclosed = ask(ivr, audio={"data": b64encode(CLIP).decode(), "mime": "audio/ogg"}).json()
    form = {"user": "asha", "lang": "hi"}
    sent = ivr.post("/v1/messages?wait=30", data=form, files={"audio": ("a.ogg", CLIP)}).json()
    assert "2,585" in enclosed["reply"]["text"]
    assert "2,585" in sent["reply"]["text"]
    voice = sent["reply"]["voice"]
    heard = ivr.get(voice["url"])
    assert (heard.content[:4], len(heard.content)) == (b"OggS", voice["bytes"])
    assert ivr.get(voice["url"] + "?format=wav").content[:4] == b"RIFF"
    assert ivr.get(voice["url"] + "?format=gif").status_code == 400


def test_what_sounds_like_an_emergency_gets_first_aid(ivr: httpx.Client) -> None:
    reply = ask(ivr, text="saanp ne kaat liya").json()["reply"]
    assert reply["kind"] == "emergency"
    assert "108" in reply["text"]


def test_an_ivr_gets_one_short_part_and_may_ask_for_voice(ivr: httpx.Client) -> None:
    ears = {"short": True, "messages": 1, "units": 200, "sources": False, "buttons": 0}
    reply = ask(ivr, user="+911", text=WHEAT, voice="always", abilities=ears).json()["reply"]
    written = [part for part in reply["parts"] if part["text"]]
    assert [part["voice"] for part in reply["parts"]] == [True, False]
    assert len(written) == 1
    assert written[0]["text"] == reply["short"]
    assert written[0]["buttons"] == []
    assert reply["voice"]["mime"].startswith("audio/ogg")


def test_a_wish_for_voice_holds_for_its_message_alone(ivr: httpx.Client) -> None:
    def voiced(**body: Any) -> bool:
        return ask(ivr, user="+913", **body).json()["reply"]["voice"] is not None

    assert voiced(text=WHEAT, voice="always")
    assert not voiced(text=WHEAT)
    ask(ivr, user="+913", text="/voice both")
    assert voiced(text=WHEAT)
    assert not voiced(text=WHEAT, voice="never")
    assert not voiced(text="please speak it aloud", voice="never")
    assert not voiced(text=WHEAT, voice="auto")
    assert voiced(text=WHEAT)


def test_choices_are_numbered_where_there_are_no_buttons(ivr: httpx.Client) -> None:
    keys = {"buttons": 0, "choices": "numbered"}
    reply = ask(ivr, user="+912", text="/forget", abilities=keys).json()["reply"]
    part = reply["parts"][-1]
    assert part["numbered"][0]["command"] == "/forget yes"
    assert f"1. {part['numbered'][0]['label']}" in part["text"]


@pytest.mark.parametrize("seed", range(3))
def test_deliveries_in_any_order_give_one_answer_each(ivr: httpx.Client, seed: int) -> None:
    texts = {f"s{seed}-wheat": WHEAT, f"s{seed}-kcc": "kcc kya hai", f"s{seed}-bye": "dhanyavad"}
    deliveries = [*texts, *texts, *texts]
    random.Random(seed).shuffle(deliveries)
    before = counted(ivr)
    user = f"person {seed}"
    seen: dict[str, set[str]] = {id: set() for id in texts}
    for id in deliveries:
        header = {"idempotency-key": id}
        body = {"user": user, "text": texts[id]}
        reply = ivr.post("/v1/messages?wait=30", json=body, headers=header).json()["reply"]
        seen[id].add(reply["text"])
    assert all(len(replies) == 1 for replies in seen.values())
    assert counted(ivr) == (before[0] + 3, before[1] + 6)


def counted(client: httpx.Client) -> tuple[float, float]:
    """Messages of programs so far: new ones, and second deliveries."""
    lines = [line for line in client.get("/metrics").text.splitlines() if line[:1] != "#"]
    counts = {line.rpartition(" ")[0]: float(line.rpartition(" ")[2]) for line in lines}
    name = 'nakshatra_messages_accepted_total{channel="api",outcome="%s"}'
    return counts.get(name % "new", 0.0), counts.get(name % "duplicate", 0.0)


def test_an_id_is_not_used_for_another_message(ivr: httpx.Client) -> None:
    assert ask(ivr, id="once", text=WHEAT).status_code == 200
    for other in ({"text": "kcc kya hai"}, {"text": WHEAT, "user": "ravi"}):
        refused = ask(ivr, id="once", **other)
        assert refused.status_code == 422
        assert refused.json()["error"]["code"] == "idempotency_key_reused"
    differing = ivr.post(
        "/v1/messages", json={"user": "a", "text": "b", "id": "1"}, headers={"idempotency-key": "2"}
    )
    assert differing.status_code == 400


def test_two_callers_with_the_same_person_and_id_never_meet(
    ivr: httpx.Client, kiosk: httpx.Client
) -> None:
    mine = ask(ivr, user="rani", id="same", text=WHEAT).json()
    assert kiosk.get("/v1/messages/same").status_code == 404
    assert kiosk.get("/v1/letters?user=rani").json()["data"] == []
    theirs = ask(kiosk, user="rani", id="same", text="tell me again").json()
    assert "2,585" not in theirs["reply"]["text"]
    assert ivr.get("/v1/messages/same").json() == mine
    assert ask(kiosk, user="rani", text="/forget yes").status_code == 200
    assert kiosk.get("/v1/messages/same").status_code == 410
    assert ivr.get("/v1/messages/same").json() == mine
    assert "2,585" in ask(ivr, user="rani", text="tell me again").json()["reply"]["text"]


def test_forget_is_answered_and_leaves_nothing(ivr: httpx.Client) -> None:
    ask(ivr, user="gita", id="g1", text=WHEAT)
    gone = ask(ivr, user="gita", id="g2", text="/forget yes").json()
    assert gone["reply"]["kind"] == "notice"
    old = ivr.get("/v1/messages/g1")
    assert (old.status_code, old.json()["error"]["code"]) == (410, "gone")
    again = ask(ivr, user="gita", id="g1", text=WHEAT)
    assert again.status_code == 410
    assert ivr.get("/v1/letters?user=gita").json()["data"] == []


def test_an_export_is_handed_over_as_a_file_and_read_as_words(ivr: httpx.Client) -> None:
    ask(ivr, user="meera", id="m1", text=WHEAT)
    reply = ask(ivr, user="meera", id="m2", text="/export").json()["reply"]
    handed = ivr.get(reply["file"]["url"])
    assert handed.headers["content-disposition"].startswith("attachment; filename=")
    assert len(handed.content) == reply["file"]["bytes"]
    held = handed.json()
    assert held["conversation"][0]["text"] == WHEAT
    assert {"profile", "messages", "feedback", "processing"} <= held.keys()
    assert WHEAT in reply["parts"][-1]["text"], "what does not fit is not their own words"
    none = ivr.get("/v1/messages/m1/file")
    assert (none.status_code, none.json()["error"]["code"]) == (404, "no_file")


def test_a_long_answer_goes_on_with_more(ivr: httpx.Client) -> None:
    screen = {"messages": 1, "units": 120, "sources": False}
    first = ask(ivr, user="lata", text=WHEAT, abilities=screen).json()["reply"]
    assert len(first["parts"][-1]["text"]) <= 120
    then = ask(ivr, user="lata", text="more", abilities=screen).json()["reply"]
    assert then["text"] != first["text"]


def test_the_greeting_is_a_letter_and_not_the_reply(ivr: httpx.Client) -> None:
    reply = ask(ivr, user="new one", text=WHEAT).json()["reply"]
    assert reply["kind"] == "answer"
    [letter] = ivr.get("/v1/letters?user=new one&wait=10").json()["data"]
    assert letter["kind"] == "notice"
    after = ivr.get(f"/v1/letters?user=new one&after={letter['n']}").json()
    assert after["data"] == []


@dataclass
class Receiver:
    """A caller's own server, which fails as it is told and then works."""

    statuses: list[int]
    url: str = ""
    calls: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    done: threading.Event = field(default_factory=threading.Event)


@contextmanager
def receiver(*statuses: int) -> Iterator[Receiver]:
    seen = Receiver(list(statuses))

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            seen.calls.append(({k.lower(): v for k, v in self.headers.items()}, body))
            status = seen.statuses.pop(0) if seen.statuses else 204
            self.send_response(status)
            self.send_header("content-length", "0")
            self.end_headers()
            if status < 300 and json.loads(body)["type"] == "message.answered":
                seen.done.set()

        def log_message(self, *_: object) -> None:
            return

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        seen.url = f"http://127.0.0.1:{server.server_port}/replies"
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield seen
        finally:
            server.shutdown()
            thread.join()


def test_a_callback_that_fails_is_tried_again_and_is_signed(ivr: httpx.Client) -> None:
    with receiver(500, 307) as seen:
        ask(ivr, user="asha", id="called", text=WHEAT, callback_url=seen.url)
        assert seen.done.wait(20)
        answered = [c for c in seen.calls if json.loads(c[1])["type"] == "message.answered"]
        assert len(answered) == 3
        assert len({headers["webhook-id"] for headers, _ in answered}) == 1
        for headers, body in answered:
            id, at = headers["webhook-id"], headers["webhook-timestamp"]
            assert headers["webhook-signature"] == signature(KEY, id, at, body)
    event = json.loads(answered[-1][1])
    assert (event["id"], event["user"]) == ("called", "asha")
    assert event["reply"] == ivr.get("/v1/messages/called").json()["reply"]


def test_a_callback_that_is_gone_leaves_the_reply_to_be_fetched(ivr: httpx.Client) -> None:
    with receiver(410) as seen:
        ask(ivr, id="lost", text=WHEAT, callback_url=seen.url)
        for _ in range(50):
            found = ivr.get("/v1/messages/lost?wait=1").json()
            if found["callback"] != "pending":
                break
    assert (found["state"], found["callback"]) == ("answered", "failed")
    assert "2,585" in found["reply"]["text"]


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/x",
        "https://10.0.0.5/x",
        "https://192.168.1.1:8443/",
        "https://169.254.169.254/latest/meta-data",
        "https://[::ffff:10.0.0.1]/",
        "https://[fd00::1]/",
        "https://0.0.0.0/",
        "https://me:secret@example.org/",
        "file:///etc/passwd",
        "https:///nowhere",
        "https://example.org:99999/",
        "https://example.org/\nhost: x",
        "https://[oops",
    ],
)
def test_a_callback_goes_nowhere_else(ivr: httpx.Client, url: str) -> None:
    refused = ask(ivr, text=WHEAT, callback_url=url)
    assert refused.status_code == 400
    assert refused.json()["error"]["param"] == "callback_url"


def test_a_program_that_is_a_page_of_another_site_is_kept_out(front: Served) -> None:
    with front.client() as page:
        sent = page.post(
            "/v1/messages",
            json={"user": "a", "text": "b"},
            headers={"origin": "https://evil.example"},
        )
    assert sent.status_code == 403
