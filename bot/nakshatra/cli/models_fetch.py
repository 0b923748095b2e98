"""`nakshatra models pull` and `import`: weights from the hub, or from a stick."""

from __future__ import annotations

import json
from pathlib import Path

import click

from nakshatra import weights
from nakshatra.cards import ModelCard
from nakshatra.cli.models_known import as_json, check_languages, codes, known
from nakshatra.cli.progress import Bar
from nakshatra.errors import CatalogueError, EngineError
from nakshatra.recommend import lacking
from nakshatra.settings import Settings


@click.command(
    epilog="""\b
Examples:
  nakshatra models pull whisper-hindi2hinglish-swift
  nakshatra models pull indicconformer-telugu piper-te-padmavathi spoken-lid-ecapa
  nakshatra models pull piper-hi-pratham --accept-licence piper-hi-pratham
  HF_ENDPOINT=https://hub.example.org nakshatra models pull qwen3.5-2b"""
)
@click.argument("ids", nargs=-1, required=True, metavar="ID...")
@click.option(
    "--accept-licence",
    "accepted",
    multiple=True,
    metavar="ID",
    help="You have read the doubt about this model's licence and use it all the same.",
)
@as_json
def pull(ids: tuple[str, ...], accepted: tuple[str, ...], as_json: bool) -> None:
    """Fetch models: resumed where they stopped, checked, and put in place whole.

    Stop it at any time; the same command goes on. Nothing counts as here before every file is
    whole and has the right hash."""
    from nakshatra.hub import Hub  # half a second to import; only this command needs it

    settings, catalogue = known()
    cards = [weights.by_id(catalogue.models, id) for id in ids]
    for card in cards:
        _allow(card, settings, accepted)
    folders = {}
    with Bar(silent=as_json) as bar:
        hub = Hub(str(settings.models_dir), tell=bar)
        for card in cards:
            if not as_json:
                click.echo(_announced(card), err=True)
            folders[card.id] = hub.pull(card)
    if as_json:
        click.echo(json.dumps(folders))
        return
    for card in cards:
        click.echo(folders[card.id])
    _say_what_is_left(cards)


@click.command(
    "import",
    epilog="""\b
Examples:
  nakshatra models import /media/stick/models        every model whose hash a card knows
  nakshatra models import voices.zip --model piper-te-padmavathi
  nakshatra models import Qwen3.5-2B-Q4_K_M.gguf
  nakshatra models import ggml-small-hi.bin --as my-hindi --languages hi --licence MIT""",
)
@click.argument("source", type=click.Path(path_type=Path), metavar="FOLDER|FILE")
@click.option("--model", "ids", multiple=True, metavar="ID", help="Which model it is.")
@click.option("--as", "id", metavar="NEW-ID", help="Name of a whisper.cpp file that is converted.")
@click.option(
    "--languages", callback=codes, default="", metavar="hi,te", help="What that file hears."
)
@click.option("--licence", default="", help="Its licence, as you were told.")
@click.option(
    "--decode-language", default="", help="Its language token when that is not the spoken one."
)
@as_json
def import_(
    source: Path,
    ids: tuple[str, ...],
    id: str | None,
    languages: list[str],
    licence: str,
    decode_language: str,
    as_json: bool,
) -> None:
    """Take weights that were carried here: a folder, a file, a zip or a tar.

    Every file is known by its hash, whatever its name. A Whisper of whisper.cpp (ggml-*.bin) is
    converted for faster-whisper and gets a card of its own."""
    from nakshatra.audio.ggml import is_ggml

    settings, catalogue = known()
    if source.is_file() and is_ggml(source):
        if not id:
            raise EngineError(
                f"{source} is a Whisper of whisper.cpp, which will be converted. Say its name and "
                "what it hears: `nakshatra models import FILE --as my-hindi --languages hi`"
            )
        check_languages(languages, catalogue)
        if id in catalogue.models and not (settings.own_cards / f"models/{id}.toml").is_file():
            raise CatalogueError(f"a model is called {id!r} already; choose another name with --as")
        _adopt(source, settings, as_json, id, languages, licence, decode_language)
        return
    from nakshatra.stick import Stick

    with Bar(silent=as_json) as bar:
        haul = Stick(catalogue.models, settings.models_dir, bar).bring(source, ids)
    if as_json:
        rows = [(one.model, str(one.folder), one.unchecked) for one in haul.brought]
        click.echo(json.dumps({id: {"path": p, "unchecked": names} for id, p, names in rows}))
        return
    for one in haul.brought:
        click.echo(one.folder)
        if one.unchecked:
            click.echo(
                f"  taken as they came, no hash of them is known: {', '.join(one.unchecked)}",
                err=True,
            )
    if haul.more:
        named = " ".join(f"--model {id}" for id in haul.more)
        click.echo(f"Seems to be there too, of unknown hash; to take it, say: {named}", err=True)
    _say_what_is_left([catalogue.models[one.model] for one in haul.brought])


def _adopt(
    source: Path,
    settings: Settings,
    as_json: bool,
    id: str,
    languages: list[str],
    licence: str,
    decode_language: str,
) -> None:
    from nakshatra.adopt import Told, adopt  # a second to import

    told = Told(id=id, languages=languages, licence=licence, decode_language=decode_language)
    with Bar(silent=as_json) as bar:
        folder = adopt(source, told, settings.models_dir, settings.own_cards / "models", bar)
    click.echo(json.dumps({id: {"path": str(folder)}}) if as_json else folder)


def _allow(card: ModelCard, settings: Settings, accepted: tuple[str, ...]) -> None:
    if weights.present(card, settings.models_dir):
        return
    if settings.offline:
        raise EngineError(
            f"{card.id} is not here and the setting `offline` forbids fetching; bring it on a "
            "stick: `nakshatra models import`"
        )
    if card.licence_doubt and card.id not in accepted:
        raise EngineError(
            f"{card.id} is not fetched without your word: {card.licence_doubt}. Its licence: "
            f"{card.licence}. Read {card.repository} on the hub; if you may use it, add "
            f"`--accept-licence {card.id}`"
        )


def _announced(card: ModelCard) -> str:
    megabytes = f"{card.bytes / 1e6:.0f} MB" if card.bytes else "size not known"
    return f"{card.id}: {megabytes}, {card.licence}; {card.status}"


def _say_what_is_left(cards: list[ModelCard]) -> None:
    for card in cards:
        if card.attribution:
            click.echo(f"To be named where {card.id} is used: {card.attribution}", err=True)
    if missing := lacking(cards):
        click.echo(f"Still to install: {', '.join(missing)} (`make extras`)", err=True)
