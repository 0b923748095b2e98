"""A wish + the conversation -> the last answer as it is wished: from its units where they are
known, else word for word."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from nakshatra.catalogue import Catalogue
from nakshatra.knowledge.answering import Answering, joined
from nakshatra.knowledge.render import text_of
from nakshatra.pipeline.follow import packs_of
from nakshatra.pipeline.wishes import Form, Wish, wish
from nakshatra.ports import Expert, Guard
from nakshatra.types import Answer, Kind, Lang, Query, Role, Thread, Turn

_MOST = 4
"""Titles that are named as close to an answer."""


@dataclass(frozen=True, slots=True)
class Retell:
    experts: Mapping[str, Expert]
    guard: Guard
    catalogue: Catalogue

    def __call__(self, query: Query) -> Answer | None:
        """None when the message wishes nothing of the last answer."""
        wished = wish(query, self.catalogue)
        if wished is None:
            return None
        last = next((turn for turn in reversed(query.history) if turn.role is Role.BOT), None)
        answer = self._answer(query, wished, last)
        if wished.telling and (last is None or not (wished.aloud or wished.form or wished.code)):
            answer = self._notice(self.catalogue.phrase("voice_set", query.lang.code), query.lang)
        answer = replace(answer, telling=wished.telling, aloud=wished.aloud)
        if not wished.always:
            return answer
        lang = self._lang(wished, query)
        if not self.catalogue.greets(lang.code):
            return answer
        return replace(answer, chosen=lang)

    def _answer(self, query: Query, wished: Wish, last: Turn | None) -> Answer:
        lang = self._lang(wished, query)
        thread = query.thread
        if thread and thread.rest and last and wished.form is Form.MORE and not wished.code:
            return _going_on(thread, last.lang)
        if not self.catalogue.greets(lang.code):
            return self._notice(self.catalogue.not_yet(lang.code), query.lang)
        urgent = thread and caught_again(self.guard, self.catalogue, thread, lang)
        if urgent:
            short = wished.form is Form.SHORT and urgent.short
            return replace(urgent, text=short or urgent.text, wished=True, thread=thread)
        said = list(self._said(thread, lang)) if thread and not thread.asks else []
        if said and thread:
            return self._formed(wished, said, thread, lang)
        if last is None:
            key = "language_set" if wished.always else "nothing_yet"
            return self._notice(self.catalogue.phrase(key, lang.code), lang)
        return self._notice(last.text, last.lang)

    def _said(self, thread: Thread, lang: Lang) -> Iterator[Answer]:
        """The last answer's units, whole, in the language."""
        known = packs_of(self.experts)
        for name in thread.units:
            expert, _, id = name.partition("/")
            if expert in known and id in known[expert].pack.units:
                unit = known[expert].pack.units[id]
                told = known[expert].say(unit, lang.code, 1.0, (thread.asked,))
                yield (
                    replace(told, lang=replace(told.lang, script=lang.script))
                    if (told.lang.code == lang.code)
                    else told
                )

    def _formed(self, wished: Wish, said: list[Answer], thread: Thread, lang: Lang) -> Answer:
        whole = said[0] if len(said) == 1 else joined(said)
        whole = replace(whole, wished=bool(wished.code))
        brief = thread.brief if wished.form in (None, Form.AGAIN) else wished.form is Form.SHORT
        if wished.form is Form.MORE and not thread.brief:
            return self._beside(thread, lang)
        kept = replace(thread, brief=brief)
        return replace(whole, text=whole.short if brief else whole.text, thread=kept)

    def _beside(self, thread: Thread, lang: Lang) -> Answer:
        """What else is known, by its title; one with a number is left out: nothing grounds it."""
        titles = [title for title in self._titles(thread, lang) if not any(map(str.isdigit, title))]
        if not titles:
            return self._notice(self.catalogue.phrase("that_is_all", lang.code), lang)
        text = self.catalogue.phrase("see_also", lang.code)
        return self._notice(text.replace("{titles}", "; ".join(titles[:_MOST])), lang)

    def _titles(self, thread: Thread, lang: Lang) -> Iterator[str]:
        known = packs_of(self.experts)
        for name in thread.units:
            expert, _, id = name.partition("/")
            unit = known[expert].pack.units.get(id) if expert in known else None
            for other in unit.see if unit else ():
                there, _, near = f"{expert}/{other}".rpartition("/")
                yield from _title(known, there.rpartition("/")[2], near, lang.code)

    def _lang(self, wished: Wish, query: Query) -> Lang:
        """The wished language in the letters this person writes, where it is written so too."""
        if not wished.code or wished.code == query.lang.code:
            return query.lang
        scripts = self.catalogue.languages[wished.code].scripts
        return Lang(wished.code, query.lang.script if query.lang.script in scripts else scripts[0])

    def _notice(self, text: str, lang: Lang) -> Answer:
        return Answer(
            expert="", text=text, lang=lang, confidence=1.0, kind=Kind.NOTICE, wished=True
        )


def _going_on(thread: Thread, lang: Lang) -> Answer:
    """What there was no room for, word for word as it was going to be said."""
    return Answer(
        expert="",
        text=thread.rest,
        lang=lang,
        confidence=1.0,
        kind=Kind.MORE,
        wished=True,
        thread=replace(thread, rest=""),
    )


def as_asked(thread: Thread, lang: Lang) -> Query:
    """The question of before, for the guard to hear again."""
    return Query(text=thread.question, native=thread.question, lang=lang)


def caught_again(guard: Guard, catalogue: Catalogue, thread: Thread, lang: Lang) -> Answer | None:
    """What the guard said of the question of before, also as first aid where nobody knew an answer:
    then a unit stands there of a pack that names nobody to ask."""
    asked = as_asked(thread, lang)
    caught = guard.before(asked)
    aid = (catalogue.experts.get(unit.partition("/")[0]) for unit in thread.units)
    if caught is None and any(card is not None and not card.unknown for card in aid):
        nobody = Answer(expert="", text="", lang=lang, confidence=0.0, kind=Kind.UNKNOWN)
        said = guard.after(asked, nobody)
        return said if said.kind is Kind.EMERGENCY else None
    return caught


def _title(known: Mapping[str, Answering], expert: str, id: str, code: str) -> Iterator[str]:
    pack = known.get(expert)
    unit = pack.pack.units.get(id) if pack else None
    if unit is not None and code in unit.texts:
        yield text_of(unit, code).title
