"""What the pipeline needs of the world, and nothing more.

A port is a Protocol: an adapter need not inherit from it. Every method that may wait is async;
an adapter that computes on the CPU for more than a few milliseconds does so in another process
(see shelf.py), never on the event loop.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Mapping, Sequence
from typing import Literal, Protocol, runtime_checkable

from nakshatra.abilities import Abilities
from nakshatra.calls import Call, Taken
from nakshatra.heard import EXPECTED, Asked, Ear, Expected, Heard
from nakshatra.keeping import Erasure as Erasure
from nakshatra.keeping import Errands as Errands
from nakshatra.keeping import Feedback as Feedback
from nakshatra.keeping import Mailbox as Mailbox
from nakshatra.keeping import Memory as Memory
from nakshatra.keeping import Profiles as Profiles
from nakshatra.keeping import Store as Store
from nakshatra.types import (
    Address,
    Answer,
    Audio,
    Identified,
    Lang,
    Media,
    Message,
    Query,
    Receipt,
    Reply,
    Route,
    Utterance,
    Voice,
)


class Channel(Protocol):
    """A place where people write to us."""

    name: str
    abilities: Abilities

    async def fetch(self, media: Media) -> Voice:
        """Download a recording; raise `Rejected` when it is too large, `ChannelError` otherwise."""
        ...

    async def send(self, reply: Reply) -> str:
        """Deliver; return the platform's id of what was sent. Raise `ChannelError`."""
        ...


@runtime_checkable
class Hooked(Protocol):
    """A channel whose platform calls us."""

    def parse(self, headers: Mapping[str, str], body: bytes) -> Sequence[Message]:
        """Check the signature and read the messages; raise `Rejected` if it is not ours."""
        ...


@runtime_checkable
class SignsTime(Protocol):
    """A channel that is called, and whose signature covers the time at which a message was sent:
    one from the future is refused."""

    signs_time: Literal[True]


@runtime_checkable
class Called(Protocol):
    """A channel whose platform calls in ways of its own: by GET, below a secret path, from known
    addresses, with reports among its messages."""

    def take(self, call: Call) -> Taken:
        """Raise `Rejected` if it is not the platform's."""
        ...


@runtime_checkable
class Challenged(Protocol):
    """A channel whose platform first asks, by a GET, whether the address is ours."""

    def challenge(self, query: Mapping[str, str]) -> str:
        """What to say; raise `Rejected` when it is not the platform that asks."""
        ...


@runtime_checkable
class GivesReceipts(Protocol):
    """A channel that is told, by the same calls, what became of what was sent."""

    def receipts(self, headers: Mapping[str, str], body: bytes) -> Sequence[Receipt]:
        """Raise `Rejected` if it is not ours."""
        ...


@runtime_checkable
class Knocks(Protocol):
    """A channel that may ask a person to write, when nothing else may be sent to them."""

    async def knock(self, reply: Reply) -> bool:
        """For this reply, which waits. False when there is nothing to ask with. Raise
        `ChannelError`."""
        ...


@runtime_checkable
class Listens(Protocol):
    """A channel that is polled instead of called (Telegram polling)."""

    def listen(self) -> AsyncIterator[Message]: ...


@runtime_checkable
class ShowsWork(Protocol):
    """A channel that can show that the bot is at work ("typing", "recording")."""

    async def working(self, address: Address, *, aloud: bool) -> None: ...


@runtime_checkable
class MarksRead(Protocol):
    """The same, below the very message that is being answered."""

    async def reading(self, message: Message) -> None: ...


@runtime_checkable
class Confirms(Protocol):
    """A channel that can tell, after a crash, whether a reply went out."""

    async def delivered(self, reply: Reply) -> bool | None:
        """None when the platform does not say."""
        ...


@runtime_checkable
class Closes(Protocol):
    """Anything that holds a connection or a process and must be let go of."""

    async def close(self) -> None: ...


class Sound(Protocol):
    """A recording, decoded a stretch at a time; from its beginning whenever it is asked."""

    @property
    def seconds(self) -> float:
        """About how long it is; 0 when nobody knows yet."""
        ...

    def stretches(self) -> AsyncGenerator[Audio, None]:
        """Raise `Unheard` when it holds no sound, `Rejected` when it is too long."""
        ...


