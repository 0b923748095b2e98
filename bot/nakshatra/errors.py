"""Our errors.

* NakshatraError
  - CatalogueError      a manifest, unit or setting is wrong; only ever raised at start
    · MissingExtra      an adapter's library is not installed
  - Rejected            a request that is not ours to answer (bad signature, too large)
    · TooLong           a text; knows the language it is written in
  - EngineError         hearing, translating or speaking failed
    · MissingModel      the weights are not on this machine; says the command that fetches them
    · Stopped           an engine's process died under way: once more may help
    · Unheard           the recording holds no sound, or no speech
      Noisy, TooLoud, TooFaint: and why not
      Garbled: a voice, of which no word could be made out
    · Unsure            something was heard, but it may be wrong
  - ExpertError         one expert failed; the others may still answer
  - ChannelError        a reply could not be delivered or a recording not fetched
    · Gone              the chat is no more, or cannot take this: give up
      Blocked: the person blocked the bot, or put it out: all that waits for them goes
      Refused: we do not send it; the words say why and what an operator can do
    · OutsideWindow     the platform takes nothing until the person has written again: wait
  - StoreError          our own database failed (disk full, locked, unreadable)
  - TakenBack           the person deleted the message, or said /forget: nobody waits for an answer
"""

from __future__ import annotations

from typing import ClassVar

from nakshatra.lang import Lang


class NakshatraError(Exception):
    """Base of all our errors; says whether trying again may help and what to tell the user."""

    retryable: ClassVar[bool] = False
    phrase: ClassVar[str] = "sorry"
    """A key of languages/<code>/language.toml [phrases]."""

    lang: Lang | None = None
    """In which the person is told of it; None: as they wrote before."""


class CatalogueError(NakshatraError):
    pass


class MissingExtra(CatalogueError):
    pass


class Rejected(NakshatraError):
    """Too large, too long, or not a message at all."""

    phrase = "too_long"


class TooLong(Rejected):
    def __init__(self, message: str, lang: Lang) -> None:
        super().__init__(message)
        self.lang = lang


class EngineError(NakshatraError):
    phrase = "please_type"


class MissingModel(EngineError):
    pass


class Stopped(EngineError):
    pass


class Unheard(EngineError):
    phrase = "not_heard"


class Noisy(Unheard):
    phrase = "only_noise"


class TooLoud(Unheard):
    phrase = "too_loud"


class TooFaint(Unheard):
    phrase = "too_faint"


class Garbled(Unheard):
    pass


class Unsure(EngineError):
    phrase = "say_again"


class Wordless(EngineError):
    phrase = "not_read"


class ExpertError(NakshatraError):
    retryable = True
    phrase = "try_later"


class ChannelError(NakshatraError):
    retryable = True

    def __init__(self, message: str, *, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after
        """Seconds the platform asks us to wait; None when it does not say."""


class Gone(ChannelError):
    retryable = False


class OutsideWindow(ChannelError):
    retryable = False


class Blocked(Gone):
    pass


class Refused(Gone):
    """Its words hold nothing of a person: they stand in the dead letter."""


class StoreError(NakshatraError):
    retryable = True
    phrase = "try_later"


class TakenBack(NakshatraError):
    """Ends the turn; its person hears nothing of it."""
