"""A Whisper of whisper.cpp hears, once it is converted, what it heard before."""

from __future__ import annotations

import base64
import json
import os
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import gguf
import numpy as np
import pytest
from faster_whisper import WhisperModel
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer

import tiny_ggml
import tiny_whisper
from nakshatra.audio.ggml import is_ggml, read
from nakshatra.audio.ggml_whisper import convert
from nakshatra.audio.whisper_words import LANGUAGES, TIMES, words_of
from nakshatra.errors import EngineError

KINDS = [
    tiny_ggml.F32,
    tiny_ggml.F16,
    tiny_ggml.Q4_0,
    tiny_ggml.Q4_1,
    tiny_ggml.Q5_0,
    tiny_ggml.Q5_1,
    tiny_ggml.Q8_0,
]
SHARED = Path(os.environ.get("NAKSHATRA_SHARED", Path(__file__).parents[3] / "shared"))
REAL = SHARED / "models/asr-tokenizer"
"""Whisper's own words, where they are."""


def heard(folder: Path) -> list[str]:
    return [tiny_whisper.written(folder, note) for note in tiny_whisper.notes()[:4]]


@pytest.mark.parametrize("kind", KINDS)
def test_the_converted_model_hears_as_the_original(tmp_path: Path, kind: int) -> None:
    source = tiny_ggml.write(tmp_path / "ggml-tiny.bin", kind)
    found = convert(source, tmp_path / "out")
    assert {"hi", "en", "te"} <= set(found.languages)
    assert heard(tmp_path / "out") == heard(tiny_whisper.FOLDER)
    assert heard(tmp_path / "out") == [note.text for note in tiny_whisper.notes()[:4]]


@pytest.mark.parametrize("kind", KINDS)
def test_tensors_are_read_as_the_reference_reads_them(tmp_path: Path, kind: int) -> None:
    source = tiny_ggml.write(tmp_path / "x.bin", kind)
    assert is_ggml(source)
    found = read(source).tensors
    for name, tensor in tiny_ggml.tensors():
        wanted = tensor
        if kind > 1 and tensor.ndim == 2 and min(tensor.shape) > 1 and "position" not in name:
            packing = gguf.GGMLQuantizationType(kind)
            wanted = gguf.quants.dequantize(gguf.quants.quantize(tensor, packing), packing)
        assert found[name].shape == tensor.shape
        assert np.allclose(found[name].array(), wanted, atol=2e-3 if kind == 1 else 1e-6), name


def test_the_words_are_those_of_the_original(tmp_path: Path) -> None:
    convert(tiny_ggml.write(tmp_path / "x.bin"), tmp_path / "out")
    ours = Tokenizer.from_file(str(tmp_path / "out/tokenizer.json"))
    theirs = Tokenizer.from_file(str(tiny_whisper.FOLDER / "tokenizer.json"))
    assert ours.get_vocab() == theirs.get_vocab()
    for note in tiny_whisper.notes():
        assert ours.encode(" " + note.text).ids == theirs.encode(" " + note.text).ids
    kept = json.loads((tmp_path / "out/config.json").read_text())
    assert kept["lang_ids"] == tiny_ggml.config()["lang_ids"]


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        (lambda data: b"GGUF" + data[4:], "not a ggml file"),
        (lambda data: data[:60], "cut off or damaged"),
        (lambda data: data[:-5000], "cut off or damaged"),
        (lambda data: data[:4] + bytes(4) + data[8:], "those of no Whisper"),
        (lambda data: data[:40_000], "cut off or damaged|no Whisper"),
    ],
)
def test_a_broken_file_is_refused(tmp_path: Path, damage: Any, says: str) -> None:
    source = tiny_ggml.write(tmp_path / "x.bin")
    source.write_bytes(damage(source.read_bytes()))
    with pytest.raises(EngineError, match=says):
        convert(source, tmp_path / "out")


