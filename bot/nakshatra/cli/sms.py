"""`nakshatra sms`: what a phone shows, what it costs, and whether a provider's file is right."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from nakshatra.app import specify, wire
from nakshatra.channels.sms.channel import ABILITIES
from nakshatra.channels.sms.postage import KINDS, kind_of, read_templates
from nakshatra.channels.sms.provider_file import find, read_provider
from nakshatra.channels.sms.sending import filled
from nakshatra.errors import CatalogueError
from nakshatra.ports import Channel
from nakshatra.settings import Settings
from nakshatra.stores.purse import Day
from nakshatra.stores.sql import SqlStore
from nakshatra.text.segments import count
from nakshatra.types import Address, Media, Message, Profile, Reply, Role, Turn, Voice

_PAGES = 10
"""At most so many times is MORE said."""

_SAMPLE = "नमस्ते"


@click.group()
def command() -> None:
    """SMS: how answers look, what they cost, providers.

    \b
    nakshatra sms preview "gehu ki msp kitni hai"
    nakshatra sms check exotel
    nakshatra sms cost
    """


@command.command()
@click.argument("question")
@click.option("--more", is_flag=True, help="Also what MORE would bring, to its end.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a message.")
def preview(question: str, more: bool, as_json: bool) -> None:
    """The messages as a phone would get them, with segments and cost. Sends nothing.

    \b
    nakshatra sms preview "बच्चे को बुखार है" --more
    """
    if not question.strip():
        raise click.UsageError("give the message to answer; see --help")
    settings = Settings.load()
    for reply in asyncio.run(_replies(settings, question, more)):
        row = _row(reply, settings)
        click.echo(json.dumps(row, ensure_ascii=False) if as_json else _shown(row))


@command.command()
@click.argument("name")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def check(name: str, as_json: bool) -> None:
    """Read a provider's file, by its name or path, and show the call it would make.

    \b
    nakshatra sms check gupshup
    nakshatra sms check my/catalogue/sms/village.toml
    """
    settings = Settings.load()
    path = Path(name) if name.endswith(".toml") else find(name, *_own(settings))
    provider = read_provider(path)
    request = filled(provider, _sample(settings, provider.send.alphabet["UCS-2"]))
    known = read_templates(settings)
    facts = {
        "provider": provider.name,
        "documented": provider.documented,
        "tried": provider.tried,
        "proof": str(provider.proof),
        "hears": [
            part for part in ("incoming", "missed_call", "report") if getattr(provider, part)
        ],
        "sends": f"{request.method} {request.url}",
        "fields": dict(request.fields),
        "without_template": [kind for kind in KINDS if kind not in known.ids],
    }
    if as_json:
        click.echo(json.dumps(facts, ensure_ascii=False))
        return
    for key, value in facts.items():
        click.echo(f"{key:17} {_plain(value)}")


@command.command()
@click.option("--days", default=30, show_default=True, help="The last so many days with messages.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a day.")
def cost(days: int, as_json: bool) -> None:
    """What SMS cost: per day, and per answer.

    \b
    nakshatra sms cost --days 7
    """
    settings = Settings.load()
    found = asyncio.run(_spent(settings, days))
    if not as_json:
        click.echo(
            f"{'day':10} {'messages':>8} {'answers':>8} {'segments':>9} {'Rs':>9} {'Rs/answer':>10}"
        )
    for one in found:
        click.echo(json.dumps(_day(one)) if as_json else _line(one))
    if not as_json and not settings.sms_price:
        click.echo("sms_price is not set: nothing is added up in rupees.")


class _Paper:
    """An SMS channel that sends nothing."""

    name = "sms"
    abilities = ABILITIES

    async def fetch(self, media: Media) -> Voice:  # noqa: ARG002
        raise CatalogueError("an SMS carries no recording")

    async def send(self, reply: Reply) -> str:
        return reply.to


async def _replies(settings: Settings, question: str, more: bool) -> Sequence[Reply]:
    paper: Channel = _Paper()
    parts = wire(specify(settings), {"sms": paper})
    history: list[Turn] = []
    made: list[Reply] = []
    try:
        for text in (question, *["MORE"] * (_PAGES if more else 0)):
            handled = await parts.bot.handle(_message(text), history, Profile())
            reply = handled.reply
            made.append(reply)
            history += _lines(text, reply)
            if reply.thread is None or not reply.thread.rest:
                break
    finally:
        await parts.close()
    return made


def _message(text: str) -> Message:
    return Message(id="1", address=Address("sms", "+91"), sent_at=datetime.now(UTC), text=text)


def _lines(text: str, reply: Reply) -> Sequence[Turn]:
    now = datetime.now(UTC)
    return (
        Turn(Role.USER, text, reply.lang, now),
        Turn(Role.BOT, reply.text, reply.lang, now, reply.thread),
    )


def _row(reply: Reply, settings: Settings) -> dict[str, Any]:
    cost = count(reply.text)
    return {
        "text": reply.text,
        "kind": kind_of(reply),
        "alphabet": str(cost.alphabet),
        "units": cost.units,
        "segments": cost.segments,
        "rupees": round(cost.segments * settings.sms_price, 4),
    }


def _shown(row: dict[str, Any]) -> str:
    price = f", Rs {row['rupees']:.2f}" if row["rupees"] else ""
    told = f"{row['kind']}: {row['units']} units of {row['alphabet']}, {row['segments']} segment(s)"
    return f"{row['text']}\n    [{told}{price}]\n"


def _own(settings: Settings) -> tuple[Path, ...]:
    return (settings.catalogue / "sms",) if settings.catalogue else ()


def _sample(settings: Settings, alphabet: str) -> dict[str, str]:
    """What a send call would be filled with; no secret is shown."""
    return {
        "to": "+919876543210",
        "to_digits": "919876543210",
        "to_national": "9876543210",
        "from": settings.sms_from or "(sms_from)",
        "text": _SAMPLE,
        "alphabet": alphabet,
        "template": read_templates(settings).ids.get("answer", "(sms_templates)"),
        "entity": settings.sms_entity or "(sms_entity)",
        "account": settings.sms_account or "(sms_account)",
        "user": settings.sms_user or "(sms_user)",
        "secret": "(sms_secret)",
        "callback": f"{settings.public_url or 'https://(public_url)'}/hooks/sms",
        "id": "(our id)",
    }


def _plain(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(value) or "none"
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else str(value)


async def _spent(settings: Settings, days: int) -> Sequence[Day]:
    store = SqlStore(settings)
    await store.open()
    try:
        return await store.purse.days(days)
    finally:
        await store.close()


def _day(one: Day) -> dict[str, Any]:
    return {
        "day": one.day.isoformat(),
        "messages": one.messages,
        "answers": one.answers,
        "segments": one.segments,
        "rupees": round(one.rupees, 2),
        "rupees_an_answer": round(one.rupees_an_answer, 3),
    }


def _line(one: Day) -> str:
    return (
        f"{one.day.isoformat():10} {one.messages:8} {one.answers:8} {one.segments:9} "
        f"{one.rupees:9.2f} {one.rupees_an_answer:10.3f}"
    )
