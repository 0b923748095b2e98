"""A real CTranslate2 transformer of two layers with real SentencePiece words, made in a second.

It answers every sentence with one that was spelled into the places of its decoder: its layers do
their work on random weights and add nothing. So what it "translates" is known, and the code that
loads, cuts, asks and joins is the code that runs real weights.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import ctranslate2
import numpy as np
from sentencepiece import SentencePieceProcessor, SentencePieceTrainer

from nakshatra import weights
from nakshatra.cards import ModelCard
from nakshatra.partial import digest

_SPECIAL = ["<s>", "<pad>", "</s>", "<unk>"]
_WIDTH, _PLACES = 256, 300


@dataclass(frozen=True)
class Tiny:
    reads: str
    """Text of the language that it is cut by."""

    says: str
    """As the model writes: in Devanagari, signs apart."""

    tags: tuple[str, ...] = ("eng_Latn", "hin_Deva")
    endless: bool = False
    """Never says that the sentence is over."""


def install(card: ModelCard, tiny: Tiny, data_dir: Path) -> Path:
    """As `nakshatra models import` would, for `Settings(data_dir=data_dir)`."""
    folder = weights.folder(card, data_dir / "models")
    make(tiny, folder)
    files = {
        path.relative_to(folder).as_posix(): (digest(path), path.stat().st_size)
        for path in folder.rglob("*")
        if path.is_file()
    }
    weights.Receipt(card.revision, files).write(folder)
    return folder


def make(tiny: Tiny, folder: Path) -> None:
    """The folder as AI4Bharat's zip has it: CTranslate2's files, and vocab/ beside them."""
    (folder / "vocab").mkdir(parents=True)
    source = _pieces(tiny.reads, folder / "vocab/model.SRC")
    target = _pieces(tiny.says, folder / "vocab/model.TGT")
    words = [*_SPECIAL, *_words(target)]
    said = target.encode(tiny.says, out_type=str)
    end = [] if tiny.endless else ["</s>"]
    spelled = [words.index(word) for word in [*said, *end]]
    network = _network(len(tiny.tags) + len(_words(source)) + len(_SPECIAL), len(words), spelled)
    network.register_source_vocabulary([*_SPECIAL, *tiny.tags, *_words(source)])
    network.register_target_vocabulary(words)
    network.config.add_source_eos = True
    network.config.decoder_start_token = "</s>"
    network.validate()
    network.optimize(quantization="int8")
    network.save(str(folder))


def _pieces(text: str, file: Path) -> SentencePieceProcessor:
    """Trained on the text, and written to the file."""
    model = io.BytesIO()
    SentencePieceTrainer.train(
        sentence_iterator=iter([text] * 20),
        model_writer=model,
        model_type="bpe",
        vocab_size=90,
        hard_vocab_limit=False,
        character_coverage=1.0,
        minloglevel=2,
    )
    file.write_bytes(model.getvalue())
    return SentencePieceProcessor(model_proto=model.getvalue())


def _words(pieces: SentencePieceProcessor) -> list[str]:
    return [pieces.id_to_piece(id) for id in range(3, pieces.get_piece_size())]


def _network(
    sources: int, targets: int, spelled: Sequence[int]
) -> ctranslate2.specs.TransformerSpec:
    rng = np.random.default_rng(5)
    spec = ctranslate2.specs.TransformerSpec.from_config((2, 2), num_heads=4, pre_norm=True)
    for layers in (spec.encoder.layer, spec.decoder.layer):
        for layer in layers:
            _fill(layer, rng)
    for norm in (spec.encoder.layer_norm, spec.decoder.layer_norm):
        _norm(norm)
    shown = rng.normal(size=(targets, _WIDTH)).astype(np.float32)
    _table(spec.encoder.embeddings[0], rng.normal(size=(sources, _WIDTH)))
    _table(spec.decoder.embeddings, np.zeros((targets, _WIDTH)))
    _table(spec.decoder.projection, shown)
    spec.decoder.projection.bias = np.zeros(targets, np.float32)
    spec.encoder.position_encodings.encodings = np.zeros((_PLACES, _WIDTH), np.float32)
    places = [spelled[min(at, len(spelled) - 1)] for at in range(_PLACES)]
    spec.decoder.position_encodings.encodings = 100 * shown[places]
    return spec


def _fill(layer: object, rng: np.random.Generator) -> None:
    """Random, so that no part can be left out, and small beside what the places say."""
    for name in ("self_attention", "attention", "ffn"):
        if part := getattr(layer, name, None):
            _norm(part.layer_norm)
    _attention(layer.self_attention, rng, 3)  # type: ignore[attr-defined]
    if across := getattr(layer, "attention", None):
        _attention(across, rng, 1)
    _linear(layer.ffn.linear_0, rng, 2 * _WIDTH, _WIDTH)  # type: ignore[attr-defined]
    _linear(layer.ffn.linear_1, rng, _WIDTH, 2 * _WIDTH)  # type: ignore[attr-defined]


def _attention(part: object, rng: np.random.Generator, joined: int) -> None:
    linear = part.linear  # type: ignore[attr-defined]
    rows = [3] if joined == 3 else [1, 2]
    for one, times in zip(linear, rows, strict=False):
        _linear(one, rng, times * _WIDTH, _WIDTH)
    _linear(linear[-1], rng, _WIDTH, _WIDTH)


def _linear(part: object, rng: np.random.Generator, rows: int, columns: int) -> None:
    part.weight = rng.normal(0, 0.02, (rows, columns)).astype(np.float32)  # type: ignore[attr-defined]
    part.bias = np.zeros(rows, np.float32)  # type: ignore[attr-defined]


def _norm(part: object) -> None:
    part.gamma, part.beta = np.ones(_WIDTH, np.float32), np.zeros(_WIDTH, np.float32)  # type: ignore[attr-defined]


def _table(part: object, rows: np.ndarray) -> None:
    part.weight = rows.astype(np.float32)  # type: ignore[attr-defined]
