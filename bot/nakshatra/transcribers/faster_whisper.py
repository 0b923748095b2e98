"""Sound -> Utterance, by Whisper models in CTranslate2's format (models/*.toml say which).

The weights' own languages and script are said by their cards; a language that no card has is not
heard. It does not decide between languages that are written in the same Latin letters: the road
asks the text itself (pipeline/hear.py).
"""

from __future__ import annotations

from nakshatra import weights
from nakshatra.audio.heard import Heard
from nakshatra.cards import ModelCard
from nakshatra.errors import MissingModel, Unheard
from nakshatra.fetch import Fetch
from nakshatra.registry import Spec
from nakshatra.shelf import Engine
from nakshatra.text.scripts import script_of
from nakshatra.types import Audio, Lang, Utterance

_FACTORY = "nakshatra.audio.whisper:Whisper"

_LATIN_SECONDS = 28.0
"""Whisper hears 30 seconds at once; 0.2 tokens a letter leave room for all that is said in them."""

_SECONDS = dict.fromkeys(["hi", "mr", "ne", "ta", "sa", "ur", "sd"], 15.0) | dict.fromkeys(
    ["te", "bn", "ml", "gu", "kn", "pa", "or", "as", "si"], 8.0
)
"""Whisper stops at 224 tokens a window and spends 1 to 2.6 on an Indian letter: at 14 letters a
second, more speech than this would lose its end without a word."""

_PER_SECOND, _AT_LEAST = 4.0, 60.0
"""Seconds of work allowed for a second of sound, and in all: a stuck engine is ended."""


class FasterWhisper:
    def __init__(self, spec: Spec) -> None:
        self._cards = [
            card
            for card in spec.catalogue.models.values()
            if card.kind == "asr" and card.engine == "faster_whisper"
        ]
        self._languages = spec.catalogue.languages
        self._settings, self._shelf = spec.settings, spec.shelf
        self._fetch = Fetch(spec.settings, spec.shelf)

    async def transcribe(self, audio: Audio, hint: Lang | None = None) -> Utterance:
        """Raise `Unheard` when nobody speaks or no word can be believed, `MissingModel` when the
        weights are not here."""
        card = self.card_for(hint)
        spoken = hint.code if hint and hint.code in card.languages else card.languages[0]
        heard = await self._hear(card, audio, spoken)
        if not heard.speech:
            raise Unheard("nobody speaks in the recording")
        if not (text := heard.text):
            raise Unheard("no word of the recording could be made out")
        code = heard.language if not card.decode_language else spoken
        lang = self._written(text, code, card)
        return Utterance(text, lang, confidence=heard.confidence, spoken=True)

    def card_for(self, hint: Lang | None) -> ModelCard:
        """The model for a language: of those on this machine, else of all, the smallest."""
        fits = [card for card in self._cards if hint is None or hint.code in card.languages]
        if not fits:
            raise MissingModel(f"no card in models/ is of a model that hears {hint or 'speech'}")
        here = [card for card in fits if weights.present(card, self._settings.models_dir)]
        return min(here or fits, key=lambda card: card.ram_mb)

    async def _hear(self, card: ModelCard, audio: Audio, spoken: str) -> Heard:
        folder = await self._fetch.folder(card)
        engine = Engine(
            f"faster_whisper/{card.id}",
            _FACTORY,
            {"folder": str(folder), "threads": self._settings.threads},
            card.ram_mb,
        )
        may_be = [card.decode_language] if card.decode_language else card.languages
        expected = card.decode_language or spoken
        limit = max(_AT_LEAST, audio.seconds * _PER_SECOND)
        heard: Heard = await self._shelf.call(
            engine, "hear", audio.pcm, may_be, expected, window(card), timeout=limit
        )
        return heard

    def _written(self, text: str, code: str, card: ModelCard) -> Lang:
        """Raise `Unheard` when the letters are not of this language: the model was lost."""
        script = script_of(text)
        own = self._languages[code].scripts if code in self._languages else [script]
        if script not in {*own, "Latn", card.output_script}:
            raise Unheard(f"{card.id} wrote {code} in {script or 'no letters'}")
        return Lang(code, script)


def window(card: ModelCard) -> float:
    """Seconds of the longest piece the model may be given: its most wordy language decides."""
    if card.output_script == "Latn":
        return _LATIN_SECONDS
    return min(_SECONDS.get(code, _LATIN_SECONDS) for code in card.languages)


def build(spec: Spec) -> FasterWhisper:
    return FasterWhisper(spec)
