"""Lines of a conversation, what the next one may lean on, how it is told. Remembers nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from nakshatra.lang import Lang


class VoiceMode(StrEnum):
    AUTO = "auto"
    """Aloud when the person spoke."""

    ALWAYS = "always"
    ONLY = "only"
    """Aloud, and the text left out where the voice says it all."""

    NEVER = "never"


class Telling(StrEnum):
    """How a person asks to be answered from now on."""

    AUTO = "auto"
    TEXT = "text"
    VOICE = "voice"
    BOTH = "both"
    SLOW = "slow"
    NORMAL = "normal"
    """Not slowly any more."""


class Event(StrEnum):
    """What a platform tells that is no message."""

    LEFT = "left"
    """The person blocked us, or the group put us out."""

    MOVED = "moved"
    """The chat has another name now."""

    TAKEN_BACK = "taken back"
    """The person deleted a message of theirs."""

    LIKED = "liked"
    DISLIKED = "disliked"


@dataclass(frozen=True, slots=True)
class Said:
    """One sentence, as a voice is given it."""

    text: str
    ours: bool = False
    """Whether it stands so in a pack or a language file: nothing a person told is in it."""


@dataclass(frozen=True, slots=True)
class Script:
    """What is said aloud, in order."""

    sentences: tuple[Said, ...]
    lang: Lang
    pace: float = 1.0
    """1 is the voice's own speed."""


class Role(StrEnum):
    USER = "user"
    BOT = "bot"


@dataclass(frozen=True, slots=True)
class Detail:
    """What a person told of themselves because an answer depended on it."""

    slot: str
    """"crop", "state" or "age"."""

    value: str
    """A name of knowledge/slots.toml, e.g. "cotton"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    """What the next message may lean on; kept with the line of the bot that it follows."""

    question: str
    """The last question that stood on its own feet."""

    units: tuple[str, ...] = ()
    """What the last answer was made from, e.g. "agriculture/msp_wheat"."""

    asked: str = ""
    """What was asked of them when that leant on the question: "what papers?"."""

    asks: str = ""
    """The slot whose value the bot has just asked for; "" = it asked nothing."""

    brief: bool = False
    """Whether the last answer was given in its short form."""

    details: tuple[Detail, ...] = ()
    """What was told so far in this conversation."""

    heard: bool = False
    """Whether the line said what it had heard: then "not what I said" takes it back."""

    rest: str = ""
    """What the channel had no room for: "more" goes on with it."""

    choices: tuple[str, ...] = ()
    """What "1", "2", ... send, after a line whose choices were numbered."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One line of a conversation."""

    role: Role
    text: str
    lang: Lang
    at: datetime = field(compare=False)
    thread: Thread | None = None
    """Of a line of the bot; None in lines of people, and in those of older versions."""

    of: str = field(default="", compare=False)
    """The platform's id of the message that it is, or answers; "" in lines of older versions."""


@dataclass(frozen=True, slots=True)
class Utterance:
    """What was said, in the speaker's own words."""

    text: str
    lang: Lang
    confidence: float = 1.0
    spoken: bool = False
    rival: Lang | None = None
    """The language it may be in as well, when nothing decided between the two."""

    named: float | None = None
    """0 to 1: the least sure of the words by which its answer is decided, 1 when it has none; None
    when the recogniser tells no doubt of single words."""

    heard: str = ""
    """Of a recording: the Latin letters that `text` was spelled from; "" = it was heard as it is.
    It is searched by these; nobody is shown them."""
