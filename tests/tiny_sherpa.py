"""The committed models of sherpa-onnx's format, put where the bot looks for weights."""

from __future__ import annotations

from pathlib import Path

import tiny_whisper
from nakshatra.cards import ModelCard
from nakshatra.catalogue import Catalogue
from nakshatra.home import home

FOLDER = Path(__file__).parent / "data/tiny_sherpa"
CATALOGUE = FOLDER / "catalogue"
"""For the setting `catalogue`: it adds the models' cards to ours."""

TEXT = "गेहूँ का एमएसपी कितना है?"
"""What each of the recognisers writes."""

CARDS = Catalogue.load(home(), CATALOGUE)


def install(name: str, data_dir: Path) -> ModelCard:
    """`name`: "nemo_ctc", "transducer" or "spoken_lid"."""
    card = CARDS.models[f"tiny-{name}"]
    tiny_whisper.put(card, FOLDER / name, data_dir)
    return card
