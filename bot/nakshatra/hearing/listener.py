"""Recording -> Utterance. Read this file first: what is spoken is decided here, by what it calls.

The language is the one the person used last, while its transcript is believable; else the one the
sound shows; where two are left both are written down for a few seconds and the better one wins.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from time import monotonic

from nakshatra.catalogue import Catalogue
from nakshatra.errors import EngineError, Garbled, MissingModel, Unheard
from nakshatra.heard import EXPECTED, Asked, Expected
from nakshatra.hearing.deciding import Deciding
from nakshatra.hearing.ears import Ears
from nakshatra.hearing.hotwords import Hotwords
from nakshatra.hearing.naming import sure_of_names
from nakshatra.hearing.script import Mended, Scripts
from nakshatra.hearing.tongue import Tongue, twin
from nakshatra.hearing.writing import Written, limit, write
from nakshatra.ports import Closes, Sound, Tell
from nakshatra.text.scripts import script_of
from nakshatra.text.spoken_digits import digits_joined
from nakshatra.types import Lang, Utterance

_DOUBT = 0.5
"""Confidence below which the language a person used last is doubted, once."""

_UNKNOWN_S = 600.0
"""How long a recording is taken to be that does not say."""


@dataclass(frozen=True, slots=True)
class Listener:
    ears: Ears
    tongue: Tongue
    scripts: Scripts
    hotwords: Hotwords
    catalogue: Catalogue

    async def transcribe(
        self, sound: Sound, expected: Expected = EXPECTED, tell: Tell | None = None
    ) -> Utterance:
        """Raise `Unheard` when there are no words in it, else `EngineError`; and what `tell`
        raises."""
        seconds = limit(sound.seconds or _UNKNOWN_S)
        hearing = _Hearing(self, sound, expected, tell, monotonic() + seconds)
        try:
            async with asyncio.timeout(seconds):
                return await hearing.utterance()
        except TimeoutError as error:
            raise EngineError(f"not written down within {seconds:g} seconds") from error

    async def warm(self) -> None:
        """Load the likeliest model. Raise `EngineError`."""
        if choice := self.ears.preferred():
            await choice.engine.ready(choice.ear, limit(0.0))

    async def close(self) -> None:
        for engine in self.ears.engines:
            if isinstance(engine, Closes):
                await engine.close()


@dataclass(frozen=True, slots=True)
class _Hearing:
    """One recording on its way."""

    of: Listener
    sound: Sound
    expected: Expected
    tell: Tell | None
    until: float
    """`monotonic` time of the deadline."""

    async def utterance(self) -> Utterance:
        of = self.of
        deciding = Deciding(of.ears, of.tongue, of.scripts, self._left, self._go_on)
        known = self.of.tongue.known(self.expected)
        others = len(self.of.ears.codes()) > 1
        written: Written | None = None
        if known and not (others and await deciding.doubts(known, self.sound)):
            written = await self._expected(known, others=others)
            if written and not (others and written.confidence < _DOUBT):
                return await self._said(written, known)
        code = await deciding.language(self.sound, self.expected, known)
        if not code:
            raise MissingModel("no card in models/ is of a model that hears speech")
        if written is None or code != known:
            written = await self._written(code)
        return await self._said(written, code)

    async def _expected(self, code: str, *, others: bool) -> Written | None:
        """None when no word is made out in it: there are `others` that it may be."""
        try:
            return await self._written(code)
        except Garbled:
            if not others:
                raise
            return None

    async def _written(self, code: str, *, primed: bool = False) -> Written:
        """`primed`: with words of its script put before it, whatever the card says."""
        choice = self.of.ears.hearing(code)
        words = ""
        if primed or choice.ear.hotwords:
            script = "" if primed else choice.ear.script
            about = self.expected.about
            words = await asyncio.to_thread(self.of.hotwords.of, code, about, script)
        asked = Asked(language=code, timeout=self._left(), hotwords=words, judged=not primed)
        return await write(choice, self.sound, asked, self._left, self.tell)

    async def _said(self, written: Written, code: str) -> Utterance:
        """In the language's own letters; when they are not, it is heard once more."""
        if (mended := self._mended(written, code)) is None:
            code = self._other(written, code)
            written = await self._written(code, primed=True)
            if (mended := self._mended(written, code)) is None:
                raise Unheard(f"{code} was written in {script_of(written.text)}, twice")
        lang = self._as_used(mended.lang)
        return Utterance(
            digits_joined(mended.text, lang.code),
            lang,
            confidence=written.confidence,
            spoken=True,
            named=await asyncio.to_thread(sure_of_names, written.words, self.of.catalogue),
            heard=digits_joined(mended.heard, lang.code),
        )

    def _mended(self, written: Written, code: str) -> Mended | None:
        ear = self.of.ears.hearing(code).ear
        return self.of.scripts.mended(written.text, code, ear, self.expected.used)

    def _as_used(self, lang: Lang) -> Lang:
        """Konkani that was heard as Marathi stays what the person writes."""
        used = next(iter(self.expected.used), lang)
        alike = used.code == twin(lang.code) and used.script == lang.script
        return used if alike else lang

    def _other(self, written: Written, code: str) -> str:
        """The language whose letters they are, unless the person is known to use this one."""
        found = self.of.scripts.identifier.identify(written.text).lang.code
        known = self.of.tongue.known(self.expected)
        return found if found in self.of.ears.codes() and code != known else code

    async def _go_on(self) -> None:
        if self.tell is not None:
            await self.tell(0.0, self.sound.seconds)

    def _left(self) -> float:
        return max(1.0, self.until - monotonic())
