"""Messages and a grammar -> text, by llama.cpp, in a process of its own (shelf.py loads it)."""

from __future__ import annotations

import logging
import re
from time import monotonic
from typing import Any

from llama_cpp import Llama, LlamaGrammar

from nakshatra.errors import EngineError

logging.getLogger("llama-cpp-python").setLevel(logging.ERROR)

_SENTENCE = re.compile(r".*[.!?।](?=\s|$)", re.DOTALL)


class Writer:
    def __init__(self, path: str, context: int, threads: int) -> None:
        self._llama = Llama(
            model_path=path,
            n_ctx=context,
            n_threads=threads,
            use_mmap=True,
            verbose=False,
            seed=0,
        )

    def write(
        self, messages: list[dict[str, str]], grammar: str, tokens: int, seconds: float
    ) -> str:
        """Whole sentences only; "" when not one was finished within `seconds`."""
        end = monotonic() + seconds
        text = ""
        for piece in self._stream(messages, grammar, tokens):
            text += piece
            if monotonic() > end:
                break
        whole = _SENTENCE.match(text.strip())
        return whole[0] if whole else ""

    def _stream(self, messages: list[dict[str, str]], grammar: str, tokens: int) -> Any:
        try:
            chunks = self._llama.create_chat_completion(
                messages,
                grammar=LlamaGrammar.from_string(grammar, verbose=False),
                max_tokens=tokens,
                temperature=0.0,
                stream=True,
            )
            for chunk in chunks:
                yield chunk["choices"][0]["delta"].get("content") or ""
        except (ValueError, RuntimeError) as error:
            raise EngineError(f"llama.cpp could not write: {error}") from error
