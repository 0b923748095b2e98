"""Answer -> Reply: in the user's own script, aloud if they spoke or asked for voice.

In an emergency the voice is slower and says the number to call twice.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from nakshatra.abilities import WITHOUT_LIMITS, Abilities
from nakshatra.catalogue import Catalogue
from nakshatra.pipeline.manners import wished
from nakshatra.pipeline.ours import named, ours
from nakshatra.pipeline.voices import Voices
from nakshatra.ports import Expert
from nakshatra.text.script import script
from nakshatra.text.transliterate import to_native, to_script
from nakshatra.types import (
    Answer,
    Button,
    Kind,
    Lang,
    Message,
    Profile,
    Reply,
    Said,
    Script,
    Voice,
    VoiceMode,
)

_URGENT, _SLOW = 0.85, 0.75
"""Of the voice's own speed: in an emergency, and for who asked to be spoken to slowly. Chosen, not
measured: no listener has compared them."""

_PATIENCE_S = 5.0
"""First aid waits no longer for a voice that hangs or loads; then the next is asked, at last the
words go alone."""

_SOURCES = 2
"""Named aloud; all of them stand in the message."""


async def speak(
    answer: Answer,
    *,
    message: Message,
    spoken: bool,
    lang: Lang,
    rival: Lang | None = None,
    profile: Profile,
    voices: Voices,
    experts: Mapping[str, Expert] = MappingProxyType({}),
    catalogue: Catalogue,
    abilities: Abilities = WITHOUT_LIMITS,
) -> Reply:
    goes_on = answer.kind is Kind.MORE
    shown = answer.lang if goes_on else _shown(answer, lang, catalogue)
    profile = _this_time(wished(profile, answer.telling), message)
    aloud = abilities.voice and _aloud(answer, profile, spoken, message)
    said = _script(answer, profile, experts, catalogue) if aloud else None
    in_parts = abilities.parts_aloud
    first = replace(said, sentences=said.sentences[:1]) if said and in_parts else said
    within = _PATIENCE_S if answer.kind is Kind.EMERGENCY else None
    voice = await whole(first, voices, within) if first else None
    only_in, kept = _only_in(answer, lang, catalogue), not profile.private
    return Reply(
        address=message.address,
        to=message.id,
        text=_with_heard(only_in + to_script(answer.text, shown), answer, lang),
        short=_with_heard(only_in + to_script(answer.short, shown), answer, lang)
        if answer.short
        else "",
        lang=shown,
        kind=answer.kind,
        voice=voice,
        script=said if voice and said and in_parts and len(said.sentences) > 1 else None,
        heard=profile.voice is VoiceMode.ONLY and voice is not None and not only_in,
        experts=tuple(filter(None, answer.expert.split("+"))),
        citations=answer.citations,
        chosen=answer.chosen,
        telling=answer.telling,
        thread=answer.thread,
        attachment=answer.attachment,
        private=profile.private,
        buttons=(
            *(
                answer.buttons
                or (
                    *(_feedback(answer, message.id, shown, catalogue) if kept else ()),
                    *(() if goes_on else _other_language(rival, catalogue)),
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


def pace(*, urgent: bool, slow: bool) -> float:
    """Of the voice's own speed."""
    return min(_URGENT if urgent else 1.0, _SLOW if slow else 1.0)


async def whole(script: Script, voices: Voices, within: float | None = None) -> Voice | None:
    """A script as a recording that can be sent; None when no voice speaks the language, or none
    does so within that many seconds each."""
    recorded = await voices.recorded(script, within)
    return recorded.file if recorded else None


def _this_time(profile: Profile, message: Message) -> Profile:
    """As this message says how it is answered; what the person chose stays as it is."""
    return replace(profile, voice=message.voice) if message.voice else profile


def _aloud(answer: Answer, profile: Profile, spoken: bool, message: Message) -> bool:
    if message.voice is VoiceMode.NEVER:
        return False
    if profile.voice is VoiceMode.AUTO:
        return spoken or answer.aloud
    return profile.voice is not VoiceMode.NEVER or answer.aloud


def _script(
    answer: Answer, profile: Profile, experts: Mapping[str, Expert], catalogue: Catalogue
) -> Script | None:
    """What of the answer is said, and how fast; None when there is nothing to say."""
    urgent = answer.kind is Kind.EMERGENCY
    own = catalogue.languages.get(answer.lang.code)
    lang = replace(answer.lang, script=own.scripts[0]) if own else answer.lang
    said = script(to_native(_said(answer), answer.lang), lang, twice=urgent)
    if said and answer.kind is Kind.ANSWER:
        said += script("\n".join(_sources(answer, lang, catalogue)), lang)
    known = ours(answer, lang, experts, catalogue, twice=urgent)
    told = tuple(Said(text, text in known) for text in said)
    return Script(told, lang, pace(urgent=urgent, slow=profile.slow)) if said else None


def _said(answer: Answer) -> str:
    """The short form; what was heard goes before it, as in writing."""
    said = answer.short or answer.text
    return said if answer.kind is Kind.EMERGENCY else f"{answer.readback}\n{said}".strip()


def _sources(answer: Answer, lang: Lang, catalogue: Catalogue) -> tuple[str, ...]:
    said = dict.fromkeys(named(citation, lang, catalogue) for citation in answer.citations)
    return tuple(said)[:_SOURCES]


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
