"""The words of the house. Everything else is a verb upon these.

All are frozen. The smallest stand in lang, talk, media, cited and places; import them from here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from nakshatra.cited import Citation as Citation
from nakshatra.cited import Fact as Fact
from nakshatra.lang import ENGLISH as ENGLISH
from nakshatra.lang import Identified as Identified
from nakshatra.lang import Lang as Lang
from nakshatra.media import Attachment as Attachment
from nakshatra.media import Audio as Audio
from nakshatra.media import Media as Media
from nakshatra.media import Voice as Voice
from nakshatra.places import Address as Address
from nakshatra.places import Receipt as Receipt
from nakshatra.places import ReceiptState as ReceiptState
from nakshatra.talk import Detail as Detail
from nakshatra.talk import Event as Event
from nakshatra.talk import Role as Role
from nakshatra.talk import Said as Said
from nakshatra.talk import Script as Script
from nakshatra.talk import Telling as Telling
from nakshatra.talk import Thread as Thread
from nakshatra.talk import Turn as Turn
from nakshatra.talk import Utterance as Utterance
from nakshatra.talk import VoiceMode as VoiceMode


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What arrived from a channel: text, a recording, or something the bot cannot read."""

    id: str
    """The platform's own id; a second delivery has the same one."""

    address: Address
    sent_at: datetime
    text: str = ""
    """As typed. A command or a pressed button is text that begins with "/"."""

    media: Media | None = None
    other: str = ""
    """What it is when it is neither text nor sound: "photo", "sticker", "location", ..."""

    lang: Lang | None = None
    """What the platform says the person reads; a hint for a first, very short message."""

    replaces: str = ""
    """The id of the message that was worded anew; this one's own begins with it and ":"."""

    event: Event | None = None
    """It is no message: something happened, and nobody answers it."""

    about: str = ""
    """Of an event: the message's id, ids (a space between) taken back, or the chat's old name."""

    known_as: str = ""
    """Their second name there, such as a number, told in the same signed call; not kept."""

    voice: VoiceMode | None = None
    """How this one alone is answered; None = as the person chose."""

    def __post_init__(self) -> None:
        if not self.text and self.media is None and not self.other and self.event is None:
            raise ValueError("a message needs text, media, or the name of what it is")


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What is asked of the experts. Carries nothing that names the person."""

    text: str
    """The question, normalised, as it was written or heard (secrets already redacted)."""

    native: str
    """As it is searched: in its own script where known, short forms written out, without emoji."""

    lang: Lang
    """As it was written; the reply goes back in it."""

    shown: str = ""
    """The same as its person reads it, when `text` was heard in other letters."""

    previous: str = ""
    """The question before this one, when this one leans on it ("and for mustard?")."""

    history: tuple[Turn, ...] = ()
    thread: Thread | None = None
    """What it may lean on."""

    points: bool = False
    """Whether a word of it points back: "and", "its", "उसका"."""

    field: float = 1.0
    """Probability, by the router, that it lies in the field of the expert that is asked."""

    about: str = ""
    """The unit it asks for, once that was found from what it leans on; "" = search it."""

    parts: tuple[str, ...] = ()
    """The questions in it when it holds several."""

    details: tuple[Detail, ...] = ()
    """What this person told before and an answer may depend on."""

    spoken: bool = False
    sure: float = 1.0
    """0 to 1: that this was said; 1 when it was written."""

    named: float | None = None
    """As of the utterance."""


@dataclass(frozen=True, slots=True)
class Route:
    """One expert worth asking, and how sure the router is."""

    expert: str
    score: float
    """Calibrated probability, 0 to 1, that the question is in this expert's field."""


