"""Sound -> Heard, by any service with OpenAI's /v1/audio/transcriptions.

Off until an operator sets `speech_url`: only then does a recording leave this machine, and of it
only the stretches in which somebody speaks. Retries nothing; follows no redirect; sends nothing
that names the person.
"""

from __future__ import annotations

import asyncio
import io
import json
import wave
from collections.abc import Mapping, Sequence
from math import isfinite
from typing import Any

import httpx

from nakshatra.errors import CatalogueError, EngineError
from nakshatra.heard import Asked, Ear, Heard, Piece
from nakshatra.registry import Spec
from nakshatra.shelf import Engine
from nakshatra.types import Audio

MOST_BYTES = 64 * 1024
"""Of a reply: half a minute of speech has a few hundred words; more is a fault or an attack."""

_SECONDS = 28.0
"""Of one request: 900 kB of WAV, far below the 25 MB that such services take."""

_ENOUGH = 8.0
"""Of speech, by which the service tells a language."""

_CUTTER = Engine("openai_audio/windows", "nakshatra.audio.listening:Cutter", {}, 120)


class OpenAiAudio:
    def __init__(self, spec: Spec) -> None:
        settings = spec.settings
        self._shelf, self._model = spec.shelf, settings.speech_model
        self._hotwords = settings.hotwords != "none"
        self._url, self._limit = settings.speech_url, settings.speech_seconds
        asked = tuple(code.strip() for code in settings.speech_languages.split(",") if code.strip())
        if unknown := [code for code in asked if code not in spec.catalogue.languages]:
            raise CatalogueError(f"setting speech_languages: no language card for {unknown[0]!r}")
        self._languages = asked or tuple(spec.catalogue.languages)
        self._named = {
            name.casefold(): code
            for code, card in spec.catalogue.languages.items()
            for name in (code, card.english)
        }
        self._client = _client(settings.speech_url, settings.speech_key)

    def ears(self) -> Sequence[Ear]:
        if self._client is None:
            return []
        ear = Ear(
            engine="openai_audio",
            id=self._model,
            languages=self._languages,
            ram_mb=_CUTTER.ram_mb,
            here=True,
            seconds=_SECONDS,
            detects=True,
            hotwords=self._hotwords,
        )
        return [ear]

    async def hear(self, ear: Ear, audio: Audio, asked: Asked) -> Heard:
        async with asyncio.timeout(asked.timeout):
            spans, left = await self._shelf.call(
                _CUTTER, "spans", audio.pcm, ear.seconds, asked, timeout=asked.timeout
            )
            pieces = [await self._write(audio, span, asked) for span in spans]
        return Heard(tuple(pieces), speech=bool(spans), left=left)

    async def tongues(self, ear: Ear, audio: Audio, seconds: float) -> Mapping[str, float]:
        """The one language that the service names for the first window."""
        asked = Asked(language="", timeout=seconds, first=_ENOUGH)
        spans, _ = await self._shelf.call(
            _CUTTER, "spans", audio.pcm, ear.seconds, asked, timeout=seconds
        )
        if not spans:
            return {}
        (start, end), *_ = spans
        said = await self._post(_wav(audio.pcm[2 * start : 2 * end], audio.rate), asked)
        code = self._named.get(str(said.get("language", "")).casefold(), "")
        return {code: 1.0} if code else {}

    async def ready(self, ear: Ear, seconds: float) -> None:
        """Nothing here takes long to load."""

    async def close(self) -> None:
        if self._client is not None:
            await self._client.aclose()

    async def _write(self, audio: Audio, span: tuple[int, int], asked: Asked) -> Piece:
        start, end = span
        pcm = audio.pcm[2 * start : 2 * end]
        said = await self._post(_wav(pcm, audio.rate), asked)
        if not isinstance(text := said.get("text"), str):
            raise EngineError("the speech service: the reply has no text")
        return Piece(
            text=" ".join(text.split()),
            seconds=(end - start) / audio.rate,
            logprob=_mean(said, "avg_logprob"),
            no_speech=_mean(said, "no_speech_prob") or 0.0,
        )

    async def _post(self, wav: bytes, asked: Asked) -> Mapping[str, Any]:
        assert self._client is not None  # it has ears only with one
        form = {"model": self._model, "response_format": "verbose_json", "temperature": "0"}
        if asked.language:
            form["language"] = asked.language
        if asked.hotwords:
            form["prompt"] = asked.hotwords
        files = {"file": ("speech.wav", wav, "audio/wav")}
        try:
            async with self._client.stream(
                "POST", "audio/transcriptions", data=form, files=files, timeout=self._limit
            ) as response:
                if response.status_code != httpx.codes.OK:
                    raise EngineError(f"the speech service answered {response.status_code}")
                body = b""
                async for part in response.aiter_bytes():
                    body += part
                    if len(body) > MOST_BYTES:
                        raise EngineError(f"the speech service sent over {MOST_BYTES} bytes")
            said = json.loads(body)
        except httpx.TransportError as error:
            raise EngineError(
                f"the speech service at {self._client.base_url.host} was not reached "
                f"({type(error).__name__}); check the network and the setting speech_url"
            ) from error
        except (httpx.HTTPError, ValueError, RecursionError) as error:
            raise EngineError(f"the speech service: {type(error).__name__}") from error
        if not isinstance(said, dict):
            raise EngineError("the speech service: the reply is no object")
        return said


def _client(url: str, key: str) -> httpx.AsyncClient | None:
    """None when nobody set an address."""
    if not url:
        return None
    if not url.startswith(("https://", "http://")):
        raise CatalogueError(f"setting speech_url should be like https://host/v1, is {url!r}")
    return httpx.AsyncClient(
        base_url=url.rstrip("/") + "/",
        headers={"Authorization": f"Bearer {key}"} if key else {},
        follow_redirects=False,
        trust_env=False,
    )


def _wav(pcm: bytes, rate: int) -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(rate)
        out.writeframes(pcm)
    return file.getvalue()


def _mean(said: Mapping[str, Any], key: str) -> float | None:
    """Over the segments of verbose_json; None where the service tells none."""
    segments = said.get("segments")
    rows = [row for row in segments if isinstance(row, dict)] if isinstance(segments, list) else []
    known = [value for row in rows if isinstance(value := row.get(key), float) and isfinite(value)]
    return sum(known) / len(known) if known else None


def build(spec: Spec) -> OpenAiAudio:
    return OpenAiAudio(spec)
