"""`nakshatra models recommend` and `bench`: what to fetch for a machine, and its speed here."""

from __future__ import annotations

import asyncio
import json
import os
import platform
import shutil
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from nakshatra import weights
from nakshatra.audio.manner import manners
from nakshatra.cards import ModelCard
from nakshatra.catalogue import Catalogue
from nakshatra.cli.models_known import as_json, check_languages, codes, known, megabytes
from nakshatra.home import home
from nakshatra.recommend import BOT_MB, SYSTEM_MB, Advice, Choice, Wish, advise
from nakshatra.settings import Settings

if TYPE_CHECKING:
    from nakshatra.measure.installed import Measured

_ROW = "{:28} {:4} {:>8} {:>8} {:>9} {:>8} {:>8}  {}"


@click.command(
    epilog="""\b
Examples:
  nakshatra models recommend --languages hi,te --ram 4GB
  nakshatra models recommend --languages hi --ram 2GB --disk 200MB
  nakshatra models recommend --languages hi --accept-licence piper-hi-pratham
  nakshatra models pull $(nakshatra models recommend --languages hi,te --ids)"""
)
@click.option(
    "--languages", callback=codes, metavar="hi,te", required=True, help="The most important first."
)
@click.option(
    "--ram",
    callback=megabytes,
    metavar="4GB",
    help="Memory of the whole machine; this one's when not said.",
)
@click.option(
    "--disk",
    callback=megabytes,
    metavar="2GB",
    help="Room for models; what is free here when not said.",
)
@click.option(
    "--accept-licence", "accepted", multiple=True, metavar="ID", help="Take it despite its doubt."
)
@click.option("--ids", is_flag=True, help="Print only the models to fetch, for `models pull`.")
@as_json
def recommend(
    languages: list[str],
    ram: float | None,
    disk: float | None,
    accepted: tuple[str, ...],
    ids: bool,
    as_json: bool,
) -> None:
    """One recogniser and one voice for each language, and what tells the languages apart.

    Only what this version runs, keeps up with speech, has a clear licence and fits. Downloads
    nothing."""
    settings, cards = known()
    check_languages(languages, cards)
    for id in accepted:
        weights.by_id(cards.models, id)
    wish = Wish(
        languages=languages,
        ram_mb=int(_memory_mb() if ram is None else ram),
        disk_mb=int(_free_mb(settings.models_dir) if disk is None else disk),
        accepted=accepted,
    )
    advice = advise(
        wish,
        cards.models,
        here=lambda card: weights.present(card, settings.models_dir),
        espeak=manners(*filter(None, (home(), settings.catalogue))),
    )
    if as_json:
        click.echo(json.dumps({"wish": asdict(wish)} | asdict(advice), ensure_ascii=False))
    elif ids:
        click.echo(_arguments(advice, cards))
    else:
        for line in _told(wish, advice, cards, settings.ram_budget_mb):
            click.echo(line)


@click.command(
    epilog="""\b
Examples:
  nakshatra models bench
  nakshatra models bench whisper-hindi2hinglish-swift --json"""
)
@click.argument("ids", nargs=-1, metavar="[ID...]")
@as_json
def bench(ids: tuple[str, ...], as_json: bool) -> None:
    """Speed and memory of the models that are here, each alone in its own process.

    A recogniser hears ten seconds of espeak-ng; a voice reads two lines; a language model writes
    64 tokens. It says nothing about how well they do it."""
    from nakshatra.measure.installed import CLIP_S, here

    settings, cards = known()
    chosen = [weights.by_id(cards.models, id) for id in ids] or here(settings, cards)
    for card in chosen:
        weights.require(card, settings.models_dir)
    rows = asyncio.run(_measured(chosen, settings, cards, as_json))
    machine = (
        f"{os.cpu_count()} cores, {settings.threads} threads, Python {platform.python_version()}"
    )
    day = datetime.now(UTC).date().isoformat()
    if as_json:
        found = {"machine": machine, "date": day, "models": [asdict(row) for row in rows]}
        click.echo(json.dumps(found, ensure_ascii=False))
        return
    if not rows:
        click.echo("no model is here; see `nakshatra models recommend --languages hi,en`")
        return
    click.echo(_ROW.format("model", "kind", "first s", "work s", "real-time", "tokens/s", "MB", ""))
    for row in rows:
        click.echo(_line(row))
    click.echo(f"\n{day}, {machine}; clip of {CLIP_S:.0f} s of synthetic speech")


async def _measured(
    chosen: list[ModelCard], settings: Settings, cards: Catalogue, quiet: bool
) -> list[Measured]:
    from nakshatra.measure.installed import measure  # a second to import

    rows = []
    for card in chosen:
        if not quiet:
            click.echo(f"measuring {card.id} ...", err=True)
        rows.append(await measure(card, settings, cards))
    return rows


def _line(row: Measured) -> str:
    factor = "" if row.real_time_factor is None else f"{row.real_time_factor:.3f}"
    tokens = "" if row.tokens_s is None else f"{row.tokens_s:.1f}"
    memory = "" if row.memory_mb is None else str(row.memory_mb)
    over = f"its card says {row.card_mb} MB" if (row.memory_mb or 0) > row.card_mb else ""
    says = "; ".join(filter(None, (row.says, over)))
    return _ROW.format(
        row.model, row.kind, f"{row.first_s:.2f}", f"{row.work_s:.2f}", factor, tokens, memory, says
    )


def _arguments(advice: Advice, cards: Catalogue) -> str:
    """For `models pull`: what was accepted here is accepted there."""
    doubted = [id for id in advice.pull if cards.models[id].licence_doubt]
    return " ".join([*advice.pull, *(f"--accept-licence {id}" for id in doubted)])


def _told(wish: Wish, advice: Advice, cards: Catalogue, budget_mb: int) -> Iterator[str]:
    names = ", ".join(cards.languages[code].english for code in wish.languages)
    yield (
        f"For {names}: {wish.ram_mb} MB of memory, of which {advice.room_mb} MB are for models "
        f"(system {SYSTEM_MB}, bot {BOT_MB}); {wish.disk_mb} MB of disk.\n"
    )
    for choice in advice.choices:
        yield from _lines(choice)
    yield ""
    if advice.pull:
        arguments = _arguments(advice, cards)
        yield f"Fetch them ({advice.pull_mb} MB):  nakshatra models pull {arguments}"
    else:
        yield "Nothing to fetch."
    if advice.extras:
        yield f"Install what runs them: make extras  ({', '.join(advice.extras)})"
    if advice.together_mb > advice.room_mb:
        yield (
            f"All at once would take {advice.together_mb} MB: they take turns in memory, the "
            f"largest turn needs {advice.turn_mb} MB."
        )
    wanted = min(advice.together_mb, advice.room_mb)
    if advice.turn_mb and not wanted <= budget_mb <= advice.room_mb:
        better = wanted if budget_mb < wanted else advice.room_mb
        yield f"Let them have it:  NAKSHATRA_RAM_BUDGET_MB={better} nakshatra run"
    for credit in advice.credits:
        yield f"To be named in public: {credit}"


def _lines(choice: Choice) -> Iterator[str]:
    yield f"{choice.language or 'all':4} {choice.role:12} {choice.model or '-'}"
    yield f"{'':18}{choice.why}"
    for id, why in choice.passed.items():
        yield f"{'':18}not {id}: {why}"


def _memory_mb() -> int:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 10**6


def _free_mb(folder: Path) -> int:
    there = next(one for one in (folder, *folder.parents) if one.exists())
    return shutil.disk_usage(there).free // 10**6
