"""SMS channels as the tests need them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from fake_sms_gateway import ACCOUNT, OURS, TOKEN
from nakshatra.calls import Call
from nakshatra.catalogue import Catalogue
from nakshatra.channels.sms import Sms, build
from nakshatra.registry import Spec
from nakshatra.settings import Settings

DATA = Path(__file__).parents[1] / "data" / "sms"
PUBLIC = "https://bot.example.org"
HOOK_SECRET = "6f2d8a1c9b7e4f30a5d4c3b2a1908f7e"
PERSON = "+919876543210"
CARDS = Catalogue.load()


def settings(provider: str = "twilio", **more: Any) -> Settings:
    given = {
        "sms_provider": provider,
        "sms_from": OURS if provider == "twilio" else "NAKSHT",
        "sms_account": ACCOUNT,
        "sms_secret": TOKEN,
        "sms_hook_secret": HOOK_SECRET,
        "sms_dlt_required": False,
        "public_url": PUBLIC,
    }
    return Settings(**{**given, **more})


def channel(provider: str = "twilio", **more: Any) -> Sms:
    return build(Spec(settings=settings(provider, **more), catalogue=CARDS))


def payload(name: str) -> str:
    return (DATA / name).read_text("utf-8")


def call(provider: str, kind: str) -> Call:
    """A recorded payload as the provider would bring it."""
    [path] = DATA.glob(f"{provider}.{kind}.*")
    body, how = path.read_text("utf-8"), path.suffix
    json = {"content-type": "application/json"} if how == ".json" else {}
    return Call(
        method="GET" if how == ".query" else "POST",
        headers=json,
        body=b"" if how == ".query" else body.encode(),
        query=body if how == ".query" else "",
        path="" if provider == "twilio" else HOOK_SECRET,
        client="203.0.113.7",
    )
