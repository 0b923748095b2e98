"""POST /v1/audio/transcriptions: a recording -> what is said in it, and whether help is urgent."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from nakshatra.audio.decode import Whole, decode
from nakshatra.callers import Caller
from nakshatra.channels.api.shown import encoded
from nakshatra.errors import EngineError, MissingModel, Rejected, Unheard
from nakshatra.heard import Expected
from nakshatra.pipeline.bot import Bot
from nakshatra.server.v1.faults import bad, later
from nakshatra.server.v1.forms import MARGIN, form
from nakshatra.server.v1.front import Front
from nakshatra.server.v1.reading import Fields, language
from nakshatra.types import ENGLISH, Answer, Audio, Kind, Lang, Profile, Utterance, Voice

HEAR_S = 600.0
"""For ten minutes of speech on a small machine."""

FORMATS = ("json", "text", "verbose_json")
_UNTIMED = ("srt", "vtt", "diarized_json")
KIND = "x-nakshatra-kind"
"""Header of what has no room for it in its body."""


async def transcribe(request: Request, front: Front, _: Caller) -> Response:
    most = front.settings.max_media_bytes
    sent = await form(request, most + MARGIN)
    voice = sent.file("file", most=most)
    told = _format(sent.fields)
    lang = language(
        sent.fields.text("language", most=20, default=""), front.bot.catalogue, "language"
    )
    async with front.working(front.sounding, HEAR_S):
        audio = await _decoded(voice, front.settings.max_audio_seconds)
        utterance, why = await _heard(front.bot, audio, lang)
    caught = _caught(front.bot, utterance)
    headers = {"cache-control": "no-store"} | ({KIND: str(caught.kind)} if caught else {})
    if told == "text":
        return PlainTextResponse(utterance.text + "\n", headers=headers)
    body = _body(utterance, caught, why)
    if told == "verbose_json":
        body = _verbose(utterance, audio.seconds) | body
    return Response(encoded(body), headers=headers, media_type="application/json")


def _format(fields: Fields) -> str:
    told = fields.text("response_format", most=50, default="json") or "json"
    if told in _UNTIMED:
        raise bad(
            f"response_format {told!r} needs times, which the recognisers here do not give; "
            f"there are: {', '.join(FORMATS)}.",
            "response_format",
            "unsupported_value",
        )
    return fields.choice("response_format", FORMATS, "json")


async def _decoded(voice: Voice, seconds: float) -> Audio:
    try:
        return await decode(voice, seconds)
    except (Rejected, Unheard) as error:
        raise bad(f"{error}.", "file", "invalid_recording") from None


async def _heard(bot: Bot, audio: Audio, lang: Lang | None) -> tuple[Utterance, str]:
    """And why nothing was, as the key of the phrase that people are told."""
    expected = Expected(used=(lang,) if lang else ())
    try:
        return await bot.transcriber.transcribe(Whole(audio), expected), ""
    except Unheard as error:
        return Utterance("", lang or ENGLISH, confidence=0.0, spoken=True), error.phrase
    except MissingModel as error:
        raise later(f"No recording can be heard here: {error}", 300, "no_recogniser") from None
    except EngineError as error:
        raise later(f"Not heard this time: {type(error).__name__}.", 10, "try_later") from None


def _caught(bot: Bot, utterance: Utterance) -> Answer | None:
    """The first aid or the refusal that this would be answered with before any expert is asked."""
    if not utterance.text:
        return None
    return bot.guard.before(bot.understand(utterance, (), Profile()))


def _body(utterance: Utterance, caught: Answer | None, why: str) -> dict[str, Any]:
    urgent = caught is not None and caught.kind is Kind.EMERGENCY
    return {
        "text": utterance.text,
        "nakshatra": {
            "lang": str(utterance.lang),
            "confidence": utterance.confidence,
            "unheard": why or None,
            "kind": str(caught.kind) if caught else None,
            "say": caught.text if caught and urgent else None,
        },
    }


def _verbose(utterance: Utterance, seconds: float) -> dict[str, Any]:
    segment = {"id": 0, "start": 0.0, "end": seconds, "text": utterance.text}
    return {
        "task": "transcribe",
        "language": utterance.lang.code,
        "duration": seconds,
        "segments": [segment] if utterance.text else [],
    }
