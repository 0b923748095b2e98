"""What is asked of a recogniser, and what it made of a stretch of sound. Judges nothing."""

from __future__ import annotations

from dataclasses import dataclass

from nakshatra.lang import Lang


@dataclass(frozen=True, slots=True, kw_only=True)
class Ear:
    """One model that writes down speech, as an engine offers it."""

    engine: str
    id: str
    languages: tuple[str, ...]
    """ISO 639, its best first."""

    ram_mb: int
    here: bool
    """Whether it could run this minute: weights and library are there."""

    seconds: float
    """The longest window it may be given; of more it would lose the end."""

    preference: int = 5
    """Of several for one language: 1 is taken first, 9 last, as their cards say."""

    unasked: bool = True
    """Whether it may be fetched without an operator's word: its licence is clear, and it keeps up
    with speech."""

    script: str = ""
    """ISO 15924 of what it writes when that is not the language's own script."""

    detects: bool = False
    """Whether it can tell its languages apart by the sound."""

    hotwords: bool = False
    """Whether it gains from words that are likely to be said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """How one stretch of sound is to be heard."""

    language: str
    """ISO 639, one of the ear's."""

    timeout: float
    """Seconds; a recogniser that takes longer is stopped."""

    last: bool = True
    """No sound follows: speech at the very end is heard too."""

    first: float = 0.0
    """Only the first so many seconds of speech; 0 = all."""

    hotwords: str = ""
    """Words that are likely to be said, in the script that is wanted."""

    judged: bool = True
    """What they made likely is judged without them; not where they are to change the script."""


@dataclass(frozen=True, slots=True)
class Word:
    text: str
    """As the recogniser wrote it."""

    logprob: float
    """Mean over its tokens, natural logarithm."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One window's text and what the recogniser thought of it."""

    text: str
    seconds: float
    logprob: float | None = None
    """Mean over the tokens, natural logarithm; None when it does not say."""

    no_speech: float = 0.0
    """Probability that nobody speaks."""

    words: tuple[Word, ...] = ()
    """One after the other; empty when it tells no doubt of single words."""


@dataclass(frozen=True, slots=True)
class Heard:
    """A stretch of sound, written down."""

    pieces: tuple[Piece, ...]
    speech: bool
    """Somebody speaks in it, says the voice activity detector."""

    left: int = 0
    """Samples at the end that were not heard: they are heard with what follows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What is known of a speaker before they are heard."""

    used: tuple[Lang, ...] = ()
    """What they wrote or spoke before, newest first."""

    reads: Lang | None = None
    """What the platform says that they read."""

    about: tuple[str, ...] = ()
    """Units that the conversation is about, e.g. "agriculture/msp_wheat"."""


EXPECTED = Expected()
"""Nothing is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sureness:
    """Confidences (0 to 1) at which the bot behaves otherwise; settings of the same meaning."""

    floor: float = 0.37
    """Below, a recording is not answered: they are asked to say it again or type. It is a mean
    log-probability of -1, where Whisper's reference code distrusts its own text."""

    readback: float = 0.7
    """Below, the reply begins with what was heard. Not measured with real weights: fine-tuned
    Whispers are known to sit at 0.8 and above on clean speech."""

    names: float = 0.9
    """The same of each word that names what the answer depends on (knowledge/deciding.toml); a
    number is always read back."""


SURENESS = Sureness()
