"""A Whisper of whisper.cpp -> a model of this machine's own, with a card beside it.

The card is written under the settings' data folder, where the catalogue finds it; the weights lie
with the others. It does not judge how well the model hears.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import UTC, datetime
from pathlib import Path

import tomli_w

from nakshatra import weights
from nakshatra.audio.ggml_whisper import convert
from nakshatra.cards import ModelCard
from nakshatra.errors import EngineError
from nakshatra.model_card import wrong_id
from nakshatra.partial import Tell, alone, digest, quiet

_ENGINE_MB, _MB_A_WEIGHT = 150, 1.4e-6
"""Memory of a loaded model: libraries, and int8 weights with room to work. An estimate."""

_DEFAULT_LICENCE = "not told by whoever brought it"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What only the person who brings the file knows."""

    id: str
    languages: Sequence[str]
    licence: str = ""
    decode_language: str = ""


def adopt(source: Path, told: Told, models_dir: Path, cards_dir: Path, tell: Tell = quiet) -> Path:
    """The folder of the weights. Raise `EngineError` when the file or what was told is wrong."""
    if wrong := wrong_id(told.id):  # before anything is done in a folder of that name
        raise EngineError(f"the model cannot be called so: {wrong}")
    room = models_dir / ".partial"
    try:
        weights.check_space(told.id, 2 * source.stat().st_size, models_dir)
        with alone(room, told.id):
            return _adopted(source, told, room / told.id / "stick", models_dir, cards_dir, tell)
    except OSError as error:
        raise weights.refused(error, told.id, models_dir) from error


def _adopted(
    source: Path, told: Told, staging: Path, models_dir: Path, cards_dir: Path, tell: Tell
) -> Path:
    shutil.rmtree(staging.parent, ignore_errors=True)
    try:
        card, got = _converted(source, told, staging, tell)
        cards_dir.mkdir(parents=True, exist_ok=True)
        _write(card, cards_dir)
        return weights.settle(card, staging, got, models_dir)
    finally:
        shutil.rmtree(staging.parent, ignore_errors=True)


def _converted(
    source: Path, told: Told, staging: Path, tell: Tell
) -> tuple[ModelCard, weights.Receipt]:
    whisper = convert(source, staging, lambda done, total: tell("converting", done, total))
    token = told.decode_language or None
    for code in [token] if token else told.languages:
        if code not in (whisper.languages or ("en",)):
            raise EngineError(
                f"{source.name} has no token for {code!r}; Whisper was made for "
                f"{', '.join(whisper.languages) or 'en'}. Give it one of these with "
                "--decode-language if it was trained so"
            )
    got = {path.name: (digest(path), path.stat().st_size) for path in sorted(staging.iterdir())}
    card = ModelCard(
        id=told.id,
        kind="asr",
        engine="faster_whisper",
        repository=f"none: converted here from {source.name}",
        revision="none",
        files={name: sha for name, (sha, _) in got.items()},
        licence=told.licence or _DEFAULT_LICENCE,
        licence_doubt="" if told.licence else "nobody told it",
        languages=list(told.languages),
        bytes=sum(size for _, size in got.values()),
        ram_mb=round(_ENGINE_MB + whisper.parameters * _MB_A_WEIGHT),
        decode_language=told.decode_language,
        evidence="seen",
        status=f"converted on {datetime.now(UTC).date()}; how well it hears was not measured",
        notes=f"sha256 of {source.name}: {digest(source)}",
    )
    for fault in card.faults():
        raise EngineError(f"{told.id}: {fault}")
    return card, weights.Receipt("none", got)


def _write(card: ModelCard, cards_dir: Path) -> None:
    """Only what differs from a field's default, whole or not at all."""
    plain = replace(card, files={})
    row = {
        item.name: value
        for item in fields(card)
        if (value := asdict(plain)[item.name]) not in ("", [], {}, False) or item.name == "revision"
    }
    text = tomli_w.dumps(row | {"files": card.files})
    part = cards_dir / f"{card.id}.part"
    part.write_text(f"# Brought by hand: `nakshatra models import`.\n{text}", "utf-8")
    part.replace(cards_dir / f"{card.id}.toml")
