"""A llama of half a megabyte with random weights: it loads, streams and obeys a grammar, and writes
nonsense."""

from __future__ import annotations

from pathlib import Path

import gguf
import numpy as np

_WIDTH, _HEADS, _LAYERS, _HIDDEN = 64, 4, 2, 128
_TEMPLATE = "{% for m in messages %}{{ m['role'] }}: {{ m['content'] }}\n{% endfor %}assistant: "


def write_tiny_gguf(path: Path) -> Path:
    writer = gguf.GGUFWriter(path, "llama")
    tokens = [b"<unk>", b"<s>", b"</s>", *(f"<0x{byte:02X}>".encode() for byte in range(256))]
    kinds = [gguf.TokenType.UNKNOWN, gguf.TokenType.CONTROL, gguf.TokenType.CONTROL]
    kinds += [gguf.TokenType.BYTE] * 256
    letters = [*"abcdefghijklmnopqrstuvwxyz0123456789.,?!", "\u2581"]
    tokens += [letter.encode() for letter in letters]
    kinds += [gguf.TokenType.NORMAL] * len(letters)
    writer.add_context_length(8192)
    writer.add_embedding_length(_WIDTH)
    writer.add_block_count(_LAYERS)
    writer.add_feed_forward_length(_HIDDEN)
    writer.add_head_count(_HEADS)
    writer.add_head_count_kv(_HEADS)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_rope_dimension_count(_WIDTH // _HEADS)
    writer.add_vocab_size(len(tokens))
    writer.add_tokenizer_model("llama")
    writer.add_token_list(tokens)
    writer.add_token_scores([0.0] * len(tokens))
    writer.add_token_types(kinds)
    writer.add_bos_token_id(1)
    writer.add_eos_token_id(2)
    writer.add_unk_token_id(0)
    writer.add_chat_template(_TEMPLATE)
    for name, array in _tensors(len(tokens)).items():
        writer.add_tensor(name, array)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


def _tensors(vocabulary: int) -> dict[str, np.ndarray]:
    chance = np.random.default_rng(0)

    def matrix(*shape: int) -> np.ndarray:
        return (chance.standard_normal(shape) * 0.05).astype(np.float32)

    ones = np.ones(_WIDTH, np.float32)
    tensors = {
        "token_embd.weight": matrix(vocabulary, _WIDTH),
        "output.weight": matrix(vocabulary, _WIDTH),
        "output_norm.weight": ones,
    }
    for layer in range(_LAYERS):
        block = f"blk.{layer}."
        tensors |= {
            block + "attn_norm.weight": ones,
            block + "ffn_norm.weight": ones,
            **{block + f"attn_{part}.weight": matrix(_WIDTH, _WIDTH) for part in "qkv"},
            block + "attn_output.weight": matrix(_WIDTH, _WIDTH),
            block + "ffn_gate.weight": matrix(_HIDDEN, _WIDTH),
            block + "ffn_up.weight": matrix(_HIDDEN, _WIDTH),
            block + "ffn_down.weight": matrix(_WIDTH, _HIDDEN),
        }
    return tensors
