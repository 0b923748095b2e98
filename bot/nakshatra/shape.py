"""A Reply and what its channel can carry -> the parts to send, in their order. The one place. Pure.

An adapter carries the parts to its platform and decides nothing about them.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from nakshatra.abilities import Abilities, Choices
from nakshatra.catalogue import Catalogue
from nakshatra.text.clean import clean
from nakshatra.text.reading import ADDRESS
from nakshatra.text.segments import measure
from nakshatra.text.sentences import clipped, split_for, units
from nakshatra.text.transliterate import to_script
from nakshatra.types import Button, Citation, Kind, Lang, Reply, Voice

log = logging.getLogger(__name__)

_UNSEEN = "\u200b"
"""A space without width, between a sign and its word: neither is then taken for emphasis."""


@dataclass(frozen=True, slots=True)
class Words:
    """The bot's own words around a reply, in its language and script."""

    sources: str = ""
    choose: str = ""
    """Opens a list; stands above a further one."""

    more: str = ""
    """Ends a reply that was cut, and says how to get the rest."""

    @classmethod
    def of(cls, catalogue: Catalogue, lang: Lang) -> Words:
        def said(key: str) -> str:
            return to_script(catalogue.phrase(key, lang.code), lang)

        return cls(sources=said("sources"), choose=said("choose"))


@dataclass(frozen=True, slots=True)
class Part:
    """One message: words, or a recording."""

    text: str = ""
    voice: Voice | None = None
    buttons: tuple[Button, ...] = ()
    rows: tuple[Button, ...] = ()
    """Of a list that opens."""

    numbered: tuple[Button, ...] = ()
    """The choices that stand in the words as "1. label", in that order."""

    spare: bool = False
    """Left out once a part before it has arrived: the recording says it all."""

    @property
    def has_choices(self) -> bool:
        return bool(self.buttons or self.rows)


def shape(reply: Reply, abilities: Abilities, words: Words) -> tuple[Part, ...]:
    """The recording comes first, except in an emergency: there nothing may delay the words."""
    voice = reply.voice if abilities.voice else None
    chosen = _carried(reply.buttons, abilities)
    alone = voice is not None and _heard_alone(reply, abilities)
    written = _written(reply, chosen, abilities, words)
    if alone:
        written = [replace(part, spare=True) for part in written]
    if voice is None:
        return tuple(written)
    below = _hung(chosen, abilities)[0] if alone and abilities.voice_buttons and chosen else Part()
    spoken = replace(below, voice=voice)
    return (*written, spoken) if reply.kind is Kind.EMERGENCY else (spoken, *written)


def _heard_alone(reply: Reply, abilities: Abilities) -> bool:
    """Whether the recording says it all, for who wants to hear and not to read: no number to call
    in need, no address and no choice is in the words alone. Thumbs are no choice."""
    choice = bool(reply.buttons) and reply.kind is not Kind.ANSWER and not abilities.voice_buttons
    urgent = reply.kind is Kind.EMERGENCY
    return reply.heard and not (urgent or choice or ADDRESS.search(reply.text))


def _written(
    reply: Reply, chosen: Sequence[Button], abilities: Abilities, words: Words
) -> list[Part]:
    text = reply.short if abilities.short and reply.short else reply.text
    numbered = _numbered(reply, chosen, abilities)
    lines = [f"{number}. {button.label}" for number, button in enumerate(numbered, 1)]
    text = _shown("\n".join([text, *lines]), abilities)
    hung = _hung(chosen, abilities)
    pieces = _pieces(text, reply, abilities, words, room_below=bool(hung))
    parts = [Part(piece) for piece in pieces]
    parts[-1] = replace(parts[-1], numbered=numbered)
    if hung:
        parts[-1] = replace(hung[0], text=parts[-1].text)
    return [*parts, *(replace(part, text=words.choose) for part in hung[1:])]


