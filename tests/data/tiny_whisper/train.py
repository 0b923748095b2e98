"""Sentences of six languages -> a Whisper of two layers that knows only them, grown from the one of
two languages beside this file, in CTranslate2's format.

    python train.py            minutes of one core; needs torch (CPU) beside our own libraries
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import torch
from ctranslate2.specs.whisper_spec import WhisperSpec
from network import (
    HEADS,
    HEARD,
    LAYERS,
    LETTERS,
    POSITIONS,
    Weights,
    forward,
    make_weights,
    positions,
)
from sounds import FIVE, FRAMES, HERE, TRAINED_ON, Clip, clips, sentences, silences
from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers, trainers
from torch.nn import functional as F

sys.path[:0] = [str(HERE.parents[2] / "bot"), str(HERE.parents[1])]
import tiny_ggml

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
STEPS, BATCH, PEAK = 1600, 16, 1.5e-3


# --- words ---------------------------------------------------------------------------------------


def make_tokenizer() -> Tokenizer:
    """Byte-level BPE of our sentences, and Whisper's special tokens in Whisper's order."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(vocab_size=1400, initial_alphabet=alphabet, show_progress=False)
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


# --- training ------------------------------------------------------------------------------------


def grown(weights: Weights, tokenizer: Tokenizer) -> Weights:
    """`weights`, but for what the model of two languages knows: its layers, and words of both."""
    known = {name: torch.tensor(value) for name, value in tiny_ggml.weights().items()}
    words = known.pop("decoder/embeddings/weight")
    old = Tokenizer.from_file(str(HERE / "tokenizer.json")).get_vocab()
    kept = {at: old[word] for word, at in tokenizer.get_vocab().items() if word in old}
    made = weights["decoder/embeddings/weight"]
    made[list(kept)] = words[list(kept.values())]
    known["encoder/pad"] = known["encoder/position_encodings/encodings"][-1]
    same = {name: known[name] for name in weights if name in known}
    return weights | same | {"decoder/embeddings/weight": made}


def train(data: list[Clip], tokenizer: Tokenizer) -> Weights:
    weights = grown(make_weights(tokenizer.get_vocab_size()), tokenizer)
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
        with torch.autocast("cpu", dtype=torch.bfloat16):
            logits, letters = forward(weights, masked(mels[chosen]), tokens[:, :-1].clamp(min=0))
        logits, letters = logits.float(), letters.float()
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
            told = f"words {loss.item():.4f} letters {ctc.item():.3f} {took:.0f} s"
            print(f"{step:5} {told}", flush=True)
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
    data = [*clips(24, TRAINED_ON, seed=1), *silences(150, seed=2)]
    print(f"{len(data)} clips in {time.process_time() - began:.0f} s", flush=True)
    tokenizer = make_tokenizer()
    save(train(data, tokenizer), tokenizer, FIVE)


if __name__ == "__main__":
    main()
