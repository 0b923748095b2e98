"""A transcript in whichever letters -> the same in the language's own, or None: hear it again.

Latin letters are spelled back, a sister script letter by letter; English stays English. What was
heard never decides that a person reads Latin letters: only what they typed does. What is in another
script altogether cannot be mended here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from nakshatra.cards import LanguageCard
from nakshatra.heard import Ear
from nakshatra.hearing.tongue import twin
from nakshatra.ports import LanguageIdentifier
from nakshatra.text.scripts import script_of
from nakshatra.text.sisters import sister
from nakshatra.text.transliterate import to_native
from nakshatra.types import Identified, Lang

_SURELY_ENGLISH = 0.8


@dataclass(frozen=True, slots=True)
class Mended:
    text: str
    lang: Lang
    heard: str = ""
    """The Latin letters that `text` was spelled from, by a model that writes no others: what is
    asked is found better by them."""


@dataclass(frozen=True, slots=True)
class Scripts:
    languages: Mapping[str, LanguageCard]
    identifier: LanguageIdentifier

    def mended(self, text: str, code: str, ear: Ear, used: Sequence[Lang] = ()) -> Mended | None:
        """`used`: how this person writes, newest first."""
        script = script_of(text)
        own = self._own(code, script)
        if script == "Latn" and (own != "Latn" or ear.script == "Latn"):
            return self._latin(text, code, ear, used)
        if script in (own, "Zyyy"):
            return Mended(text, _as_typed(Lang(code, own), used))
        if code in self.languages and script in self.languages[code].scripts:
            return Mended(text, Lang(code, script))
        mended = sister(text, script, own)
        return None if mended is None else Mended(mended, _as_typed(Lang(code, own), used))

    def _latin(self, text: str, code: str, ear: Ear, used: Sequence[Lang]) -> Mended:
        """English, or spelled back for all who never typed this language in Latin letters."""
        found = self.identifier.identify(text, Lang(code, "Latn"))
        if _is_english(found, ear):
            return Mended(text, found.lang)
        if ear.script == "Latn":
            code = _of_its_own(found.lang.code, code, ear)
        lang = _as_typed(Lang(code, self._own(code, "Latn")), used, twin(code))
        if lang.script == "Latn":
            return Mended(text, lang)
        return Mended(to_native(text, Lang(code, "Latn")), lang, heard=text)

    def _own(self, code: str, unknown: str) -> str:
        return self.languages[code].scripts[0] if code in self.languages else unknown


def _as_typed(lang: Lang, used: Sequence[Lang], alike: str = "") -> Lang:
    """Who typed it, or what sounds `alike`, in Latin letters last reads it so, whatever the model
    writes."""
    typed = next((one for one in used if one.code in (lang.code, alike)), lang)
    return replace(lang, script="Latn") if typed.script == "Latn" else lang


def _of_its_own(found: str, asked: str, ear: Ear) -> str:
    """A model that writes all its languages in Latin letters does not say which it was: the text
    does, among those that it hears."""
    indian = [code for code in ear.languages if code != "en"]
    return next((code for code in (found, asked) if code in indian), next(iter(indian), found))


def _is_english(found: Identified, ear: Ear) -> bool:
    """Where a model writes only Latin letters they say nothing for English."""
    least = 0.0 if ear.script == "Latn" else _SURELY_ENGLISH
    return found.lang.code == "en" and found.p >= least
