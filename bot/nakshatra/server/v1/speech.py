"""POST /v1/audio/speech: a text -> a recording of it, prepared for the ear. It answers nothing."""

from __future__ import annotations

from dataclasses import dataclass, replace

from starlette.requests import Request
from starlette.responses import Response

from nakshatra.audio.formats import FORMS, formed
from nakshatra.callers import Caller
from nakshatra.errors import EngineError
from nakshatra.pipeline.bot import Bot
from nakshatra.pipeline.speak import pace
from nakshatra.pipeline.voices import Voices
from nakshatra.server.v1.faults import Fault, bad, later
from nakshatra.server.v1.front import Front
from nakshatra.server.v1.reading import Fields, json_object, language
from nakshatra.server.v1.transcriptions import KIND
from nakshatra.settings import Settings
from nakshatra.text.script import script
from nakshatra.text.transliterate import to_native
from nakshatra.types import Kind, Lang, Profile, Said, Script, Utterance

SAY_S = 60.0

LONGEST = 4096
"""Characters, as OpenAI's API has it."""

_BODY = 100_000
_SLOWEST, _FASTEST = 0.25, 4.0

_ANY = {
    *("", "auto", "alloy", "ash", "ballad", "cedar", "coral", "echo", "fable", "marin", "nova"),
    *("onyx", "sage", "shimmer", "verse"),
}
"""Voices that OpenAI's clients name unasked: here, whoever speaks the language of the text."""


@dataclass(frozen=True, slots=True)
class _Chosen:
    lang: Lang
    voices: Voices


async def speak(request: Request, front: Front, _: Caller) -> Response:
    fields = await json_object(request, _BODY)
    fields.text("model", most=200)
    text = fields.text("input", most=LONGEST)
    form = fields.choice("response_format", tuple(FORMS), "mp3")
    speed = fields.number("speed", _SLOWEST, _FASTEST, 1.0)
    if fields.text("stream_format", most=20, default="audio") != "audio":
        raise bad("stream_format must be audio.", "stream_format", "unsupported_value")
    chosen = _chosen(_voice(fields), text, front.bot, front.settings)
    told, urgent = _script(text, chosen.lang, speed, front.bot)
    async with front.working(front.sounding, SAY_S):
        try:
            sound = await chosen.voices.say(told)
            if sound is None:
                raise _mute(chosen.lang, front.bot)
            voice = await formed(sound.audio, form, sound.voice)
        except EngineError as error:
            raise later(f"Not spoken this time: {type(error).__name__}.", 10, "try_later") from None
    headers = {"cache-control": "no-store", "x-nakshatra-voice": "computer"}
    headers |= {KIND: str(Kind.EMERGENCY)} if urgent else {}
    return Response(voice.data, media_type=voice.mime, headers=headers)


def _voice(fields: Fields) -> str:
    """A name, or {"id": name}."""
    if isinstance(fields.values.get("voice"), dict):
        return fields.object("voice").text("id", most=100)
    return fields.text("voice", most=100, default="")


def _chosen(voice: str, text: str, bot: Bot, settings: Settings) -> _Chosen:
    """Of "piper:hi" the engine and the language; of "hi" or nothing, whoever speaks it."""
    engine, _, code = voice.rpartition(":")
    lang = None if code in _ANY else language(code, bot.catalogue, "voice")
    if lang is None:
        lang = bot.identifier.identify(text).lang
    if not engine:
        return _Chosen(lang, bot.voices)
    if engine not in settings.voices:
        known = ", ".join(settings.voices)
        raise bad(f"voice: no engine is called {engine[:20]!r}; there are: {known}.", "voice")
    one = bot.synthesizers[settings.voices.index(engine)]
    return _Chosen(lang, replace(bot.voices, synthesizers=[one]))


def _script(text: str, lang: Lang, speed: float, bot: Bot) -> tuple[Script, bool]:
    """In the language's own letters, numbers in words; what sounds like an emergency slowly, its
    numbers twice, as everywhere. Raise `Fault` when there is nothing to say."""
    written = bot.identifier.identify(text).lang
    query = bot.understand(Utterance(text, written), (), Profile())
    caught = bot.guard.before(query)
    urgent = caught is not None and caught.kind is Kind.EMERGENCY
    own = bot.catalogue.languages.get(lang.code)
    spoken = replace(lang, script=own.scripts[0]) if own else lang
    native = to_native(text, replace(written, code=lang.code))
    said = script(native, spoken, twice=urgent)
    if not said:
        raise bad("input holds nothing that can be said.", "input")
    told = tuple(Said(sentence) for sentence in said)
    return Script(told, spoken, speed * pace(urgent=urgent, slow=False)), urgent


def _mute(lang: Lang, bot: Bot) -> Fault:
    name = (
        bot.catalogue.languages[lang.code].english if lang.code in bot.catalogue.languages else ""
    )
    return bad(
        f"No voice here speaks {name or lang.code}; `nakshatra voices list` shows who speaks what.",
        "voice",
        "no_voice",
    )
