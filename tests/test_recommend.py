"""What fits, is free and runs is recommended, with the reason; nothing else is."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from hub_standin import card as made
from nakshatra.cards import ModelCard
from nakshatra.catalogue import Catalogue
from nakshatra.recommend import BOT_MB, SYSTEM_MB, Advice, Choice, Wish, advise, runnable

ROOM = SYSTEM_MB + BOT_MB
OURS = Catalogue.load()


def ear(id: str, *languages: str, **changes: object) -> ModelCard:
    return made(id=id, languages=list(languages), bytes=10_000_000, ram_mb=100, **changes)


def voice(id: str, *languages: str, **changes: object) -> ModelCard:
    return replace(ear(id, *languages, **changes), kind="tts", engine="piper")


TELLING = replace(ear("lid", "hi", "te"), kind="spoken_lid", engine="onnxruntime")


def ask(
    cards: Collection[ModelCard],
    *languages: str,
    ram_mb: int = 4000,
    disk_mb: int = 1000,
    here: Collection[str] = (),
    accepted: Collection[str] = (),
) -> Advice:
    wish = Wish(languages=languages, ram_mb=ram_mb, disk_mb=disk_mb, accepted=accepted)
    return advise(
        wish,
        {card.id: card for card in cards},
        here=lambda card: card.id in here,
        espeak=["hi"],
        runs=lambda card: card.engine != "unknown",
    )


def chosen(advice: Advice, language: str, role: str = "hears") -> Choice:
    return next(c for c in advice.choices if (c.language, c.role) == (language, role))


def test_one_ear_one_voice_and_what_tells_them_apart() -> None:
    cards = [ear("a", "hi"), ear("b", "te"), voice("c", "te"), TELLING]
    advice = ask(cards, "hi", "te")
    assert [c.model for c in advice.choices] == ["a", "b", "espeak-ng", "c", "lid"]
    assert advice.pull == ["a", "b", "c", "lid"]
    assert advice.pull_mb == 40
    assert (advice.turn_mb, advice.together_mb) == (300, 400)


def test_one_language_needs_nothing_to_tell_it_from_others() -> None:
    assert [c.role for c in ask([ear("a", "hi"), TELLING], "hi").choices] == ["hears", "speaks"]


def test_one_model_for_two_languages_is_fetched_once() -> None:
    advice = ask([ear("both", "hi", "en"), ear("only", "en", preference=5)], "hi", "en")
    assert [chosen(advice, code).model for code in ("hi", "en")] == ["both", "both"]
    assert advice.pull == ["both"]


def test_the_preferred_one_is_taken_then_the_one_that_is_here_then_the_smaller() -> None:
    first = ear("first", "te", preference=1)
    assert chosen(ask([ear("z", "te"), first], "te"), "te").model == "first"
    assert chosen(ask([ear("y", "te"), ear("z", "te")], "te", here=["z"]), "te").model == "z"
    small = replace(ear("z", "te"), ram_mb=50)
    assert chosen(ask([ear("y", "te"), small], "te"), "te").model == "z"


def test_what_is_passed_over_is_named_with_the_reason() -> None:
    cards = [
        ear("nd", "te", preference=1, licence_doubt="CC-BY-ND"),
        ear("odd", "te", preference=2, engine="unknown"),
        replace(ear("fat", "te", preference=3), ram_mb=9000),
        replace(ear("huge", "te", preference=4), bytes=5_000_000_000),
        replace(ear("untold", "te", preference=4), bytes=0),
        ear("good", "te", preference=5),
        ear("slow", "te", preference=1, background=True),
    ]
    found = chosen(ask(cards, "te"), "te")
    assert found.model == "good"
    assert found.why.startswith("next after nd, odd, fat")
    assert found.passed == {
        "nd": "its licence: CC-BY-ND",
        "odd": "no engine of this version runs it",
        "fat": "needs 9000 MB of memory, 3150 are left",
        "huge": "needs 5000 MB of disk, 950 are left",
        "untold": "its size is not known",
    }


def test_a_doubtful_licence_is_taken_when_it_was_accepted() -> None:
    doubted = ear("nd", "te", licence_doubt="CC-BY-ND")
    assert chosen(ask([doubted], "te"), "te").model == ""
    assert chosen(ask([doubted], "te", accepted=["nd"]), "te").model == "nd"


def test_what_is_here_needs_no_disk_and_is_not_fetched() -> None:
    found = ask([ear("a", "te")], "te", disk_mb=0, here=["a"])
    assert chosen(found, "te").here
    assert "here already" in chosen(found, "te").why
    assert found.pull == []


def test_a_language_that_nothing_hears_or_speaks_is_owned_up_to() -> None:
    advice = ask([ear("a", "hi")], "sat")
    assert chosen(advice, "sat").why == "no model in models/ hears it: people are asked to type"
    assert chosen(advice, "sat", "speaks").why == "nothing speaks it: the answer is text"


def test_the_first_languages_are_served_first_when_the_disk_is_small() -> None:
    cards = [ear("a", "hi"), ear("b", "te")]
    assert ask(cards, "hi", "te", disk_mb=65).pull == ["a"]
    assert ask(cards, "te", "hi", disk_mb=65).pull == ["b"]


def test_ear_and_voice_of_one_turn_fit_in_memory_together() -> None:
    cards = [ear("a", "te"), voice("v", "te")]
    assert chosen(ask(cards, "te", ram_mb=ROOM + 200), "te", "speaks").model == "v"
    assert chosen(ask(cards, "te", ram_mb=ROOM + 150), "te", "speaks").model == ""


def test_what_tells_apart_says_which_languages_it_does_not_know() -> None:
    cards = [ear("a", "hi"), ear("b", "or"), TELLING]
    assert ask(cards, "hi", "or").choices[-1].why.endswith("does not know or")


@given(
    languages=st.lists(st.sampled_from(sorted(OURS.languages)), min_size=1, unique=True),
    ram_mb=st.integers(0, 9000),
    disk_mb=st.integers(0, 5000),
)
def test_our_own_cards_never_break_the_rules(
    languages: list[str], ram_mb: int, disk_mb: int
) -> None:
    wish = Wish(languages=languages, ram_mb=ram_mb, disk_mb=disk_mb)

    def advice() -> Advice:
        return advise(wish, OURS.models, here=lambda _: False, espeak=["hi"], runs=runs)

    found = advice()
    cards = [OURS.models[id] for id in found.pull]
    assert not any(card.licence_doubt or card.background for card in cards)
    assert all(runs(card) for card in cards)
    assert sum(card.bytes for card in cards) <= disk_mb * 1_000_000
    assert found.turn_mb <= found.room_mb
    assert advice() == found


def runs(card: ModelCard) -> bool:
    return runnable(card) or card.engine == "sherpa_onnx"


def test_a_language_that_whisper_has_no_token_for_cannot_be_asked_of_it() -> None:
    odia = ear("odia", "or", engine="faster_whisper")
    assert not runnable(odia)
    assert runnable(replace(odia, decode_language="bn"))


def test_what_no_adapter_runs_is_not_runnable() -> None:
    assert runnable(OURS.models["whisper-hindi2hinglish-swift"])
    assert runnable(OURS.models["piper-te-padmavathi"])
    assert not runnable(OURS.models["indictrans2-en-indic"])
    assert not runnable(OURS.models["rasa-13"])


def test_of_equals_one_that_writes_the_language_s_own_script_comes_first() -> None:
    roman = ear("a", "hi", output_script="Latn")
    assert chosen(ask([roman, ear("b", "hi")], "hi"), "hi").model == "b"
    first = replace(roman, preference=1)
    assert chosen(ask([first, ear("b", "hi")], "hi"), "hi").model == "a"
