"""A Whisper of two layers in torch: its weights, and from features and tokens to logits.

Every weight has the name of its place in CTranslate2's WhisperSpec, so that saving is copying.

faster-whisper always pads to 30 seconds. Training on 1,500 positions would take an hour; but all
positions that hold padding are alike, so ONE of them stands for all, counted as often in each
attention (log n is added to its score). That is exact, not an approximation.
"""

from __future__ import annotations

import math

import torch
from sounds import FRAMES, sentences
from torch.nn import functional as F

WIDTH, HEADS, LAYERS = 96, 2, 2
POSITIONS, HEARD = 1500, FRAMES // 2 + 1
"""Of the encoder, and those computed in training: speech and one that stands for padding."""

TARGETS = 448
Weights = dict[str, torch.Tensor]
LETTERS = sorted({letter for _, text in sentences() for letter in text})
"""What the encoder alone must spell out, in time (CTC), while it is trained. Without that help the
decoder learns the sentences by heart and hardly listens. The head is thrown away afterwards."""


def make_weights(words: int) -> Weights:
    weights: Weights = {"encoder/pad": torch.randn(WIDTH) * 0.02}
    weights |= _linear("letters", len(LETTERS) + 1, WIDTH)
    for name, value in _conv("encoder/conv1", 80) + _conv("encoder/conv2", WIDTH):
        weights[name] = value
    for side in ("encoder", "decoder"):
        weights |= _norm(f"{side}/layer_norm")
        for layer in range(LAYERS):
            weights |= _attention(f"{side}/layer_{layer}/self_attention", [3, 1])
            weights |= _feed_forward(f"{side}/layer_{layer}/ffn")
            if side == "decoder":
                weights |= _attention(f"{side}/layer_{layer}/attention", [1, 2, 1])
    weights["decoder/embeddings/weight"] = torch.randn(words, WIDTH) * 0.05
    weights["decoder/position_encodings/encodings"] = torch.randn(TARGETS, WIDTH) * 0.02
    return weights


def _conv(name: str, inputs: int) -> list[tuple[str, torch.Tensor]]:
    weight = torch.randn(WIDTH, inputs, 3) / math.sqrt(inputs * 3)
    return [(f"{name}/weight", weight), (f"{name}/bias", torch.zeros(WIDTH))]


def _norm(name: str) -> Weights:
    return {f"{name}/gamma": torch.ones(WIDTH), f"{name}/beta": torch.zeros(WIDTH)}


def _linear(name: str, outputs: int, inputs: int) -> Weights:
    weight = torch.randn(outputs, inputs) / math.sqrt(inputs) * 0.7
    return {f"{name}/weight": weight, f"{name}/bias": torch.zeros(outputs)}


def _attention(name: str, widths: list[int]) -> Weights:
    weights = _norm(f"{name}/layer_norm")
    for index, width in enumerate(widths):
        weights |= _linear(f"{name}/linear_{index}", width * WIDTH, WIDTH)
    return weights


def _feed_forward(name: str) -> Weights:
    first, second = (
        _linear(f"{name}/linear_0", 4 * WIDTH, WIDTH),
        _linear(f"{name}/linear_1", WIDTH, 4 * WIDTH),
    )
    return _norm(f"{name}/layer_norm") | first | second


def sinusoids() -> torch.Tensor:
    half = WIDTH // 2
    scale = torch.exp(-math.log(10000) / (half - 1) * torch.arange(half))
    angle = torch.arange(POSITIONS)[:, None] * scale[None]
    return torch.cat([angle.sin(), angle.cos()], 1)


def positions(w: Weights) -> torch.Tensor:
    """1,500 x WIDTH: sinusoids where speech may be, one vector for all padding after it."""
    return torch.cat([sinusoids()[: HEARD - 1], w["encoder/pad"].expand(POSITIONS - HEARD + 1, -1)])


def norm(w: Weights, name: str, x: torch.Tensor) -> torch.Tensor:
    return F.layer_norm(x, (WIDTH,), w[f"{name}/gamma"], w[f"{name}/beta"])


def linear(w: Weights, name: str, x: torch.Tensor) -> torch.Tensor:
    return F.linear(x, w[f"{name}/weight"], w[f"{name}/bias"])


def heads(x: torch.Tensor) -> torch.Tensor:
    return x.unflatten(-1, (HEADS, -1)).transpose(1, 2)


def attend(
    w: Weights, name: str, x: torch.Tensor, bias: torch.Tensor, memory: torch.Tensor | None = None
) -> torch.Tensor:
    inner = norm(w, f"{name}/layer_norm", x)
    if memory is None:
        q, k, v = linear(w, f"{name}/linear_0", inner).chunk(3, -1)
    else:
        q = linear(w, f"{name}/linear_0", inner)
        k, v = linear(w, f"{name}/linear_1", memory).chunk(2, -1)
    mixed = F.scaled_dot_product_attention(heads(q), heads(k), heads(v), attn_mask=bias)
    last = f"{name}/linear_{1 if memory is None else 2}"
    return x + linear(w, last, mixed.transpose(1, 2).flatten(2))


def feed_forward(w: Weights, name: str, x: torch.Tensor) -> torch.Tensor:
    inner = F.gelu(linear(w, f"{name}/linear_0", norm(w, f"{name}/layer_norm", x)))
    return x + linear(w, f"{name}/linear_1", inner)


def encode(w: Weights, mel: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
    mel = F.pad(mel, (0, 2))
    x = F.gelu(F.conv1d(mel, w["encoder/conv1/weight"], w["encoder/conv1/bias"], padding=1))
    x = F.gelu(F.conv1d(x, w["encoder/conv2/weight"], w["encoder/conv2/bias"], 2, 1))
    x = x.transpose(1, 2) + positions(w)[:HEARD]
    for layer in range(LAYERS):
        x = attend(w, f"encoder/layer_{layer}/self_attention", x, bias)
        x = feed_forward(w, f"encoder/layer_{layer}/ffn", x)
    return norm(w, "encoder/layer_norm", x)


def forward(
    w: Weights, mel: torch.Tensor, tokens: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
    """Logits of each next token, and of the letter at each position of the sound."""
    counted = torch.zeros(HEARD)
    counted[-1] = math.log(POSITIONS - HEARD + 1)
    memory = encode(w, mel, counted.expand(HEARD, HEARD))
    length = tokens.shape[1]
    x = w["decoder/embeddings/weight"][tokens]
    x = x + w["decoder/position_encodings/encodings"][:length]
    causal = torch.full((length, length), -math.inf).triu(1)
    for layer in range(LAYERS):
        x = attend(w, f"decoder/layer_{layer}/self_attention", x, causal)
        x = attend(w, f"decoder/layer_{layer}/attention", x, counted.expand(length, HEARD), memory)
        x = feed_forward(w, f"decoder/layer_{layer}/ffn", x)
    return norm(w, "decoder/layer_norm", x) @ w["decoder/embeddings/weight"].T, linear(
        w, "letters", memory[:, :-1]
    )
