"""A reply -> what of it goes into one SMS, and the rest, which waits in the thread for "more".

An emergency is one segment: its short form where that fits, else the line its unit has for this,
else its first number with as much as fits. Anything else is the short form, else the beginning;
"more" then goes on with the whole, its sources last. A first notice stands where the message has
room left: it cuts no answer and is no message of its own. "More" makes room for it, as it goes on.
The question whether to remember stands so in a later answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from nakshatra.abilities import Abilities
from nakshatra.shape import Words, numbered
from nakshatra.text.clean import clean
from nakshatra.text.segments import count, cut, thrifty
from nakshatra.types import Button, Kind, Reply, Thread

_NUMBER = re.compile(r"(?<![\d-])\d{3,5}(?![\d-])")
"""A helpline's number."""


_NOTING = (Kind.ANSWER, Kind.UNKNOWN, Kind.REFUSAL, Kind.QUESTION, Kind.MORE)
"""Replies that may carry the notice; first aid never does."""

REMEMBER = ("/remember yes", "/remember no")
"""What "1" and "2" send after the question that stands in an answer."""


def carried(
    reply: Reply,
    abilities: Abilities,
    words: Words,
    sms: str = "",
    line: str = "",
    asks: str = "",
) -> Reply:
    """`sms`: an emergency's own line; `line`: the notice, for who was not given it yet; `asks`:
    whether to remember them, for who was not asked yet. The reply as it is where messages are not
    counted so."""
    if not abilities.segments:
        return reply
    choices = numbered(reply, abilities)
    if reply.kind is Kind.EMERGENCY:
        text, rest = _in_one(reply, sms), _plain(reply.text)
    else:
        line = _plain(line) if reply.kind in _NOTING else ""
        text, rest = _beginning(reply, choices, abilities, words, line)
        text = _noted(text, line, _plain(words.more) if rest else "", abilities)
    commands = _commands(reply, choices)
    if reply.private:  # nothing is kept that a next message could lean on
        return replace(reply, text=text, short="", buttons=(), attachment=None)
    if asks and not (commands or line) and reply.kind is Kind.ANSWER:
        asked = _noted(text, _plain(asks), _plain(words.more) if rest else "", abilities)
        text, commands = asked, REMEMBER if asked != text else ()
    thread = _waiting(reply.thread, "" if rest == text else rest, commands)
    return replace(reply, text=text, short="", buttons=(), thread=thread, attachment=None)


def _commands(reply: Reply, choices: tuple[Button, ...]) -> tuple[str, ...]:
    """What numbers send from now on. While an answer goes on, what they sent before."""
    if reply.kind is Kind.MORE and reply.thread:
        return reply.thread.choices
    return tuple(button.command for button in choices)


def is_asked(reply: Reply) -> bool:
    """Whether it asks to remember its person."""
    return reply.thread is not None and REMEMBER[0] in reply.thread.choices


def is_noted(reply: Reply, line: str) -> bool:
    """Whether the notice found room in it."""
    return _plain(line) in reply.text


def _noted(text: str, line: str, tail: str, abilities: Abilities) -> str:
    """Before the word that gets the rest, where all of it still fits."""
    if line in text:
        return text
    noted = "\n".join(filter(None, (text.removesuffix(f"\n{tail}"), line, tail)))
    return noted if count(noted).segments <= abilities.segments else text


_NEAR = 20
"""Letters: a number that comes so early is in any beginning of the text."""


def _in_one(reply: Reply, sms: str) -> str:
    for form in (reply.text, reply.short, sms):
        if form and count(text := _plain(form)).segments == 1:
            return text
    said = _plain(reply.short or reply.text)
    number = _NUMBER.search(said)
    ahead = f"{number[0]}: " if number and number.start() > _NEAR else ""
    return cut(f"{ahead}{said}", 1)[0]


def _beginning(
    reply: Reply, choices: tuple[Button, ...], abilities: Abilities, words: Words, line: str
) -> tuple[str, str]:
    lines = [f"{n}. {button.label}" for n, button in enumerate(choices, 1)]
    file = [reply.attachment.text] if reply.attachment else []
    whole = _plain("\n".join([reply.text, *file, *lines, *_sources(reply, words)]))
    tail = "" if reply.private else _plain(f"\n{words.more}")
    if reply.short and reply.short != reply.text and not choices:
        short = _plain(reply.short)
        first = cut(short + tail, abilities.segments)[0]
        if first == short + tail:
            return first, whole
    if line and reply.kind is Kind.MORE:
        tail = f"\n{line}{tail}"
    first, rest = cut(whole, abilities.segments, tail)
    return (f"{first}{tail}", rest) if rest else (first, "")


def _sources(reply: Reply, words: Words) -> Iterator[str]:
    """One line each; two units of one page are one source."""
    named = dict.fromkeys(f"{c.title}, {c.asof} {c.url}".rstrip() for c in reply.citations)
    if named and reply.kind is Kind.ANSWER:
        yield f"{words.sources}: {'; '.join(named)}"


def _waiting(thread: Thread | None, rest: str, choices: tuple[str, ...]) -> Thread | None:
    """What waited before stays when nothing new does: thanks do not end an answer."""
    if thread is None and not (rest or choices):
        return None
    thread = thread or Thread(question="")
    return replace(thread, rest=rest or thread.rest, choices=choices)


def _plain(text: str) -> str:
    return thrifty(clean(text))
