"""Languages, memory and disk -> which models to fetch, each with its reason; fetches nothing.

Only what the bot can run, whose licence is clear, and which keeps up with speech is taken; the same
question gets the same answer on every machine that has the same models.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec

from nakshatra.audio.whisper_words import LANGUAGES as TOKENS
from nakshatra.model_card import ModelCard

SYSTEM_MB, BOT_MB = 500, 350
"""Memory that is not for models: a bare Linux (an estimate), and the bot itself (`nakshatra bench`,
2026-11-26: 347 MB)."""

SPARE_MB = 50
"""As weights.SPARE."""

_ADAPTERS = {
    "asr": "nakshatra.transcribers.{engine}",
    "tts": "nakshatra.synthesizers.{engine}",
    "llm": "nakshatra.experts.gguf",
    "spoken_lid": "nakshatra.audio.spoken_lid",
    "translation": "nakshatra.translators.{engine}",
}
"""Where the adapter of a kind lies; other kinds have none yet."""

_LIBRARIES = {
    "sherpa_onnx": "sherpa_onnx",
    "piper": "piper",
    "llama_cpp": "llama_cpp",
    "ctranslate2": "sentencepiece",
}
"""Engine -> what `make extras` installs for it."""

_TYPES = {
    ("asr", "sherpa_onnx"): {
        "nemo_ctc",
        "zipformer_ctc",
        "omnilingual_ctc",
        "transducer",
        "online_transducer",
        "moonshine",
    },
    ("tts", "sherpa_onnx"): {"", "vits", "kokoro"},
    ("translation", "ctranslate2"): {"indictrans2"},
}
"""What an adapter of several kinds can load (audio/sherpa.py has those of recognisers)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    languages: Sequence[str]
    """The first are served first when there is too little room."""

    ram_mb: int
    """Of the whole machine."""

    disk_mb: int
    """Free, for models."""

    accepted: Collection[str] = ()
    """Models whose doubtful licence the operator accepts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    language: str
    """"" for what serves all of them."""

    role: str
    """hears, speaks or tells apart."""

    model: str
    """"" = none."""

    why: str
    here: bool = False
    passed: Mapping[str, str]
    """Models that would have come before it -> why they did not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    choices: Sequence[Choice]
    pull: Sequence[str]
    """Not here yet, in the order to fetch them."""

    pull_mb: int
    room_mb: int
    """Memory for models."""

    together_mb: int
    """All chosen models in memory at once."""

    turn_mb: int
    """Those of the largest single turn."""

    extras: Sequence[str]
    """Libraries that are not installed."""

    credits: Sequence[str]
    """What the licences want said in public."""


def advise(
    wish: Wish,
    models: Mapping[str, ModelCard],
    *,
    here: Callable[[ModelCard], bool],
    espeak: Collection[str],
    runs: Callable[[ModelCard], bool] | None = None,
) -> Advice:
    """`espeak`: the languages that espeak-ng speaks, which need no weights."""
    return _Shopping(wish, models, here, espeak, runs or runnable).done()


def runnable(card: ModelCard) -> bool:
    """Whether this version of the bot has an adapter for it, and can tell it what to hear."""
    whisper = card.engine == "faster_whisper" and not card.decode_language
    if whisper and not set(card.languages) <= {*TOKENS}:
        return False
    adapter = _ADAPTERS.get(card.kind, "").format(engine=card.engine)
    types = _TYPES.get((card.kind, card.engine))
    return bool(adapter) and (types is None or card.model_type in types) and _exists(adapter)


def lacking(cards: Iterable[ModelCard]) -> list[str]:
    """Libraries that these need and that are not installed."""
    wanted = {_LIBRARIES[card.engine] for card in cards if card.engine in _LIBRARIES}
    return sorted(name for name in wanted if find_spec(name) is None)


def _exists(module: str) -> bool:
    return find_spec(module) is not None


