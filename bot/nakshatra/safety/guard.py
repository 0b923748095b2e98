"""The first word and the last: emergencies and refusals before any expert, grounding after them.

All it says is data: units of emergency packs, rules/<code>.toml of the experts, phrases of the
languages. It asks no model and waits for nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from nakshatra.catalogue import Catalogue
from nakshatra.errors import CatalogueError
from nakshatra.knowledge.arbiter import open_arbiter
from nakshatra.knowledge.render import citations, text_of
from nakshatra.knowledge.units import Pack, Unit, read_pack
from nakshatra.ports import Known
from nakshatra.registry import Spec
from nakshatra.safety.alarms import Ears, open_ear
from nakshatra.safety.grounding import Evidence
from nakshatra.safety.kept import digest, keep, open_book
from nakshatra.safety.listening import EVERYONE, Listening
from nakshatra.safety.match import Caught
from nakshatra.safety.phrasebook import Phrasebook
from nakshatra.safety.redact import gave_secret, was_redacted
from nakshatra.safety.rules import Catch, Rules, read_rules
from nakshatra.safety.sounds import sounds_of
from nakshatra.safety.weighed import outdone, outweighs, rather_danger, weighed
from nakshatra.text.sentences import sentences
from nakshatra.types import Answer, Citation, Kind, Lang, Query

_BESIDE_ALARM = (Kind.ANSWER, Kind.QUESTION, Kind.UNKNOWN, Kind.REFUSAL)
"""Replies to which an alarm is one line more; to what the bot says of itself, a softened one is."""

_TOLD = 1.9
"""Log-odds from which what the second ear alone hears is one line beside a reply."""


class RuleGuard:
    def __init__(
        self,
        listening: Listening,
        rules: Mapping[str, Rules],
        packs: Mapping[str, Pack],
        catalogue: Catalogue,
    ) -> None:
        self.listening = listening
        self._rules = rules
        self._packs = packs
        self._catalogue = catalogue

    def before(self, query: Query, known: Known | None = None) -> Answer | None:
        """An emergency's first aid, a refusal, or None: then the experts are asked. What the second
        ear alone hears, and not beyond doubt, gives way to an answer that is `known` surely, and so
        does what a rule hears where that ear hardly hears any danger (not if it is firm). Where
        anything like a refusal is heard too, nobody is denied first aid on a doubt: "she swallowed
        pesticide how much medicine"; unless the ears find it far likelier to be refused: then the
        number is one line more. Who tells a secret, and is heard to, is refused however surely the
        rest is known."""
        caught = self._caught(query)
        if known is not None:
            caught = weighed(caught, known)
        urgent = [one for one in caught if one.catch.kind is Kind.EMERGENCY]
        refused = [one for one in caught if one.catch.kind is Kind.REFUSAL]
        surely = [one for one in refused if not one.soft]
        stands = [one for one in urgent if not outdone(one, surely)]
        sure = [one for one in stands if not one.soft]
        if sure or refused:
            sure = sure or [one for one in stands if one.doubted]
        if sure:
            return self._emergency(sure, query.lang)
        told = gave_secret(query.text)
        due = next((one for one in refused if not one.soft or (told and one.catch.secret)), None)
        return self._refusal(due.catch, query.lang) if due else None

    def after(self, query: Query, answer: Answer) -> Answer:
        """The answer as it may be said, with one line more where danger or a secret was read. What
        is likely to be refused is, where nobody knows an answer as surely; and what rather is a
        danger than not is met with first aid, where nobody knows any."""
        if answer.kind is Kind.ANSWER:
            answer = self._grounded(query, answer)
        if answer.kind is Kind.UNKNOWN and (danger := rather_danger(self._caught(query))):
            return self._emergency([danger], query.lang)
        if answer.kind in (Kind.ANSWER, Kind.UNKNOWN):
            answer = self._likely_refused(query, answer) or self._told_secret(query, answer)
        if answer.kind is Kind.EMERGENCY:
            return answer
        also, warning = self._also(query, answer), self._warning(query)
        if also and answer.short:  # what is heard, or sent first
            answer = replace(answer, short=" ".join((*also, answer.short)), sms="")
        return _with(answer, *also, *warning)

    def _caught(self, query: Query) -> Sequence[Caught]:
        return self.listening.caught(query, before=self._before(query))

    def _before(self, query: Query) -> str:
        """The question that it may lean on: not one that it begins with, nor one after which first
        aid or a refusal was said."""
        thread = query.thread
        if thread is None or not thread.units or query.text.startswith(thread.question):
            return ""
        warned = any(unit.partition("/")[0] in self._packs for unit in thread.units)
        return "" if warned else thread.question

    def _likely_refused(self, query: Query, answer: Answer) -> Answer | None:
        found = [one for one in self._caught(query) if one.catch.kind is Kind.REFUSAL]
        likeliest = next((one for one in found if one.by_ear), None)
        if likeliest is None or (answer.kind is Kind.ANSWER and self._stands(answer, likeliest)):
            return None
        return self._refusal(likeliest.catch, query.lang)

    def _told_secret(self, query: Query, answer: Answer) -> Answer:
        """The answer, or where nobody knows one the refusal that a secret calls for."""
        if answer.kind is not Kind.UNKNOWN or not gave_secret(query.text):
            return answer
        due = (c for rules in self._of(Kind.REFUSAL) for c in rules.catches if c.secret)
        catch = next(due, None)
        return self._refusal(catch, query.lang) if catch else answer

    def _stands(self, answer: Answer, refusal: Caught) -> bool:
        """Experts of others are believed where nothing is refused surely; of two answers in one the
        less sure says little of the other."""
        cards = [self._catalogue.experts.get(id) for id in answer.expert.split("+")]
        if any(card is not None and card.kind == "http" for card in cards):
            return refusal.soft
        two = len({citation.id for citation in answer.citations}) > 1
        return two or outweighs(answer.confidence, refusal)

    def _of(self, kind: Kind) -> list[Rules]:
        return [rules for rules in self._rules.values() if rules.kind is kind]

    def _emergency(self, found: Sequence[Caught], lang: Lang) -> Answer:
        pack = self._packs[found[0].catch.expert]
        unit = _leading(pack, found)
        codes = _codes(lang, unit.texts)
        texts = [text_of(unit, code) for code in codes]
        named = dict.fromkeys(one.catch.id for one in found if one.catch.id in unit.see)
        also = [pack.units[id] for id in named]
        first, *rest = texts[0].answer.split("\n")
        lines = [first, *(text.short for text in texts[1:]), *rest]
        lines += [text_of(other, codes[0]).short for other in also]
        return Answer(
            expert=pack.id,
            text="\n".join(lines),
            short=texts[0].short,
            sms=texts[0].sms,
            lang=self._written(codes[0], lang),
            confidence=1.0,
            kind=Kind.EMERGENCY,
            citations=_sources([unit, *also], codes[0]),
        )

    def _refusal(self, catch: Catch, lang: Lang) -> Answer:
        says = self._rules[catch.expert].says
        codes = _codes(lang, says)
        return Answer(
            expert=catch.expert,
            text="\n".join(says[code][catch.id] for code in codes),
            lang=self._written(codes[0], lang),
            confidence=1.0,
            kind=Kind.REFUSAL,
        )

    def _grounded(self, query: Query, answer: Answer) -> Answer:
        evidence = Evidence(answer.citations, query.text, query.previous)
        text = evidence.keep(answer.text)
        if text != answer.text and answer.fallback is not None:
            return self._grounded(query, answer.fallback)
        if not text.strip():
            return self._unknown(query.lang)
        return replace(answer, text=text, short=evidence.keep(answer.short), fallback=None)

    def _unknown(self, lang: Lang) -> Answer:
        text = self._catalogue.phrase("no_answer", lang.code)
        return Answer(expert="", text=text, lang=lang, confidence=1.0, kind=Kind.UNKNOWN)

    def _also(self, query: Query, answer: Answer) -> Sequence[str]:
        """One line with the number, when an emergency is spoken of but hardly happening now, or
        gave way to an answer."""
        for one in self._caught(query):
            if one.catch.kind is not Kind.EMERGENCY:
                continue
            if not (one.soft or answer.kind in _BESIDE_ALARM) or one.log_odds < _TOLD:
                continue
            if one.catch.expert in answer.expert.split("+"):
                return ()
            says = self._rules[one.catch.expert].says
            unit = self._packs[one.catch.expert].units[one.catch.id]
            code = _codes(query.lang, says)[0]
            first = sentences(text_of(unit, code).short)[0]
            return (f"{says[code]['also']} {first}",)
        return ()

    def _warning(self, query: Query) -> Sequence[str]:
        if not was_redacted(query.text):
            return ()
        return (self._catalogue.phrase("secret_seen", query.lang.code),)

    def _written(self, code: str, lang: Lang) -> Lang:
        """The user's own script is made of it when it is spoken; the data is in the native one."""
        if code == lang.code:
            return lang
        return Lang(code, self._catalogue.languages[code].scripts[0])


