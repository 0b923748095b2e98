"""What people are told of the bot itself: the first-contact notice, and what is kept of them."""

from __future__ import annotations

from nakshatra.catalogue import Catalogue
from nakshatra.settings import Settings
from nakshatra.text.transliterate import to_script
from nakshatra.types import Answer, Kind, Lang


def notice(lang: Lang, catalogue: Catalogue, settings: Settings) -> Answer:
    """In their language, even one that nothing is answered in yet."""
    values = {"name": settings.operator_name, "minutes": str(settings.context_minutes)}
    lines = [catalogue.phrase("notice", lang.code).format(**values)]
    lines += _complaints(lang, catalogue, settings)
    said = _written(lang, "notice", catalogue)
    return Answer(expert="", text="\n".join(lines), lang=said, confidence=1.0, kind=Kind.NOTICE)


def notice_short(lang: Lang, catalogue: Catalogue) -> str:
    """One line of it, for a message that is paid by its length."""
    return to_script(catalogue.phrase("notice_short", lang.code), lang)


def remember_short(lang: Lang, catalogue: Catalogue) -> str:
    """The question whether to remember, as a line within an answer."""
    return to_script(catalogue.phrase("remember_short", lang.code), lang)


def privacy(lang: Lang, catalogue: Catalogue, settings: Settings) -> str:
    keys = ("privacy", "privacy_log", *(("privacy_speech",) if settings.speech_url else ()))
    values = {"days": str(settings.log_days)}
    lines = [catalogue.phrase(key, lang.code).format(**values) for key in keys]
    return "\n".join((*lines, *_complaints(lang, catalogue, settings)))


def _complaints(lang: Lang, catalogue: Catalogue, settings: Settings) -> list[str]:
    if not settings.operator_contact:
        return []
    values = {"name": settings.operator_name, "contact": settings.operator_contact}
    return [catalogue.phrase("complaints", lang.code).format(**values)]


def _written(lang: Lang, key: str, catalogue: Catalogue) -> Lang:
    """The language that has the phrase, in the person's script where it is their own."""
    code = next(c for c in catalogue.readable(lang.code) if key in catalogue.languages[c].phrases)
    return lang if code == lang.code else Lang(code, catalogue.languages[code].scripts[0])
