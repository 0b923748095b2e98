"""Which engines map their weights from the disk, and which copy them (docs/decisions/0029): asked
of the libraries themselves, so that a new release that learns it is noticed."""

from __future__ import annotations

import sys
from pathlib import Path

import onnxruntime
import pytest

import tiny_sherpa
import tiny_translator
import tiny_whisper
from nakshatra.audio.sherpa import Sherpa
from nakshatra.audio.whisper import Whisper
from nakshatra.translators.ctranslate2_engine import Interpreter
from tiny_gguf import write_tiny_gguf

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="/proc/self/maps is where Linux says what is mapped"
)


def mapped(folder: Path) -> set[str]:
    """Names of its files that lie in this process's memory as they lie on the disk."""
    lines = Path("/proc/self/maps").read_text("utf-8").splitlines()
    paths = [Path(line[line.index("/") :]) for line in lines if "/" in line]
    return {path.name for path in paths if folder in path.parents}


def test_llama_cpp_maps_its_file(tmp_path: Path) -> None:
    pytest.importorskip("llama_cpp", reason="llama-cpp-python is not installed")
    from nakshatra.experts.gguf_engine import Writer

    path = write_tiny_gguf(tmp_path / "tiny.gguf")
    writer = Writer(str(path), context=64, threads=1)
    assert mapped(tmp_path) == {"tiny.gguf"}
    del writer
    assert not mapped(tmp_path)


def test_onnxruntime_maps_weights_that_lie_beside_the_network(tmp_path: Path) -> None:
    """As those of the card spoken-lid-ecapa do."""
    whole = tiny_sherpa.FOLDER / "nemo_ctc/model.int8.onnx"
    _apart(whole, tmp_path / "apart.onnx")
    session = onnxruntime.InferenceSession(
        str(tmp_path / "apart.onnx"), providers=["CPUExecutionProvider"]
    )
    assert mapped(tmp_path) == {"apart.onnx.data"}
    del session


def test_onnxruntime_and_sherpa_onnx_copy_weights_inside_the_network() -> None:
    folder = tiny_sherpa.FOLDER / "nemo_ctc"
    recogniser = Sherpa(str(folder), "nemo_ctc", threads=1)
    session = onnxruntime.InferenceSession(
        str(folder / "model.int8.onnx"), providers=["CPUExecutionProvider"]
    )
    assert not mapped(folder)
    del recogniser, session


def test_ctranslate2_copies_its_weights(tmp_path: Path) -> None:
    tiny_translator.make(tiny_translator.Tiny("water", "पानी"), tmp_path)
    engines = [Whisper(str(tiny_whisper.FOLDER), 1), Interpreter(str(tmp_path), 1)]
    assert not mapped(tiny_whisper.FOLDER)
    assert not mapped(tmp_path)
    del engines


def _apart(whole: Path, to: Path) -> None:
    """The same network with its weights in a file of their own."""
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    options.optimized_model_filepath = str(to)
    beside = "session.optimized_model_external_initializers_"
    options.add_session_config_entry(f"{beside}file_name", f"{to.name}.data")
    options.add_session_config_entry(f"{beside}min_size_in_bytes", "1000")
    onnxruntime.InferenceSession(str(whole), options, providers=["CPUExecutionProvider"])
