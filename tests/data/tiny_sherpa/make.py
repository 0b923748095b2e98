"""Nothing -> recognisers in sherpa-onnx's format that write one sentence whatever is said.

python make.py             needs the package onnx; the results are committed

Of the true shape: what sherpa-onnx's own code reads, checks and decodes is all there but the learning.
"""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
from onnx import TensorProto, checker, helper, numpy_helper, save

HERE = Path(__file__).parent
TEXT = "गेहूँ का एमएसपी कितना है?"
FRAMES, STEP = 400, 4
"""Of output at most, and frames of 10 ms for each."""

SURE, UNSURE = np.log(0.9), np.log(0.001)
FLOAT, INT = TensorProto.FLOAT, TensorProto.INT64


def main() -> None:
    letters = ["▁" if letter == " " else letter for letter in "".join(TEXT)]
    names = sorted(set(letters))
    ids = [names.index(letter) for letter in letters]
    assert all(a != b for a, b in pairwise(ids))  # CTC would make one of two
    nemo_ctc(HERE / "nemo_ctc", names, ids)
    transducer(HERE / "transducer", names, ids)
    spoken_lid(HERE / "spoken_lid")


def nemo_ctc(folder: Path, names: list[str], ids: list[int]) -> None:
    """audio_signal (1, 80, T), length (1) -> logprobs (1, T / 4, tokens): a table's first rows."""
    blank = len(names)
    table = np.full((FRAMES, blank + 1), UNSURE, np.float32)
    table[:, blank] = SURE
    for at, token in enumerate(ids):
        table[at, blank], table[at, token] = UNSURE, SURE
    graph = helper.make_graph(
        [
            helper.make_node("Shape", ["audio_signal"], ["shape"]),
            helper.make_node("Gather", ["shape", "two"], ["time"], axis=0),
            helper.make_node("Div", ["time", "step"], ["short"]),
            helper.make_node("Add", ["short", "one"], ["end"]),
            helper.make_node("Slice", ["table", "zero", "end", "zero"], ["rows"]),
            helper.make_node("Unsqueeze", ["rows", "zero"], ["logprobs"]),
        ],
        "nemo",
        [
            helper.make_tensor_value_info("audio_signal", FLOAT, [1, 80, "T"]),
            helper.make_tensor_value_info("length", INT, [1]),
        ],
        [helper.make_tensor_value_info("logprobs", FLOAT, [1, "U", blank + 1])],
        [
            numpy_helper.from_array(table, "table"),
            *constants(zero=[0], one=[1], two=[2], step=[STEP]),
        ],
    )
    meta = {"vocab_size": str(blank), "normalize_type": "per_feature", "subsampling_factor": str(STEP)}
    meta |= {"model_type": "EncDecHybridRNNTCTCBPEModel", "is_giga_am": "0"}
    write(graph, folder / "model.int8.onnx", meta)
    tokens(folder, [*names, "<blk>"])


def transducer(folder: Path, names: list[str], ids: list[int]) -> None:
    """A stateless one: the joiner's encoder frame names the next letter, the decoder is nothing."""
    size = len(names) + 2
    frames = np.full((FRAMES, size), UNSURE, np.float32)
    frames[:, 0] = SURE
    for at, token in enumerate(ids):
        frames[at, 0], frames[at, token + 2] = UNSURE, SURE
    encoder = helper.make_graph(
        [
            helper.make_node("Shape", ["x"], ["shape"]),
            helper.make_node("Gather", ["shape", "one"], ["time"], axis=0),
            helper.make_node("Div", ["time", "step"], ["end"]),
            helper.make_node("Slice", ["table", "zero", "end", "zero"], ["rows"]),
            helper.make_node("Unsqueeze", ["rows", "zero"], ["encoder_out"]),
            helper.make_node("Div", ["x_lens", "step"], ["encoder_out_lens"]),
        ],
        "encoder",
        [
            helper.make_tensor_value_info("x", FLOAT, ["N", "T", 80]),
            helper.make_tensor_value_info("x_lens", INT, ["N"]),
        ],
        [
            helper.make_tensor_value_info("encoder_out", FLOAT, ["N", "U", size]),
            helper.make_tensor_value_info("encoder_out_lens", INT, ["N"]),
        ],
        [numpy_helper.from_array(frames, "table"), *constants(zero=[0], one=[1], step=[STEP])],
    )
    write(encoder, folder / "encoder.int8.onnx", {"model_type": "zipformer2", "version": "1"})
    second_half(folder, size)
    tokens(folder, ["<blk>", "<unk>", *names])
    online = folder.parent / "online_transducer"
    streaming(online, frames)
    second_half(online, size)
    tokens(online, ["<blk>", "<unk>", *names])


