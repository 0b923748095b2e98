"""Answer -> Reply: in the user's own script, aloud if they spoke or asked for voice."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace

from nakshatra.audio.encode import encode
from nakshatra.catalogue import Catalogue
from nakshatra.errors import EngineError
from nakshatra.ports import Synthesizer
from nakshatra.text.transliterate import to_script
from nakshatra.types import (
    Answer,
    Button,
    Kind,
    Lang,
    Message,
    Profile,
    Reply,
    Voice,
    VoiceMode,
)

log = logging.getLogger(__name__)


async def speak(
    answer: Answer,
    *,
    message: Message,
    spoken: bool,
    lang: Lang,
    rival: Lang | None = None,
    profile: Profile,
    synthesizers: Sequence[Synthesizer],
    catalogue: Catalogue,
) -> Reply:
    shown = _shown(answer, lang, catalogue)
    aloud = profile.voice is VoiceMode.ALWAYS or (spoken and profile.voice is VoiceMode.AUTO)
    return Reply(
        address=message.address,
        to=message.id,
        text=_with_heard(
            _only_in(answer, lang, catalogue) + to_script(answer.text, shown), answer, lang
        ),
        lang=shown,
        kind=answer.kind,
        voice=await _aloud(answer, synthesizers) if aloud else None,
        experts=tuple(filter(None, answer.expert.split("+"))),
        citations=answer.citations,
        chosen=answer.chosen,
        thread=answer.thread,
        buttons=(
            *(
                answer.buttons
                or (
                    *_feedback(answer, message.id, shown, catalogue),
                    *_other_language(rival, catalogue),
                )
            ),
            *_misheard(answer, message.id, lang, catalogue),
        ),
    )


def _with_heard(text: str, answer: Answer, lang: Lang) -> str:
    """What was heard comes first, but never before first aid."""
    if not answer.readback:
        return text
    heard = to_script(answer.readback, lang)
    lines = (text, heard) if answer.kind is Kind.EMERGENCY else (heard, text)
    return "\n\n".join(lines)


def _misheard(
    answer: Answer, message_id: str, lang: Lang, catalogue: Catalogue
) -> tuple[Button, ...]:
    """One tap for whoever was heard wrong."""
    if not answer.readback:
        return ()
    label = to_script(catalogue.phrase("misheard", lang.code), lang)
    return (Button(label, f"/misheard {message_id}"),)


def _shown(answer: Answer, lang: Lang, catalogue: Catalogue) -> Lang:
    """The answer's language in the script this person writes, where it is written so too."""
    if answer.lang.code == lang.code:
        return lang
    card = catalogue.languages.get(answer.lang.code)
    return (
        replace(answer.lang, script=lang.script)
        if card and lang.script in card.scripts
        else answer.lang
    )


def _only_in(answer: Answer, lang: Lang, catalogue: Catalogue) -> str:
    """Says, in the person's language, that the answer is in another; never before first aid."""
    if answer.kind is not Kind.ANSWER or answer.wished or answer.lang.code == lang.code:
        return ""
    other = catalogue.languages[answer.lang.code].name
    return to_script(catalogue.phrase("only_in", lang.code).format(other=other), lang) + "\n\n"


def _other_language(rival: Lang | None, catalogue: Catalogue) -> tuple[Button, ...]:
    """One tap for whoever was taken for a speaker of another language."""
    if rival is None or not catalogue.greets(rival.code):
        return ()
    return (Button(catalogue.languages[rival.code].name, f"/language {rival}"),)


def _feedback(
    answer: Answer, message_id: str, lang: Lang, catalogue: Catalogue
) -> tuple[Button, ...]:
    if answer.kind is not Kind.ANSWER:
        return ()
    return tuple(
        Button(to_script(catalogue.phrase(key, lang.code), lang), f"/feedback {key} {message_id}")
        for key in ("good", "bad")
    )


def _said(answer: Answer) -> str:
    """The short form; what was heard goes before it, as in writing."""
    said = answer.short or answer.text
    return said if answer.kind is Kind.EMERGENCY else f"{answer.readback}\n{said}".strip()


async def _aloud(answer: Answer, synthesizers: Sequence[Synthesizer]) -> Voice | None:
    """The first voice that speaks the language; None when none does: text alone is an answer."""
    for synthesizer in synthesizers:
        try:
            return await encode(await synthesizer.synthesize(_said(answer), answer.lang))
        except EngineError as error:
            log.info("voice passed over", extra={"lang": str(answer.lang), "error": repr(error)})
    log.warning("no voice speaks", extra={"lang": str(answer.lang)})
    return None
