"""Whisper's words as bytes, in the order of their numbers -> its vocabulary and tokenizer.json.

Byte-level BPE: a word's number is also the order in which its two halves were joined, so that the
joins need not be told. It knows nothing of sound.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers

from nakshatra.errors import EngineError

_CODES = """
en zh de es ru ko fr ja pt tr pl ca nl ar sv it id hi fi vi he uk el ms cs ro da hu ta no th ur
hr bg lt la mi ml cy sk te fa lv bn sr az sl kn et mk br eu is hy ne mn bs kk sq sw gl mr pa si
km sn yo so af oc ka be tg sd gu am yi lo uz fo ht ps tk nn mt sa lb my bo tl mg as tt haw ln ha
ba jw su yue"""
LANGUAGES = _CODES.split()
"""In the order of their numbers; the last came with large-v3."""

_CONTROLS = ["translate", "transcribe", "startoflm", "startofprev", "nospeech", "notimestamps"]

TIMES = 1501
"""0.00 to 30.00 seconds in steps of 0.02."""

_END, _START = "<|endoftext|>", "<|startoftranscript|>"


@dataclass(frozen=True, slots=True)
class Words:
    plain: tuple[bytes, ...]
    special: tuple[str, ...]
    """"<|endoftext|>" and all after it."""

    @property
    def languages(self) -> dict[str, int]:
        """Language -> number of its token."""
        known = {f"<|{code}|>": code for code in LANGUAGES}
        first = len(self.plain)
        return {known[name]: first + at for at, name in enumerate(self.special) if name in known}

    def vocabulary(self) -> list[str]:
        """As CTranslate2 wants it: it calls a model multilingual when one of them is empty."""
        words = [*map(_spelled, self.plain), *self.special]
        if self.languages and "" not in words and "<|startoflm|>" in words:
            words[words.index("<|startoflm|>")] = ""
        return words

    def tokenizer(self) -> Tokenizer:
        ranks = {word: rank for rank, word in enumerate(self.plain)}
        vocabulary = {_spelled(word): rank for word, rank in ranks.items()}
        joins = [pair for word in self.plain if (pair := _joined(word, ranks))]
        merges = [(_spelled(left), _spelled(right)) for left, right in joins]
        tokenizer = Tokenizer(models.BPE(vocab=vocabulary, merges=merges))
        tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
        tokenizer.decoder = decoders.ByteLevel()
        tokenizer.add_special_tokens([AddedToken(name, special=True) for name in self.special])
        if tokenizer.token_to_id(_END) != len(self.plain):
            raise EngineError(
                "the words of this model are not those of a Whisper: one stands twice"
            )
        return tokenizer


def words_of(listed: Sequence[bytes], count: int) -> Words:
    """`listed`: the file's own words; `count`: how many the model has. whisper.cpp's files leave
    the special ones out. Raise `EngineError` when they cannot be told."""
    end = listed.index(_END.encode()) if _END.encode() in listed else len(listed)
    plain, told = tuple(listed[:end]), [word.decode("utf-8", "replace") for word in listed[end:]]
    if len(told) == count - end and _START in told:
        return Words(plain, tuple(told))
    spoken = count - end - 2 - len(_CONTROLS) - TIMES
    if spoken not in (len(LANGUAGES) - 1, len(LANGUAGES)):
        raise EngineError(
            f"{end} words and {count} tokens are those of no Whisper that is known here (51864, "
            "51865 or 51866 tokens)"
        )
    codes = [f"<|{name}|>" for name in (*LANGUAGES[:spoken], *_CONTROLS)]
    times = [f"<|{number * 0.02:.2f}|>" for number in range(TIMES)]
    return Words(plain, (_END, _START, *codes, *times))


def _joined(word: bytes, ranks: Mapping[bytes, int]) -> tuple[bytes, bytes] | None:
    """The two words it was joined from; None for a single byte, and for one that never was."""
    parts = [word[at : at + 1] for at in range(len(word))]
    while len(parts) > 2:
        joins = [ranks.get(a + b, ranks[word]) for a, b in pairwise(parts)]
        if (first := min(joins)) >= ranks[word]:
            return None
        at = joins.index(first)
        parts[at : at + 2] = [parts[at] + parts[at + 1]]
    return (parts[0], parts[1]) if len(parts) == 2 and set(parts) <= ranks.keys() else None


def _letters() -> list[str]:
    """Each byte as a visible letter, as GPT-2 writes it."""
    visible = [*range(33, 127), *range(161, 173), *range(174, 256)]
    others = [byte for byte in range(256) if byte not in visible]
    shown = {byte: chr(byte) for byte in visible}
    return [
        (shown | {byte: chr(256 + at) for at, byte in enumerate(others)})[b] for b in range(256)
    ]


_LETTERS = _letters()


def _spelled(word: bytes) -> str:
    return "".join(_LETTERS[byte] for byte in word)
