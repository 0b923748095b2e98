"""Sentences -> a Whisper of two layers that knows only them, in CTranslate2's format.

    python train.py            minutes of one core; needs torch (CPU) beside our own libraries

Every weight has the name of its place in CTranslate2's WhisperSpec, so that saving is copying.

faster-whisper always pads to 30 seconds. Training on 1,500 positions would take an hour; but all
positions that hold padding are alike, so ONE of them stands for all, counted as often in each
attention (log n is added to its score). That is exact, not an approximation.
"""

from __future__ import annotations

import json
import math
import time
from pathlib import Path
from typing import Any

import numpy as np
import torch
from ctranslate2.specs.whisper_spec import WhisperSpec
from sounds import FRAMES, HERE, TRAINED_ON, Clip, clips, sentences, silences
from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers, trainers
from torch.nn import functional as F

WIDTH, HEADS, LAYERS = 96, 2, 2
POSITIONS, HEARD = 1500, FRAMES // 2 + 1
"""Of the encoder, and those computed in training: speech and one that stands for padding."""

TARGETS = 448
LANGUAGES = [
    "en",
    "hi",
    "bn",
    "ta",
    "te",
    "mr",
    "gu",
    "kn",
    "ml",
    "pa",
    "ur",
    "ne",
    "as",
    "sa",
    "sd",
]
CONTROLS = ["translate", "transcribe", "startoflm", "startofprev", "nospeech", "notimestamps"]
STEPS, BATCH, PEAK = 1000, 16, 2e-3
Weights = dict[str, torch.Tensor]
LETTERS = sorted({letter for _, text in sentences() for letter in text})
"""What the encoder alone must spell out, in time (CTC), while it is trained. Without that help the
decoder learns the sentences by heart and hardly listens. The head is thrown away afterwards."""


# --- words ---------------------------------------------------------------------------------------