def build(spec: Spec) -> RuleGuard:
    """Rules of every expert that has some. Raise `CatalogueError` when a rule is wrong."""
    cards = spec.catalogue
    book, found = _read(spec)
    rules = {id: rule for id, rule in found.items() if rule is not None}
    packs = {
        id: read_pack(cards.folders[id], cards.experts[id])
        for id, rule in rules.items()
        if rule.kind is Kind.EMERGENCY
    }
    for id, pack in packs.items():
        _check_units(rules[id], pack, str(cards.folders[id]))
    ears = {id: ear for id in rules if (ear := open_ear(cards.folders[id])) is not None}
    heard = Ears(ears, open_arbiter(frozenset(cards.folders)))
    return RuleGuard(Listening(book, list(rules.values()), heard, cards), rules, packs, cards)


def _read(spec: Spec) -> tuple[Phrasebook, Mapping[str, Rules | None]]:
    """The phrases as they were kept, when not a letter has changed since, else compiled."""
    folders, cache = spec.catalogue.folders, spec.settings.cache_dir
    name = digest(folders.values())
    if (kept := open_book(cache, name)) is not None:
        return kept, {id: read_rules(folder, id, None) for id, folder in folders.items()}
    book = Phrasebook()
    found = {id: read_rules(folder, id, book) for id, folder in folders.items()}
    kept = keep(book, cache, name)
    sounds_of.cache_clear()  # full of the rules' words, which is 20 MB; people's are others
    return kept, found


