"""The committed Whisper of two layers, put where the bot looks for weights."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from nakshatra import weights
from nakshatra.cards import ModelCard
from nakshatra.catalogue import Catalogue
from nakshatra.partial import digest

HERE = Path(__file__).parent / "data"
FOLDER = HERE / "tiny_whisper"
CATALOGUE = FOLDER / "catalogue"
"""For the setting `catalogue`: it adds the model's card to ours."""

FIVE = FOLDER / "five"
"""One that knows five languages of India and English."""

VOICES = HERE / "voice"


@dataclass(frozen=True, slots=True)
class Note:
    """A recorded question and what is said in it."""

    file: Path
    lang: str
    text: str


def install(data_dir: Path, source: Path = FOLDER) -> Path:
    """As `nakshatra models pull` would, for `Settings(data_dir=data_dir)`."""
    (card,) = Catalogue.load(source / "catalogue").models.values()
    return put(card, source, data_dir)


def put(card: ModelCard, source: Path, data_dir: Path) -> Path:
    """The card's files, from where the repository has them to where weights lie."""
    folder = weights.folder(card, data_dir / "models")
    folder.mkdir(parents=True)
    files = {}
    for name in card.files:
        path = Path(shutil.copy(source / name, folder / name))
        files[name] = (digest(path), path.stat().st_size)
    weights.Receipt(card.revision, files).write(folder)
    return folder


def sentences(lang: str) -> list[str]:
    """All of a language that `FIVE` knows."""
    rows = (FOLDER / "sentences.tsv").read_text("utf-8").splitlines()
    return [text for code, text in (row.split("\t") for row in rows) if code == lang]


def notes() -> list[Note]:
    rows = (HERE / "voice/notes.tsv").read_text("utf-8").splitlines()
    return [Note(VOICES / file, lang, text) for file, lang, text in (r.split("\t") for r in rows)]


def written(folder: Path, note: Note) -> str:
    """What faster-whisper itself makes of it with the weights in `folder`."""
    from faster_whisper import WhisperModel  # heavy; only some tests need it

    model = WhisperModel(str(folder), device="cpu", compute_type="int8", cpu_threads=1)
    segments, _ = model.transcribe(
        str(note.file), language=note.lang, beam_size=1, temperature=0.0, without_timestamps=True
    )
    return " ".join(segment.text.strip() for segment in segments)
