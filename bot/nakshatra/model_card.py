"""What models/<id>.toml says of weights that lie elsewhere, and what may not be said there.

It does not read files (cards.py does) and does not know where weights lie (weights.py does).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any, ClassVar

KINDS = ("asr", "tts", "llm", "translation", "embedding", "reranker", "spoken_lid")

EVIDENCE = ("seen", "second-hand", "unverified")
"""On the repository's own card or listing; as another project records it; by hearsay."""

_SHA256 = re.compile(r"[0-9a-f]{64}")
_REVISION = re.compile(r"[0-9a-f]{40}|none")
_ID = re.compile(r"[a-z0-9][a-z0-9._-]*")
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_PUBLISHED = ("metric", "value", "test_set", "normaliser", "by")


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelCard:
    """models/<id>.toml: weights that lie on a hub, pinned."""

    FILE: ClassVar = "<id>.toml"

    id: str
    kind: str
    """One of KINDS."""

    engine: str
    """Which adapter loads it, e.g. faster_whisper."""

    repository: str
    revision: str
    """Commit of the hub repository; "" = recorded at first download."""

    files: dict[str, str]
    """File in the repository -> sha256; "" = recorded at first download. A name with "*" stands for
    whatever there matches it, for files whose names were not seen."""

    licence: str
    """As it stands there; of a copy, the original's too."""

    languages: list[str]
    bytes: int
    """On disk, all files; 0 when not seen."""

    ram_mb: int
    status: str
    """What was really done with it, e.g. "not run here"."""

    model_type: str = ""
    """What kind of network an engine of several kinds is given, e.g. nemo_ctc."""

    hotwords: bool = False
    """Whether a recogniser gains from words that are likely to be said."""

    sizes: dict[str, int] = field(default_factory=dict)
    """File -> bytes, where they were seen one by one."""

    optional: list[str] = field(default_factory=list)
    """Names in `files` that the repository need not have."""

    evidence: str = "unverified"
    """One of EVIDENCE: how what stands here is known."""

    licence_doubt: str = ""
    """Why it may not be used without a decision; such a model is never recommended and never
    fetched without `--accept-licence`."""

    attribution: str = ""
    """What the licence wants said where the model is used in public."""

    preference: int = 5
    """Of several for one language: 1 is taken first, 9 last. The notes say why."""

    background: bool = False
    """Slower than speech on two cores: for recordings nobody waits for."""

    decode_language: str = ""
    """Language token the weights expect when it is not the spoken one."""

    output_script: str = ""
    """ISO 15924 of what it writes when that is not the language's own script."""

    published: list[dict[str, Any]] = field(default_factory=list)
    """Numbers with their test_set, normaliser and who measured; never ours."""

    notes: str = ""

    def faults(self) -> Iterator[str]:
        """What is wrong with it: the key, and the remedy."""
        yield from self._words()
        yield from self._files()
        for number, row in enumerate(self.published, 1):
            if wrong := [key for key in _PUBLISHED if not str(row.get(key, "")).strip()]:
                yield (
                    f"published, entry {number}, has no {', '.join(wrong)}; a number means nothing "
                    "without its test set, its normaliser and who measured: write it, or "
                    '"not stated"'
                )

    def _words(self) -> Iterator[str]:
        if not _ID.fullmatch(self.id):
            yield f"id {self.id!r} should be of a-z, 0-9, dot, dash and underscore"
        if self.kind not in KINDS:
            yield f"kind {self.kind!r} is not known; it should be one of {', '.join(KINDS)}"
        if self.evidence not in EVIDENCE:
            yield f"evidence {self.evidence!r} should be one of {', '.join(EVIDENCE)}"
        for key in ("engine", "repository", "licence", "status"):
            if not getattr(self, key).strip():
                yield f'{key} is empty; write it, or "not seen" and a licence_doubt'
        if self.revision and not _REVISION.fullmatch(self.revision):
            yield 'revision should be a commit of 40 hex digits, or "" = recorded at first download'
        if not 1 <= self.preference <= 9:
            yield f"preference should be from 1 (first) to 9 (last), is {self.preference}"
        if self.bytes < 0 or self.ram_mb <= 0:
            yield "bytes should be 0 or more and ram_mb more than 0; estimate ram_mb and say so"
        for code in self.languages:
            if not isinstance(code, str) or not _LANGUAGE.fullmatch(code):
                yield f"languages: {code!r} should be an ISO 639 code such as hi"

    def _files(self) -> Iterator[str]:
        if not self.files:
            yield 'files is empty; name each file of the repository, with its sha256 or ""'
        for name, sha in self.files.items():
            if not safe(name):
                yield f"files: {name!r} would lie outside the model's folder; use a path inside it"
            if not isinstance(sha, str) or (sha and not _SHA256.fullmatch(sha)):
                yield f'files: the sha256 of {name!r} should be 64 small hex digits or ""'
        for key in ("sizes", "optional"):
            for name in getattr(self, key):
                if name not in self.files:
                    yield f"{key}: {name!r} is not one of files; make the names equal"
        if self.sizes.keys() == self.files.keys() and sum(self.sizes.values()) != self.bytes:
            yield f"bytes is {self.bytes}, the sizes make {sum(self.sizes.values())}; make it that"


def safe(name: str) -> bool:
    """Whether a file of this name stays inside the folder it is put in."""
    parts = PurePosixPath(name).parts
    absolute = name.startswith("/") or "\\" in name or ":" in name or "\0" in name
    return bool(parts) and not absolute and ".." not in parts