def make_tokenizer() -> Tokenizer:
    """Byte-level BPE of our sentences, and Whisper's special tokens in Whisper's order."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(vocab_size=760, initial_alphabet=alphabet, show_progress=False)
    # faster-whisper suppresses the first token of " -", " '" and of notes: give each its own.
    unspoken = [" - ' ♩ ♪ ♫ ♬ ♭ ♮ ♯"] * 20
    tokenizer.train_from_iterator([*(" " + text for _, text in sentences()), *unspoken], trainer)
    names = ["endoftext", "startoftranscript", *LANGUAGES, *CONTROLS]
    names += [f"{n * 0.02:.2f}" for n in range(POSITIONS + 1)]
    tokenizer.add_special_tokens([AddedToken(f"<|{name}|>", special=True) for name in names])
    return tokenizer


def target(clip: Clip, tokenizer: Tokenizer) -> list[int]:
    def special(*names: str) -> list[int]:
        return [tokenizer.token_to_id(f"<|{name}|>") for name in names]

    words = tokenizer.encode(" " + clip.text).ids if clip.text else []
    prompt = special("startoftranscript", clip.lang, "transcribe", "notimestamps")
    return [*prompt, *words, *special("endoftext")]


# --- model ---------------------------------------------------------------------------------------


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


# --- training ------------------------------------------------------------------------------------


def train(data: list[Clip], tokenizer: Tokenizer) -> Weights:
    weights = make_weights(tokenizer.get_vocab_size())
    for value in weights.values():
        value.requires_grad_()
    optimiser = torch.optim.AdamW(weights.values(), PEAK, betas=(0.9, 0.98), weight_decay=0.02)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, PEAK, STEPS, pct_start=0.1)
    spelled = [torch.tensor([LETTERS.index(c) + 1 for c in clip.text] or [1]) for clip in data]
    heard = torch.tensor([min(clip.frames // 2 + 1, HEARD - 1) for clip in data])
    mels = torch.from_numpy(np.stack([clip.features for clip in data]))
    targets = [torch.tensor(target(clip, tokenizer)) for clip in data]
    silent = torch.tensor([not clip.text for clip in data])
    no_speech, started = tokenizer.token_to_id("<|nospeech|>"), time.process_time()
    for step in range(STEPS):
        chosen = torch.randint(len(data), (BATCH,))
        tokens = torch.nn.utils.rnn.pad_sequence([targets[i] for i in chosen], True, -100)
        wanted = tokens[:, 1:].clone()
        wanted[:, 1:3] = -100  # the rest of the prompt is always given
        wanted[silent[chosen], 0] = no_speech
        logits, letters = forward(weights, masked(mels[chosen]), tokens[:, :-1].clamp(min=0))
        loss = F.cross_entropy(logits.flatten(0, 1), wanted.flatten(), ignore_index=-100)
        voiced = chosen[~silent[chosen]]
        ctc = F.ctc_loss(
            letters[~silent[chosen]].log_softmax(-1).transpose(0, 1),
            torch.cat([spelled[i] for i in voiced]),
            heard[voiced],
            torch.tensor([len(spelled[i]) for i in voiced]),
            zero_infinity=True,
        )
        optimiser.zero_grad()
        (loss + ctc).backward()
        torch.nn.utils.clip_grad_norm_(weights.values(), 1.0)
        optimiser.step()
        schedule.step()
        if step % 50 == 0 or step == STEPS - 1:
            took = time.process_time() - started
            print(f"{step:5} words {loss.item():.4f} letters {ctc.item():.3f} {took:.0f} s")
    return {name: value.detach() for name, value in weights.items()}


def masked(mel: torch.Tensor) -> torch.Tensor:
    """SpecAugment, and a small shift of the whole in loudness."""
    mel = mel.clone()
    for clip in mel:
        low, long = int(torch.randint(70, ())), int(torch.randint(FRAMES - 30, ()))
        clip[low : low + int(torch.randint(10, ()))] = 0
        clip[:, long : long + int(torch.randint(16, ()))] = 0
    return mel


# --- saving --------------------------------------------------------------------------------------


def save(weights: Weights, tokenizer: Tokenizer, folder: Path) -> None:
    spec = WhisperSpec(LAYERS, HEADS, LAYERS, HEADS)
    arrays: dict[str, Any] = {name: value.numpy() for name, value in weights.items()}
    arrays["encoder/position_encodings/encodings"] = positions(weights).numpy()
    arrays["decoder/projection/weight"] = arrays["decoder/embeddings/weight"]
    for name in ("encoder/pad", "letters/weight", "letters/bias"):
        del arrays[name]
    for name, value in arrays.items():
        *path, last = name.split("/")
        setattr(_place(spec, path), last, value)
    words = sorted(tokenizer.get_vocab(), key=tokenizer.token_to_id)
    words[tokenizer.token_to_id("<|startoflm|>")] = ""  # how CTranslate2 knows "multilingual"
    spec.register_vocabulary(words)
    spec.config.suppress_ids, spec.config.suppress_ids_begin = [], []
    spec.config.lang_ids = [tokenizer.token_to_id(f"<|{code}|>") for code in LANGUAGES]
    spec.config.alignment_heads = [(LAYERS - 1, head) for head in range(HEADS)]
    spec.validate()
    spec.optimize(quantization="int8_float16")
    spec.save(str(folder))
    tokenizer.save(str(folder / "tokenizer.json"))
    (folder / "preprocessor_config.json").write_text(json.dumps({"feature_size": 80}))


def _place(spec: Any, path: list[str]) -> Any:
    """ "encoder/layer_0/ffn" -> spec.encoder.layer[0].ffn"""
    for part in path:
        name, _, index = part.rpartition("_")
        listed = getattr(spec, name, None) if index.isdigit() else None
        spec = listed[int(index)] if isinstance(listed, list) else getattr(spec, part)
    return spec


def main() -> None:
    torch.manual_seed(1)
    torch.set_num_threads(1)
    began = time.process_time()
    data = [*clips(24, TRAINED_ON, seed=1), *silences(80, seed=2)]
    print(f"{len(data)} clips in {time.process_time() - began:.0f} s")
    tokenizer = make_tokenizer()
    save(train(data, tokenizer), tokenizer, HERE)


if __name__ == "__main__":
    main()