def _pieces(
    text: str, reply: Reply, abilities: Abilities, words: Words, *, room_below: bool
) -> list[str]:
    """The sources stand below the last words, or alone when there is no room."""
    pieces = _cut(text, abilities)
    if abilities.sources and (sources := _sources(reply.citations, words.sources)):
        sources = _shown(sources, abilities)
        last = f"{pieces[-1].rstrip()}\n\n{sources}"
        below = [last] if _fits(last, abilities) else [pieces[-1], *_cut(sources, abilities)]
        pieces = [*pieces[:-1], *below]
    if room_below and abilities.button_units:
        pieces = [*pieces[:-1], *_filled(split_for(pieces[-1], abilities.button_units))]
    return _at_most(pieces, abilities, words.more)


def _at_most(pieces: list[str], abilities: Abilities, more: str) -> list[str]:
    """What does not fit into the messages of one reply is cut, and the person told how to go on."""
    if not abilities.most or len(pieces) <= abilities.most:
        return pieces
    kept, last = pieces[: abilities.most - 1], pieces[abilities.most - 1]
    size, limit = _measure(last + more, abilities)
    room = max(1, limit - size(more) - 1)
    return [*kept, f"{split_for(last, room, size)[0].rstrip()} {more}".rstrip()]


def _cut(text: str, abilities: Abilities) -> list[str]:
    """At least one piece."""
    size, limit = _measure(text, abilities)
    if not limit or size(text) <= limit:
        return [text]
    return _filled(split_for(text, limit, size)) or [text]


def _filled(pieces: Iterable[str]) -> list[str]:
    return [piece for piece in pieces if piece.strip()]


def _fits(text: str, abilities: Abilities) -> bool:
    size, limit = _measure(text, abilities)
    return not limit or size(text) <= limit


def _measure(text: str, abilities: Abilities) -> tuple[Callable[[str], int], int]:
    """How it is counted, and how much one message holds; 0 = any."""
    if abilities.segments:
        return measure(text, abilities.segments)
    return units, abilities.units


def _shown(text: str, abilities: Abilities) -> str:
    """As it should be seen: nothing in it is markup."""
    text = clean(text)
    if not abilities.emphasis:
        return text
    signs = re.escape(abilities.emphasis)
    return re.sub(rf"(?<![\w/.=&-])([{signs}]+)(?=\S)", rf"\1{_UNSEEN}", text)


def _sources(citations: Iterable[Citation], heading: str) -> str:
    """One line each; two units of one page are one source."""
    lines = dict.fromkeys(f"• {c.title}, {c.asof}\n{c.url}".rstrip() for c in citations)
    return "\n".join([f"{heading}:", *lines]) if lines else ""


def _carried(buttons: Iterable[Button], abilities: Abilities) -> tuple[Button, ...]:
    """Those whose command the platform takes."""
    kept = []
    for button in buttons:
        size = len(button.command.encode("utf-8", "replace"))
        if abilities.command_bytes and size > abilities.command_bytes:
            log.warning(
                "a button is left out: it sends more than %d bytes", abilities.command_bytes
            )
        else:
            kept.append(Button(clean(button.label), button.command))
    return tuple(kept)


def _numbered(reply: Reply, chosen: Sequence[Button], abilities: Abilities) -> tuple[Button, ...]:
    """The choices that are written out; an answer's thumbs are not worth the room."""
    if abilities.buttons or abilities.rows or abilities.choices is Choices.LEFT_OUT:
        return ()
    return () if reply.kind is Kind.ANSWER else tuple(chosen)


def _hung(chosen: Sequence[Button], abilities: Abilities) -> list[Part]:
    """Buttons, else lists, as many parts as it takes."""
    as_rows = bool(abilities.rows) and len(chosen) > abilities.buttons
    most = abilities.rows if as_rows else abilities.buttons
    label = abilities.row_label if as_rows else abilities.label
    if not most:
        return []
    hung = [replace(one, label=clipped(one.label, label) if label else one.label) for one in chosen]
    heaps = [tuple(hung[start : start + most]) for start in range(0, len(hung), most)]
    return [Part(rows=heap) if as_rows else Part(buttons=heap) for heap in heaps]
