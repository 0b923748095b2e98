"""Recordings with their texts and a transcriber -> word and character error rates, the whole way a
voice note goes: decoded, speech found, written down.

Strict: NFC, no punctuation, no case. Lenient: words that sound the same are the same, in whichever
script they are written. Nothing else is forgiven; an empty or refused transcript counts in full.
"""

from __future__ import annotations

import asyncio
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

from nakshatra.audio.decode import Whole, decode
from nakshatra.errors import EngineError, Unheard
from nakshatra.heard import Expected
from nakshatra.ports import Transcriber
from nakshatra.text.phonetic import keys
from nakshatra.text.transliterate import to_native
from nakshatra.types import Lang, Voice

_LONGEST = 600
"""Seconds of one recording."""


@dataclass(frozen=True, slots=True)
class Score:
    n: int
    wer: float
    cer: float
    lenient_wer: float
    unheard: int
    """Recordings in which nothing was heard."""


@dataclass(frozen=True, slots=True)
class Report:
    n: int
    wer: float
    cer: float
    lenient_wer: float
    unheard: int
    failed: Mapping[str, int]
    """Why the transcriber gave up -> how often; such recordings are in no average."""

    real_time_factor: float
    languages: Mapping[str, Score]
    sources: Mapping[str, Score]
    worst: Sequence[tuple[str, str, str]]
    """File, right, written: those with most wrong words."""

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class _Clip:
    row: Mapping[str, Any]
    right: str
    written: str
    seconds: float
    took: float

    @property
    def wrong(self) -> int:
        return errors(self.right.split(), self.written.split())


async def speech(
    rows: Sequence[Mapping[str, Any]], folder: Path, transcriber: Transcriber
) -> Report:
    """`rows` have file (in `folder`), text, lang, script, source; the language is a hint."""
    clips, failed = [], Counter[str]()
    for row in rows:
        try:
            data = await asyncio.to_thread((folder / row["file"]).read_bytes)
            clips.append(await _clip(row, data, transcriber))
        except EngineError as error:
            failed[str(error)] += 1
    total = _score(clips)
    return Report(
        n=total.n,
        wer=total.wer,
        cer=total.cer,
        lenient_wer=total.lenient_wer,
        unheard=total.unheard,
        failed=dict(failed.most_common(5)),
        real_time_factor=_ratio(sum(c.took for c in clips), sum(c.seconds for c in clips)),
        languages=_by(clips, lambda row: str(row["lang"])),
        sources=_by(clips, lambda row: str(row.get("source", ""))),
        worst=[
            (str(clip.row["file"]), clip.right, clip.written)
            for clip in sorted(clips, key=lambda clip: -clip.wrong)[:10]
        ],
    )


async def _clip(row: Mapping[str, Any], data: bytes, transcriber: Transcriber) -> _Clip:
    """`Unheard` is a result, an empty one; any other `EngineError` is raised."""
    lang = Lang(row["lang"], row["script"])
    began = perf_counter()
    audio = await decode(Voice(data, ""), _LONGEST)
    try:
        heard = await transcriber.transcribe(Whole(audio), Expected(used=(lang,)))
        written = heard.text
        if heard.lang.script == "Latn" != lang.script:
            written = to_native(written, Lang(lang.code, "Latn"))
    except Unheard:
        written = ""
    took = perf_counter() - began
    return _Clip(row, plain(row["text"]), plain(written), audio.seconds, took)


def plain(text: str) -> str:
    """NFC, small letters, letters and digits alone."""
    text = unicodedata.normalize("NFC", text).casefold()
    kept = (char if unicodedata.category(char)[0] in "LMN" else " " for char in text)
    return " ".join("".join(kept).split())


def errors(right: Sequence[Any], written: Sequence[Any]) -> int:
    """Levenshtein distance: words or letters put in, left out or exchanged."""
    row = list(range(len(written) + 1))
    for i, wanted in enumerate(right, 1):
        before, row[0] = row[0], i
        for j, got in enumerate(written, 1):
            cost = min(row[j] + 1, row[j - 1] + 1, before + (wanted != got))
            before, row[j] = row[j], cost
    return row[-1]


def _score(clips: Sequence[_Clip]) -> Score:
    words = sum(len(clip.right.split()) for clip in clips)
    letters = sum(len(clip.right) for clip in clips)
    lenient = sum(errors(keys(clip.right), keys(clip.written)) for clip in clips)
    return Score(
        n=len(clips),
        wer=_ratio(sum(clip.wrong for clip in clips), words),
        cer=_ratio(sum(errors(clip.right, clip.written) for clip in clips), letters),
        lenient_wer=_ratio(lenient, words),
        unheard=sum(not clip.written for clip in clips),
    )


def _by(clips: Sequence[_Clip], name: Callable[[Mapping[str, Any]], str]) -> dict[str, Score]:
    parts: dict[str, list[_Clip]] = defaultdict(list)
    for clip in clips:
        parts[name(clip.row)].append(clip)
    return {key: _score(part) for key, part in sorted(parts.items())}


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole else 0.0
