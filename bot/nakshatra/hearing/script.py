"""A transcript in whichever letters -> the same in the language's own, or None: hear it again.

Latin letters are spelled back, a sister script letter by letter; English stays English. What is in
another script altogether cannot be mended here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from nakshatra.cards import LanguageCard
from nakshatra.ports import LanguageIdentifier
from nakshatra.text.scripts import script_of
from nakshatra.text.sisters import sister
from nakshatra.text.transliterate import to_native
from nakshatra.types import Identified, Lang

_SURELY_ENGLISH = 0.8


@dataclass(frozen=True, slots=True)
class Scripts:
    languages: Mapping[str, LanguageCard]
    identifier: LanguageIdentifier

    def mended(
        self, text: str, code: str, *, writes: str = "", wrote: Lang | None = None
    ) -> tuple[str, Lang] | None:
        """`writes`: the script the model is known to write; `wrote`: how this person writes."""
        script = script_of(text)
        own = self.languages[code].scripts[0] if code in self.languages else script
        if script in (own, "Zyyy"):
            return text, Lang(code, own)
        if script == "Latn":
            return self._latin(text, Lang(code, own), writes=writes, wrote=wrote)
        if code in self.languages and script in self.languages[code].scripts:
            return text, Lang(code, script)
        mended = sister(text, script, own)
        return None if mended is None else (mended, Lang(code, own))

    def _latin(self, text: str, lang: Lang, *, writes: str, wrote: Lang | None) -> tuple[str, Lang]:
        """A model that writes all its languages so does not say which it was: the text does."""
        found = self.identifier.identify(text, Lang(lang.code, "Latn"))
        if writes == "Latn":
            return self._as_they_write(text, found.lang, wrote)
        if _is_english(found):
            return text, found.lang
        native = to_native(text, Lang(lang.code, "Latn"))
        return (native, lang) if script_of(native) == lang.script else (text, found.lang)

    def _as_they_write(self, text: str, lang: Lang, wrote: Lang | None) -> tuple[str, Lang]:
        """Who wrote their language in its own script before reads it so again."""
        if wrote and wrote.code == lang.code and wrote.script != lang.script:
            return to_native(text, lang), wrote
        return text, lang


def _is_english(found: Identified) -> bool:
    return found.lang.code == "en" and found.p >= _SURELY_ENGLISH
