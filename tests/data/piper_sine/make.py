"""Nothing -> bot/nakshatra/measure/hum.onnx and its JSON: a Piper "voice" that hums a tenth of a
second for each letter, half of it the pause that Piper puts after each: a sentence lasts as long as
espeak-ng's.

python make.py             needs the package onnx; the result is committed
"""

from __future__ import annotations

import json
from pathlib import Path

from onnx import TensorProto, checker, helper, save

HERE = Path(__file__).parents[3] / "bot/nakshatra/measure"
RATE, SAMPLES = 16_000, 1600
LETTERS = "अआइईउऊएऐओऔकखगघचछजझटठडढणतथदधनपफबभमयरलवशषसहािीुूेैोौंँः़्0123456789abcdefghijklmnopqrstuvwxyz"


def main() -> None:
    number = helper.make_tensor
    ints, floats = TensorProto.INT64, TensorProto.FLOAT
    nodes = [
        helper.make_node("Cast", ["input_lengths"], ["letters"], to=floats),
        helper.make_node("Mul", ["letters", "samples"], ["plain"]),
        helper.make_node("Gather", ["scales", "second"], ["length_scale"]),
        helper.make_node("Mul", ["plain", "length_scale"], ["total"]),
        helper.make_node("Squeeze", ["total"], ["end"]),
        helper.make_node("Range", ["zero", "end", "one"], ["times"]),
        helper.make_node("Mul", ["times", "pitch"], ["angles"]),
        helper.make_node("Sin", ["angles"], ["wave"]),
        helper.make_node("Reshape", ["wave", "shape"], ["output"]),
    ]
    graph = helper.make_graph(
        nodes,
        "hum",
        [
            helper.make_tensor_value_info("input", ints, [1, "n"]),
            helper.make_tensor_value_info("input_lengths", ints, [1]),
            helper.make_tensor_value_info("scales", floats, [3]),
        ],
        [helper.make_tensor_value_info("output", floats, [1, 1, "m"])],
        [
            number("samples", floats, [1], [float(SAMPLES)]),
            number("second", ints, [1], [1]),
            number("zero", floats, [], [0.0]),
            number("one", floats, [], [1.0]),
            number("pitch", floats, [], [0.08]),
            number("shape", ints, [3], [1, 1, -1]),
        ],
    )
    opset = helper.make_opsetid("", 17)
    model = helper.make_model(graph, opset_imports=[opset], ir_version=8)
    checker.check_model(model)
    save(model, HERE / "hum.onnx")
    (HERE / "hum.onnx.json").write_text(json.dumps(_card(), ensure_ascii=False), "utf-8")


def _card() -> dict[str, object]:
    letters = {letter: [index] for index, letter in enumerate("_^$ .,?!।" + LETTERS)}
    return {
        "audio": {"sample_rate": RATE},
        "espeak": {"voice": "hi"},
        "phoneme_type": "text",
        "num_symbols": len(letters),
        "num_speakers": 1,
        "inference": {"noise_scale": 0.667, "length_scale": 0.5, "noise_w": 0.8},
        "phoneme_id_map": letters,
    }


if __name__ == "__main__":
    main()