class Kind(StrEnum):
    """What sort of thing the bot is saying."""

    ANSWER = "answer"
    EMERGENCY = "emergency"
    REFUSAL = "refusal"
    UNKNOWN = "unknown"
    """Nothing fits: says so, and whom to ask."""

    QUESTION = "question"
    """The answer depends on something that was not said: asks for it."""

    MORE = "more"
    """Goes on with what there was no room for."""

    NOTICE = "notice"
    """The bot speaks of itself: a greeting, a command's reply, an apology."""

    PROGRESS = "progress"
    """A word in between, while a long recording is heard; the reply comes later."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What one expert said, or several once settled."""

    expert: str
    """The expert's id; "" when the bot speaks for itself; "a+b" once settled from two."""

    text: str
    lang: Lang
    confidence: float
    """0 to 1."""

    kind: Kind = Kind.ANSWER
    short: str = ""
    """Two sentences that can stand alone: read aloud, or sent by SMS. "" when there is none."""

    sms: str = ""
    """An emergency in one SMS segment: the number, and the one thing to do."""

    citations: tuple[Citation, ...] = ()
    buttons: tuple[Button, ...] = ()
    """What the person may press next; none = the usual ones of its kind."""

    fallback: Answer | None = None
    """The pack's own words, said instead when the guard objects to this text."""

    wished: bool = False
    """The person asked for this very language."""

    chosen: Lang | None = None
    """The language they asked for from now on."""

    telling: Telling | None = None
    """How they asked to be answered from now on."""

    aloud: bool = False
    """They asked to hear this answer."""

    thread: Thread | None = None
    """What the next message may lean on."""

    readback: str = ""
    """A line that says what was heard, where that is in doubt or decides the answer."""

    attachment: Attachment | None = None


@dataclass(frozen=True, slots=True)
class Button:
    label: str
    command: str
    """What pressing it sends, e.g. "/feedback good"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What goes back to the user."""

    address: Address
    to: str
    """The id of the message it answers."""

    beside: bool = False
    """Said beside the reply to that message: what becomes of it says nothing of that one."""

    amends: str = ""
    """The platform's ids of an earlier answer, to words that were changed since; a channel may put
    this one in its place."""

    text: str
    lang: Lang
    kind: Kind = Kind.ANSWER
    short: str = ""
    """Can stand alone instead of `text`, where little can be carried; "" when there is none."""

    voice: Voice | None = None
    script: Script | None = None
    """The whole of what is said, where `voice` holds only its first sentence."""

    heard: bool = False
    """They want the voice alone: a channel may leave the text out once the voice has gone."""

    experts: tuple[str, ...] = ()
    citations: tuple[Citation, ...] = ()
    buttons: tuple[Button, ...] = ()
    chosen: Lang | None = None
    """The language they asked for from now on."""

    telling: Telling | None = None
    """How they asked to be answered from now on."""

    thread: Thread | None = None
    """What the next message may lean on."""

    attachment: Attachment | None = None
    """A file, where the channel carries files; else its words as text."""

    private: bool = False
    """Nothing of it is kept once it has arrived."""

    brought: str = ""
    """Of an operator's answer: the id of the message that brought it; "" = the bot says it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What a person chose. Kept until they say /forget."""

    lang: Lang | None = None
    """Chosen with /language; None = answer in the language of each message."""

    voice: VoiceMode = VoiceMode.AUTO
    slow: bool = False
    """Spoken to slowly."""

    remember: bool = False
    """Consent, asked separately, to keep the conversation longer than it is needed to answer."""

    greeted: bool = False
    """The first-contact notice was given."""

    details: tuple[Detail, ...] = ()
    """What they told of themselves; kept only with `remember`."""

    latin: tuple[str, ...] = ()
    """ISO 639: the languages that they type in Latin letters; kept only with `remember`."""

    stopped: bool = False
    """They said STOP: nothing but an emergency is sent to them until START."""

    told_computer_voice: bool = False
    told_disclaimer_at: datetime | None = None
    private: bool = False
    """Nothing they say is kept once it was answered; until they end it."""

    child: bool = False
    """They said that they are under 18: they are not asked to be remembered."""

    parent_agreed: bool = False
    """A parent of theirs said yes to remembering."""

    helped: int = 0
    """Answers they got, counted until they were asked whether to remember."""

    asked_memory: bool = False
    """Whether they were asked, once, to be remembered."""

    no_human: bool = False
    """An operator takes no more questions of theirs."""