def _leading(pack: Pack, found: Sequence[Caught]) -> Unit:
    """The first in the rules' file, unless the second ear names another that it does not speak of
    anyway."""
    first = pack.units[found[0].catch.id]
    likeliest = [one.catch.id for one in found if one.likeliest and not one.soft]
    return (
        first
        if {first.id, *first.see} & {*likeliest} or not likeliest
        else pack.units[likeliest[0]]
    )


def _check_units(rules: Rules, pack: Pack, folder: str) -> None:
    for catch in rules.catches:
        if catch.id not in pack.units:
            raise CatalogueError(
                f"{folder}/rules/catch.toml: {catch.id!r} is no unit of this pack; "
                f"add units/{catch.id}.toml or mend the name"
            )
    for code, says in rules.says.items():
        if "also" not in says:
            raise CatalogueError(f"{folder}/rules/{code}.toml: missing says.also; add the line")


def _codes(lang: Lang, texts: Mapping[str, object]) -> Sequence[str]:
    """The user's own language, else English and Hindi; first the one in a script they read."""
    if lang.code in texts:
        return (lang.code,)
    everyone = [code for code in EVERYONE if code in texts] or list(texts)
    return everyone[::-1] if lang.script == "Deva" else everyone


def _sources(units: Sequence[Unit], code: str) -> tuple[Citation, ...]:
    return tuple(citation for unit in units for citation in citations(unit, code))


def _with(answer: Answer, *lines: str) -> Answer:
    return replace(answer, text="\n\n".join((answer.text, *lines))) if lines else answer
