"""A recogniser that writes what a test tells it, and the listener around it."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from nakshatra.catalogue import Catalogue
from nakshatra.errors import EngineError, NakshatraError
from nakshatra.heard import Asked, Ear, Heard, Piece
from nakshatra.hearing.ears import Ears
from nakshatra.hearing.hotwords import Hotwords
from nakshatra.hearing.listener import Listener
from nakshatra.hearing.script import Scripts
from nakshatra.hearing.tongue import Tongue
from nakshatra.identifiers.ngrams import build as build_identifier
from nakshatra.ports import Recogniser
from nakshatra.registry import Spec
from nakshatra.settings import Settings
from nakshatra.types import Audio
from recordings import tone

CARDS = Catalogue.load()
SETTINGS = Settings(data_dir=Path("/nonexistent"))
IDENTIFIER = build_identifier(Spec(settings=SETTINGS, catalogue=CARDS))


def ear(id: str, *languages: str, here: bool = True, **more: object) -> Ear:
    made: dict[str, object] = {"engine": "scripted", "ram_mb": 100, "seconds": 15.0, **more}
    return Ear(id=id, languages=languages, here=here, **made)  # type: ignore[arg-type]


Said = str | tuple[str, float] | Heard


@dataclass
class Scripted:
    """Each language's transcript, the same for every stretch; with its logprob where unsure."""

    offers: Sequence[Ear]
    says: Mapping[str, Said]
    sounds: Mapping[str, float] = field(default_factory=dict)
    primed: Mapping[str, Said] = field(default_factory=dict)
    """What it writes when it is given words beforehand."""

    fails: list[NakshatraError] = field(default_factory=list)
    """Raised first, one a call."""

    asked: list[Asked] = field(default_factory=list)
    seen: list[Audio] = field(default_factory=list)
    woken: list[str] = field(default_factory=list)

    def ears(self) -> Sequence[Ear]:
        return self.offers

    async def hear(self, ear: Ear, audio: Audio, asked: Asked) -> Heard:
        self.asked.append(asked)
        self.seen.append(audio)
        if self.fails:
            raise self.fails.pop(0)
        said = self.says.get(asked.language, "")
        if asked.hotwords and asked.language in self.primed:
            said = self.primed[asked.language]
        if isinstance(said, Heard):
            return said
        text, logprob = said if isinstance(said, tuple) else (said, -0.1)
        return Heard((Piece(text, 2.0, logprob),) if text else (), speech=bool(text))

    async def tongues(self, ear: Ear, audio: Audio, seconds: float) -> Mapping[str, float]:
        if not self.sounds:
            raise EngineError("no ear for languages")
        return self.sounds

    async def ready(self, ear: Ear, seconds: float) -> None:
        self.woken.append(ear.id)


@dataclass
class Long:
    """Stretches of sound, as a long recording gives them."""

    parts: int
    each_s: float = 30.0
    told_s: float | None = None

    @property
    def seconds(self) -> float:
        return self.parts * self.each_s if self.told_s is None else self.told_s

    async def stretches(self) -> AsyncGenerator[Audio, None]:
        for _ in range(self.parts):
            yield tone(self.each_s)


def listener(*engines: Recogniser) -> Listener:
    ears = Ears(engines)
    speakers = {code: card.speakers for code, card in CARDS.languages.items()}
    tongue = Tongue(ears, None, speakers)
    return Listener(ears, tongue, Scripts(CARDS.languages, IDENTIFIER), Hotwords(CARDS), CARDS)
