"""Nothing -> two VITS "voices" for sherpa-onnx: one from letters, which hums a twentieth of a second
for each (hum.onnx, tokens.txt), and one from IPA, as Piper's are exported, which is the Piper voice
of bot/nakshatra/measure/hum.onnx (ipa.onnx, ipa_tokens.txt).

python make.py             needs the package onnx; the result is committed
"""

from __future__ import annotations

from pathlib import Path

from onnx import TensorProto, checker, helper, load, save

HERE = Path(__file__).parent
RATE, SAMPLES = 16_000, 800
LETTERS = [" ", *map(chr, range(0x0900, 0x0980)), *"abcdefghijklmnopqrstuvwxyz0123456789,.?!-'।"]
LETTERS = list(dict.fromkeys(LETTERS))
IPA = list("_^$ .,?!abdefhijklmnoprstuvzæðŋɐɑɔəɛɟɡɣɦɪɭɲɳɹɽɾʂʃʈʊʋʌʒːˈˌ\u0303\u02b0")


def main() -> None:
    ints, floats = TensorProto.INT64, TensorProto.FLOAT
    nodes = [
        helper.make_node("Cast", ["x_length"], ["letters"], to=floats),
        helper.make_node("Mul", ["letters", "samples"], ["plain"]),
        helper.make_node("Mul", ["plain", "length_scale"], ["total"]),
        helper.make_node("Squeeze", ["total"], ["end"]),
        helper.make_node("Range", ["zero", "end", "one"], ["times"]),
        helper.make_node("Mul", ["times", "pitch"], ["angles"]),
        helper.make_node("Sin", ["angles"], ["wave"]),
        helper.make_node("Mul", ["wave", "half"], ["soft"]),
        helper.make_node("Reshape", ["soft", "shape"], ["y"]),
    ]
    value, number = helper.make_tensor_value_info, helper.make_tensor
    graph = helper.make_graph(
        nodes,
        "hum",
        [
            value("x", ints, [1, "n"]),
            value("x_length", ints, [1]),
            value("noise_scale", floats, [1]),
            value("length_scale", floats, [1]),
            value("noise_scale_w", floats, [1]),
        ],
        [value("y", floats, [1, 1, "m"])],
        [
            number("samples", floats, [1], [float(SAMPLES)]),
            number("zero", floats, [], [0.0]),
            number("one", floats, [], [1.0]),
            number("pitch", floats, [], [0.1]),
            number("half", floats, [], [0.5]),
            number("shape", ints, [3], [1, 1, -1]),
        ],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    described = {
        "model_type": "vits",
        "comment": "hum",
        "language": "Hindi",
        "frontend": "characters",
        "add_blank": "0",
        "n_speakers": "1",
        "sample_rate": str(RATE),
        "punctuation": "",
        "use_eos_bos": "0",
        "bos_id": "0",
        "eos_id": "0",
        "blank_id": "0",
        "pad_id": "0",
    }
    helper.set_model_props(model, described)
    checker.check_model(model)
    save(model, HERE / "hum.onnx")
    _write_tokens(HERE / "tokens.txt", LETTERS)
    piper = load(HERE.parents[2] / "bot/nakshatra/measure/hum.onnx")
    exported = described | {"comment": "piper", "voice": "hi", "has_espeak": "1", "add_blank": "1"}
    helper.set_model_props(piper, {key: exported[key] for key in exported if key != "frontend"})
    save(piper, HERE / "ipa.onnx")
    _write_tokens(HERE / "ipa_tokens.txt", IPA)


def _write_tokens(path: Path, letters: list[str]) -> None:
    lines = (f"{letter} {index}\n" for index, letter in enumerate(letters))
    path.write_text("".join(lines), "utf-8")


if __name__ == "__main__":
    main()