Tell = Callable[[float, float], Awaitable[None]]
"""Told, before more is heard, of seconds heard so far, and of how many there are (0 = unknown).
Raises `TakenBack` when nobody waits for it any more: the hearing ends."""


class Transcriber(Protocol):
    async def transcribe(
        self, sound: Sound, expected: Expected = EXPECTED, tell: Tell | None = None
    ) -> Utterance:
        """Write down what is said. Raise `Unheard` when nothing is, else `EngineError`."""
        ...


@runtime_checkable
class Warms(Protocol):
    """What answers sooner when it was woken before it is needed."""

    async def warm(self) -> None: ...


class Recogniser(Protocol):
    """An engine with all the models it has cards for."""

    def ears(self) -> Sequence[Ear]: ...

    async def hear(self, ear: Ear, audio: Audio, asked: Asked) -> Heard:
        """16 kHz; as it was written, not judged. Raise `MissingModel`, `Stopped` when the engine
        died, else `EngineError`."""
        ...

    async def ready(self, ear: Ear, seconds: float) -> None:
        """Load it, if that takes long. Raise `EngineError`."""
        ...


@runtime_checkable
class TellsTongues(Protocol):
    """A recogniser some of whose models tell languages apart by their sound."""

    async def tongues(self, ear: Ear, audio: Audio, seconds: float) -> Mapping[str, float]:
        """ISO 639 -> probability; empty when nobody speaks."""
        ...


class LanguageIdentifier(Protocol):
    def identify(self, text: str, hint: Lang | None = None) -> Identified:
        """Name the language and script; the hint decides only when the text itself cannot."""
        ...


@runtime_checkable
class IdentifiesMany(Protocol):
    """An identifier that is several times faster for many texts at once."""

    def identify_batch(
        self, texts: Sequence[str], hint: Lang | None = None
    ) -> Sequence[Identified]: ...


class Translator(Protocol):
    async def translate(self, text: str, source: Lang, target: Lang) -> str:
        """Within a time of its own. Raise `EngineError` when this pair is not served, or something
        of the text may have been lost."""
        ...


class Router(Protocol):
    def route(self, query: Query) -> Sequence[Route]:
        """Experts worth asking, best first. Several may be right; none is an answer too."""
        ...


class Expert(Protocol):
    id: str

    async def answer(self, query: Query) -> Answer | None:
        """None when it does not know. Raise `ExpertError` when it is broken or away."""
        ...


class Synthesizer(Protocol):
    async def synthesize(self, text: str, lang: Lang, pace: float = 1.0) -> Audio:
        """`pace`: 1 is the voice's own, 0.8 a fifth slower. Raise `EngineError` when no voice
        speaks this language or there is nothing to say."""
        ...


@runtime_checkable
class NamesVoice(Protocol):
    """A synthesizer that can say who speaks: for the file's tags, and to keep what was said."""

    def voice(self, lang: Lang) -> str:
        """The voice and all that changes its sound, e.g. "espeak-ng hi rate 160"; "" = none."""
        ...


@runtime_checkable
class WakesVoice(Protocol):
    """A synthesizer whose first sentence takes longer than the next, unless it was woken."""

    async def wake(self, lang: Lang) -> None:
        """Load what speaks it, where that pushes nothing else out of memory; at once when it is
        loaded. Raise `EngineError` when it cannot be."""
        ...


Known = Callable[[], float]
"""Probability, 0 to 1, that somebody has the answer to the message."""


class Guard(Protocol):
    """Safety: the first word and the last. Its rules are data."""

    def before(self, query: Query, known: Known | None = None) -> Answer | None:
        """An answer that must not wait for any expert: an emergency, a refusal. With `known`, what
        is heard in doubt gives way to an answer that is known more surely."""
        ...

    def after(self, query: Query, answer: Answer) -> Answer:
        """The answer as it may be said: ungrounded sentences gone, or the fallback, or unknown."""
        ...