@given(at=st.integers(4, 400_000), byte=st.integers(0, 255), header=st.booleans())
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_changed_byte_is_a_clear_answer_or_does_no_harm(at: int, byte: int, header: bool) -> None:
    with TemporaryDirectory() as folder:
        source = tiny_ggml.write(Path(folder) / "x.bin", tiny_ggml.Q4_0)
        data = bytearray(source.read_bytes())
        data[at % 60 if header and at % 60 > 3 else at] = byte
        source.write_bytes(data)
        with suppress(EngineError):
            convert(source, Path(folder) / "out")


def test_a_file_without_all_of_its_tensors_is_refused(tmp_path: Path) -> None:
    source = tiny_ggml.write(tmp_path / "x.bin", tiny_ggml.F32)
    data = source.read_bytes()
    at = data.rindex(b"decoder.blocks.1.mlp.2.weight") - 20
    source.write_bytes(data[:at])
    with pytest.raises(EngineError, match=r"no tensor 'decoder\.blocks\.1\.mlp\.2\.weight'"):
        convert(source, tmp_path / "out")


def test_other_mel_filters_are_refused(tmp_path: Path) -> None:
    source = tiny_ggml.write(tmp_path / "x.bin")
    data = bytearray(source.read_bytes())
    data[56 + 400 : 56 + 800] = bytes(400)
    data[56 + 4 * 201 * 40 : 56 + 4 * 201 * 41] = bytes(4 * 201)
    source.write_bytes(data)
    with pytest.raises(EngineError, match="mel filters"):
        convert(source, tmp_path / "out")


@pytest.mark.parametrize(("tokens", "plain", "spoken"), [(51865, 50257, 99), (51866, 50257, 100)])
def test_the_special_words_that_whisper_cpp_leaves_out_are_known(
    tokens: int, plain: int, spoken: int
) -> None:
    listed = [b"%d" % number for number in range(plain)]
    words = words_of(listed, tokens)
    assert len(words.plain) + len(words.special) == tokens
    assert list(words.languages) == LANGUAGES[:spoken]
    assert words.special[-TIMES:][:2] == ("<|0.00|>", "<|0.02|>")
    also = words_of([*listed, b"<|endoftext|>"], tokens)  # some converters write this one too
    assert also == words


def test_another_count_of_words_is_no_whisper() -> None:
    with pytest.raises(EngineError, match="no Whisper that is known here"):
        words_of([b"a"] * 1000, 51865)


def real_words() -> list[bytes]:
    if not REAL.is_dir():
        pytest.skip("no ../shared/models/asr-tokenizer here")
    lines = (REAL / "multilingual.tiktoken").read_text().splitlines()
    return [base64.b64decode(line.split()[0]) for line in lines]


def test_whispers_own_tokenizer_is_built_from_its_words() -> None:
    words = words_of(real_words(), 51865)
    real = Tokenizer.from_file(str(REAL / "whisper-multilingual-51865.tokenizer.json"))
    ours, theirs = json.loads(words.tokenizer().to_str()), json.loads(real.to_str())
    assert ours["model"]["merges"] == theirs["model"]["merges"]
    assert ours["model"]["vocab"] == theirs["model"]["vocab"]
    listed = json.loads((REAL / "whisper-multilingual-51865.vocabulary.json").read_text())
    assert words.vocabulary() == listed
    for text in (" गेहूँ का एमएसपी कितना है?", " Don't [worry] -- ♪♪ 123", " ಕನ್ನಡ తెలుగు", "\n x"):
        assert words.tokenizer().encode(text).ids == real.encode(text, add_special_tokens=False).ids


def test_a_model_of_whispers_true_vocabulary_loads(tmp_path: Path) -> None:
    source = tiny_ggml.write_random(tmp_path / "ggml-random.bin", real_words(), 51865)
    convert(source, tmp_path / "out")
    model = WhisperModel(str(tmp_path / "out"), device="cpu", compute_type="int8")
    assert model.model.is_multilingual
    language, _, every = model.detect_language(np.zeros(16_000, np.float32))
    assert len(every) == 99
    assert language in LANGUAGES