def streaming(folder: Path, frames: np.ndarray) -> None:
    """x (1, 9, 80) and two states -> one row of the table; the first state counts the rows."""
    state = [1, 1, 1]
    graph = helper.make_graph(
        [
            helper.make_node("Squeeze", ["state0"], ["real"]),
            helper.make_node("Cast", ["real"], ["at"], to=INT),
            helper.make_node("Min", ["at", "end"], ["row"]),
            helper.make_node("Gather", ["table", "row"], ["flat"], axis=0),
            helper.make_node("Reshape", ["flat", "shape"], ["encoder_out"]),
            helper.make_node("Add", ["state0", "more"], ["new_state0"]),
            helper.make_node("Identity", ["state1"], ["new_state1"]),
        ],
        "encoder",
        [
            helper.make_tensor_value_info("x", FLOAT, [1, 9, 80]),
            helper.make_tensor_value_info("state0", FLOAT, state),
            helper.make_tensor_value_info("state1", FLOAT, state),
        ],
        [
            helper.make_tensor_value_info("encoder_out", FLOAT, [1, 1, frames.shape[1]]),
            helper.make_tensor_value_info("new_state0", FLOAT, state),
            helper.make_tensor_value_info("new_state1", FLOAT, state),
        ],
        [
            numpy_helper.from_array(frames, "table"),
            numpy_helper.from_array(np.array(FRAMES - 1, np.int64), "end"),
            numpy_helper.from_array(np.ones(state, np.float32), "more"),
            *constants(shape=[1, 1, frames.shape[1]]),
        ],
    )
    meta = {"model_type": "lstm", "num_encoder_layers": "1", "T": "9", "decode_chunk_len": "4"}
    meta |= {"rnn_hidden_size": "1", "d_model": "1"}
    write(graph, folder / "encoder.int8.onnx", meta)


def second_half(folder: Path, size: int) -> None:
    """A decoder that says nothing, and a joiner that passes on what the encoder says."""
    decoder = helper.make_graph(
        [
            helper.make_node("Cast", ["y"], ["real"], to=FLOAT),
            helper.make_node("ReduceSum", ["real", "one"], ["sum"], keepdims=1),
            helper.make_node("Mul", ["sum", "nothing"], ["decoder_out"]),
        ],
        "decoder",
        [helper.make_tensor_value_info("y", INT, ["N", 2])],
        [helper.make_tensor_value_info("decoder_out", FLOAT, ["N", size])],
        [
            numpy_helper.from_array(np.zeros((1, size), np.float32), "nothing"),
            *constants(one=[1]),
        ],
    )
    write(decoder, folder / "decoder.onnx", {"context_size": "2", "vocab_size": str(size)})
    joiner = helper.make_graph(
        [helper.make_node("Add", ["encoder_out", "decoder_out"], ["logit"])],
        "joiner",
        [
            helper.make_tensor_value_info("encoder_out", FLOAT, ["N", size]),
            helper.make_tensor_value_info("decoder_out", FLOAT, ["N", size]),
        ],
        [helper.make_tensor_value_info("logit", FLOAT, ["N", size])],
    )
    write(joiner, folder / "joiner.int8.onnx", {"joiner_dim": str(size)})


def spoken_lid(folder: Path) -> None:
    """A waveform (1, T) -> scores of hi, ta, te, en: the louder, the likelier Tamil."""
    base = np.array([[1.0, 0.0, 0.0, 0.0]], np.float32)
    loud = np.array([[0.0, 40.0, 0.0, 0.0]], np.float32)
    graph = helper.make_graph(
        [
            helper.make_node("Abs", ["wave"], ["size"]),
            helper.make_node("ReduceMean", ["size", "one"], ["mean"], keepdims=1),
            helper.make_node("Mul", ["mean", "loud"], ["more"]),
            helper.make_node("Add", ["more", "base"], ["scores"]),
        ],
        "lid",
        [helper.make_tensor_value_info("wave", FLOAT, [1, "T"])],
        [helper.make_tensor_value_info("scores", FLOAT, [1, 4])],
        [
            numpy_helper.from_array(base, "base"),
            numpy_helper.from_array(loud, "loud"),
            *constants(one=[1]),
        ],
    )
    write(graph, folder / "lid.onnx", {})
    (folder / "labels.json").write_text('["hi: Hindi", "ta: Tamil", "te: Telugu", "en: English"]\n')


def constants(**values: list[int]) -> list[object]:
    return [numpy_helper.from_array(np.array(v, np.int64), name) for name, v in values.items()]


def write(graph: object, path: Path, meta: dict[str, str]) -> None:
    path.parent.mkdir(exist_ok=True)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=9)
    helper.set_model_props(model, meta)
    checker.check_model(model)
    save(model, str(path))


def tokens(folder: Path, names: list[str]) -> None:
    lines = (f"{name} {number}" for number, name in enumerate(names))
    (folder / "tokens.txt").write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main()
