"""Utterance -> Query: clean text, the form of it that is searched, what it may lean on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from nakshatra.catalogue import Catalogue, words_of
from nakshatra.heard import Expected
from nakshatra.knowledge.parts import parts
from nakshatra.safety.redact import redact
from nakshatra.text.emoji import without_emoji
from nakshatra.text.normalise import normalise
from nakshatra.text.shorthand import expand
from nakshatra.text.transliterate import to_native
from nakshatra.types import Detail, Lang, Profile, Query, Role, Thread, Turn, Utterance

_SHORT = 7
"""Words: a follow-up is at most so long; a longer sentence stands on its own feet."""


def understand(
    utterance: Utterance, *, history: Sequence[Turn], profile: Profile, catalogue: Catalogue
) -> Query:
    """What was heard in Latin letters is searched by them, and shown in the language's own."""
    said, written = _as_written(utterance)
    text = redact(normalise(said, written))
    thread = last_thread(history)
    short = len(text.split()) <= _SHORT
    return Query(
        text=text,
        native=searched(text, written),
        lang=profile.lang or utterance.lang,
        shown=utterance.text if utterance.heard else "",
        previous=thread.question if thread and short else "",
        history=tuple(history),
        thread=thread,
        points=_points(text, utterance.lang.code, catalogue),
        parts=parts(text, catalogue.listens("joint", utterance.lang.code)),
        details=_told(profile, thread),
        spoken=utterance.spoken,
        sure=utterance.confidence if utterance.spoken else 1.0,
        named=utterance.named,
    )


def _as_written(utterance: Utterance) -> tuple[str, Lang]:
    if not utterance.heard:
        return utterance.text, utterance.lang
    return utterance.heard, replace(utterance.lang, script="Latn")


def searched(text: str, lang: Lang) -> str:
    """A normalised text as experts search it: no emoji, short forms written out, own script."""
    return to_native(expand(without_emoji(text), lang), lang)


def last_thread(history: Sequence[Turn]) -> Thread | None:
    """What the bot's last line followed; of an older version's lines, the last question."""
    for turn in reversed(history):
        if turn.thread is not None:
            return turn.thread
        if turn.role is Role.USER:
            return Thread(question=turn.text)
    return None


def _points(text: str, code: str, catalogue: Catalogue) -> bool:
    """Whether it points back: "and", "its", or "no, I meant" at its beginning."""
    if catalogue.hears("follow_up", text, code) or catalogue.hears("meant", text, code):
        return True
    return not catalogue.listens("no", code).isdisjoint(words_of(text)[:3])


def written_before(history: Sequence[Turn]) -> Lang | None:
    """The language this person wrote last, whatever they were answered in."""
    said = [turn.lang for turn in history if turn.role is Role.USER] or [t.lang for t in history]
    return said[-1] if said else None


def expected(history: Sequence[Turn], profile: Profile, reads: Lang | None) -> Expected:
    """What is known of a person before their next message is heard."""
    used = [turn.lang for turn in reversed(history) if turn.role is Role.USER]
    answered = [turn.lang for turn in reversed(history) if turn.role is Role.BOT]
    chosen = [profile.lang] if profile.lang else []
    known = [*(used or answered), *chosen, *(Lang(code, "Latn") for code in profile.latin)]
    thread = last_thread(history)
    about = thread.units if thread else ()
    return Expected(used=tuple(dict.fromkeys(known)), reads=reads, about=about)


def _told(profile: Profile, thread: Thread | None) -> tuple[Detail, ...]:
    """What was said in this conversation goes before what is remembered."""
    now = thread.details if thread else ()
    slots = {detail.slot for detail in now}
    return (*now, *(detail for detail in profile.details if detail.slot not in slots))
