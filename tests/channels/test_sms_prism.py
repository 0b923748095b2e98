"""What Twilio is sent, judged by Twilio's own OpenAPI file: ours, and Twilio's client beside it.

Needs Prism and the file: `make judges` installs both and runs this.
"""

from __future__ import annotations

import shutil
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from channels.sms_house import CARDS, PERSON, settings
from fake_sms_gateway import ACCOUNT, OURS, TOKEN
from nakshatra.channels.sms import build
from nakshatra.errors import Gone
from nakshatra.registry import Spec
from nakshatra.types import Address, Kind, Lang, Reply

MODULES = Path(__file__).parents[2] / "build/prism/node_modules"
PRISM = MODULES / ".bin/prism"
RULES = MODULES / "@twilio-alpha/mcp/twilio-oai/spec/json/twilio_api_v2010.json"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not (PRISM.is_file() and RULES.is_file() and shutil.which("node")),
        reason="Prism and Twilio's OpenAPI file are not here: make judges",
    ),
]


@pytest.fixture(scope="module")
def prism() -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [str(PRISM), "mock", "--errors", "-h", "127.0.0.1", "-p", str(port), str(RULES)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        for line in server.stdout:
            if "Prism is listening" in line:
                break
        yield f"http://127.0.0.1:{port}"
        server.terminate()


def reply(text: str, kind: Kind = Kind.ANSWER) -> Reply:
    hindi = Lang("hi", "Deva")
    return Reply(address=Address("sms", PERSON), to="SM1", text=text, lang=hindi, kind=kind)


@pytest.mark.parametrize(
    "text", ["गेहूँ नवंबर में बोइए।", "Sow wheat in November & wait", "108 पर फ़ोन करें। " * 30]
)
async def test_twilio_s_rules_accept_what_we_send(prism: str, text: str) -> None:
    sms = build(Spec(settings=settings(sms_url=prism), catalogue=CARDS))
    assert await sms.send(reply(text))
    await sms.close()


async def test_they_refuse_what_is_no_message(prism: str) -> None:
    """So the judge judges: a call without the field To is a 4xx."""
    sms = build(Spec(settings=settings(sms_url=prism), catalogue=CARDS))
    nobody = Reply(
        address=Address("sms", ""), to="SM1", text="x", lang=Lang("en", "Latn"), kind=Kind.NOTICE
    )
    with pytest.raises(Gone, match="refused"):
        await sms.send(nobody)
    await sms.close()


def test_twilio_s_own_client_is_understood_by_the_same_judge(prism: str) -> None:
    from twilio.http.http_client import TwilioHttpClient
    from twilio.rest import Client

    class Local(TwilioHttpClient):  # type: ignore[misc]
        def request(self, method: str, url: str, *args: object, **more: object) -> object:
            return super().request(
                method, url.replace("https://api.twilio.com", prism), *args, **more
            )

    client = Client(ACCOUNT, TOKEN, http_client=Local())
    assert client.messages.create(to=PERSON, from_=OURS, body="नमस्ते").sid
