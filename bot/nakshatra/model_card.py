"""What models/<id>.toml says of weights that lie elsewhere, and what may not be said there.

It does not read files (cards.py does) and does not know where weights lie (weights.py does).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any, ClassVar

KINDS = ("asr", "tts", "llm", "translation", "embedding", "spoken_lid")

EVIDENCE = ("seen", "second-hand", "unverified")
"""On the repository's own card or listing; as another project records it; by hearsay."""

_SHA256 = re.compile(r"[0-9a-f]{64}")
_REVISION = re.compile(r"[0-9a-f]{40}|none")
_ID = re.compile(r"[a-z0-9][a-z0-9._-]*")
_REPOSITORY = re.compile(r"[\w.-]+/[\w.-]+|none: .+")
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
    """owner/name on the hub; or "none: " and where else they came from."""

    revision: str
    """Commit of the hub repository; "" = recorded at first download; "none" when on no hub."""

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

    reads: list[str] = field(default_factory=list)
    """Of a translator: those of `languages` that it translates from; [] = from each to each."""

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

    confidence_scale: float = 1.0
    """What a recogniser's mean log-probability is multiplied by, so that -0.36 (a confidence of .7)
    is as much in doubt as a Whisper's. Of a model whose network is surer than it should be: above
    1. Of one whose doubt is told by hearing twice (CTC): how hard a difference weighs."""

    published: list[dict[str, Any]] = field(default_factory=list)
    """Numbers with their test_set, normaliser and who measured; never ours."""

    notes: str = ""

    def translates(self, source: str, target: str) -> bool:
        """Whether it is a translator from one ISO 639 code to another."""
        reads = self.reads or self.languages
        writes = [code for code in self.languages if code not in self.reads] or self.languages
        return (
            self.kind == "translation" and source != target and source in reads and target in writes
        )

    def faults(self) -> Iterator[str]:
        """What is wrong with it: the key, and the remedy."""
        yield from self._words()
        yield from self._files()
        for number, row in enumerate(self.published, 1):
            if not isinstance(row, dict):
                yield f"published, entry {number}, should be a table: write it under [[published]]"
            elif wrong := [key for key in _PUBLISHED if not str(row.get(key, "")).strip()]:
                yield (
                    f"published, entry {number}, has no {', '.join(wrong)}; a number means nothing "
                    "without its test set, its normaliser and who measured: write it, or "
                    '"not stated"'
                )

    def _words(self) -> Iterator[str]:
        if wrong := wrong_id(self.id):
            yield wrong
        if self.kind not in KINDS:
            yield f"kind {self.kind!r} is not known; it should be one of {', '.join(KINDS)}"
        if self.evidence not in EVIDENCE:
            yield f"evidence {self.evidence!r} should be one of {', '.join(EVIDENCE)}"
        for key in ("engine", "repository", "licence", "status"):
            if not getattr(self, key).strip():
                yield f'{key} is empty; write it, or "not seen" and a licence_doubt'
        if self.engine.strip() and not self.engine.isidentifier():
            yield f"engine {self.engine!r} should be the name of an adapter such as sherpa_onnx"
        if self.repository.strip() and not _REPOSITORY.fullmatch(self.repository):
            yield f"repository {self.repository!r} should be owner/name as on the hub"
        if self.revision and not _REVISION.fullmatch(self.revision):
            yield 'revision should be a commit of 40 hex digits, or "" = recorded at first download'
        if not 1 <= self.preference <= 9:
            yield f"preference should be from 1 (first) to 9 (last), is {self.preference}"
        if not 0 < self.confidence_scale <= 100:
            yield f"confidence_scale should be above 0 and at most 100, is {self.confidence_scale}"
        if self.bytes < 0 or self.ram_mb <= 0:
            yield "bytes should be 0 or more and ram_mb more than 0; estimate ram_mb and say so"
        if not self.languages:
            yield "languages is empty; name those it is for"
        for code in self.languages:
            if not isinstance(code, str) or not _LANGUAGE.fullmatch(code):
                yield f"languages: {code!r} should be an ISO 639 code such as hi"
        if lost := [code for code in self.reads if code not in self.languages]:
            yield f"reads: {lost[0]!r} is not one of languages; make them equal"

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
                if not isinstance(name, str) or name not in self.files:
                    yield f"{key}: {name!r} is not one of files; make the names equal"
        sizes = self.sizes.values()
        if wrong := [size for size in sizes if not isinstance(size, int) or size < 0]:
            yield f"sizes: {wrong[0]!r} should be a number of bytes"
        elif self.sizes.keys() == self.files.keys() and sum(sizes) != self.bytes:
            yield f"bytes is {self.bytes}, the sizes make {sum(sizes)}; make it that"


def wrong_id(id: str) -> str:
    """What is wrong with a model's name, which is a folder's too; "" when nothing is."""
    return "" if _ID.fullmatch(id) else f"id {id!r} should be of a-z, 0-9, dot, dash and underscore"


def safe(name: str) -> bool:
    """Whether a file of this name stays inside the folder it is put in."""
    parts = PurePosixPath(name).parts
    absolute = name.startswith("/") or "\\" in name or ":" in name or "\0" in name
    return bool(parts) and not absolute and ".." not in parts