class _Shopping:
    """What was chosen so far; one use."""

    def __init__(
        self,
        wish: Wish,
        models: Mapping[str, ModelCard],
        here: Callable[[ModelCard], bool],
        espeak: Collection[str],
        runs: Callable[[ModelCard], bool],
    ) -> None:
        self._wish, self._models, self._espeak, self._runs = wish, models, espeak, runs
        self._here = {id for id, card in models.items() if here(card)}
        self._room = max(0, wish.ram_mb - SYSTEM_MB - BOT_MB)
        self._disk = float(wish.disk_mb - SPARE_MB)
        self._taken: dict[str, ModelCard] = {}
        self._turn = dict.fromkeys(wish.languages, 0)
        """Language -> megabytes of its ear and voice."""

    def done(self) -> Advice:
        choices = [self._ear(code) for code in self._wish.languages]
        choices += [self._voice(code) for code in self._wish.languages]
        if len(self._wish.languages) > 1:
            choices.append(self._telling())
        new = [card for id, card in self._taken.items() if id not in self._here]
        tells = sum(card.ram_mb for card in self._taken.values() if card.kind == "spoken_lid")
        return Advice(
            choices=choices,
            pull=[card.id for card in new],
            pull_mb=round(sum(card.bytes for card in new) / 1e6),
            room_mb=self._room,
            together_mb=sum(card.ram_mb for card in self._taken.values()),
            turn_mb=max(self._turn.values(), default=0) + tells,
            extras=lacking(self._taken.values()),
            credits=[c.attribution for c in self._taken.values() if c.attribution],
        )

    def _ear(self, code: str) -> Choice:
        card, passed = self._first("asr", code, self._room)
        none = "no model in models/ hears it" if not passed else "none of those there are will do"
        return self._choice(code, "hears", card, passed, f"{none}: people are asked to type")

    def _voice(self, code: str) -> Choice:
        card, passed = self._first("tts", code, self._room - self._turn[code])
        if card is None and code in self._espeak:
            why = "speaks it without any weights, small and robotic"
            return Choice(
                language=code, role="speaks", model="espeak-ng", why=why, here=True, passed=passed
            )
        return self._choice(code, "speaks", card, passed, "nothing speaks it: the answer is text")

    def _telling(self) -> Choice:
        room = self._room - max(self._turn.values(), default=0)
        card, passed = self._first("spoken_lid", "", room)
        none = "none will do: the person's history and the recognisers decide"
        return self._choice("", "tells apart", card, passed, none)

    def _first(self, kind: str, code: str, room: int) -> tuple[ModelCard | None, Mapping[str, str]]:
        """The best that will do, and why those before it will not."""
        passed: dict[str, str] = {}
        fits = [
            card
            for card in self._models.values()
            if card.kind == kind and (not code or code in card.languages)
        ]
        for card in sorted(fits, key=self._rank):
            if not (why := self._unfit(card, room)):
                self._take(card, code)
                return card, passed
            passed[card.id] = why
        return None, passed

    def _rank(self, card: ModelCard) -> tuple[object, ...]:
        """Of equals one that writes the language's own script, then one that is taken already for
        another language."""
        settled = (card.id not in self._taken, card.id not in self._here)
        roman = bool(card.output_script)
        return card.background, card.preference, roman, *settled, card.ram_mb, card.id

    def _unfit(self, card: ModelCard, room: int) -> str:
        return next(self._reasons(card, room), "")

    def _reasons(self, card: ModelCard, room: int) -> Iterator[str]:
        if not self._runs(card):
            yield "no engine of this version runs it"
        if card.licence_doubt and card.id not in self._wish.accepted:
            yield f"its licence: {card.licence_doubt}"
        if card.background:
            yield "slower than speech on two cores"
        if card.ram_mb > room:
            yield f"needs {card.ram_mb} MB of memory, {max(0, room)} are left"
        if card.id not in self._here and card.id not in self._taken:
            if not card.bytes:
                yield "its size is not known"
            if card.bytes / 1e6 > self._disk:
                yield f"needs {card.bytes / 1e6:.0f} MB of disk, {max(0, self._disk):.0f} are left"

    def _take(self, card: ModelCard, code: str) -> None:
        if card.id not in self._taken and card.id not in self._here:
            self._disk -= card.bytes / 1e6
        self._taken[card.id] = card
        if code:
            self._turn[code] += card.ram_mb

    def _choice(
        self, code: str, role: str, card: ModelCard | None, passed: Mapping[str, str], none: str
    ) -> Choice:
        if card is None:
            return Choice(language=code, role=role, model="", why=none, passed=passed)
        return Choice(
            language=code,
            role=role,
            model=card.id,
            why=self._why(card, passed),
            here=card.id in self._here,
            passed=passed,
        )

    def _why(self, card: ModelCard, passed: Mapping[str, str]) -> str:
        order = f"next after {', '.join(passed)}" if passed else "first choice"
        unknown = [code for code in self._wish.languages if code not in card.languages]
        gap = (
            f"; does not know {', '.join(unknown)}" if card.kind == "spoken_lid" and unknown else ""
        )
        state = "here already" if card.id in self._here else f"{card.bytes / 1e6:.0f} MB to fetch"
        return f"{order}, {card.ram_mb} MB in memory, {state}, {card.licence}; {card.status}{gap}"
