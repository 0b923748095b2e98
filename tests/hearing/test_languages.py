"""Which language a recording is written down in, and by which model."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from hearing.scripted import Said, Scripted, ear, listener
from nakshatra.audio.decode import Whole
from nakshatra.errors import Garbled, MissingModel
from nakshatra.heard import Expected
from nakshatra.pipeline.understand import expected
from nakshatra.types import Lang, Profile, Role, Turn, Utterance
from recordings import tone

HINDI, URDU, TAMIL = Lang("hi", "Deva"), Lang("ur", "Arab"), Lang("ta", "Taml")
MARATHI, KONKANI = Lang("mr", "Deva"), Lang("kok", "Deva")
IN_HINDI = "गेहूँ का न्यूनतम समर्थन मूल्य कितना है"
IN_TAMIL = "நெல் கொள்முதல் விலை எவ்வளவு என்று சொல்லுங்கள்"
IN_TELUGU = "వరి ధాన్యం మద్దతు ధర ఎంత అని చెప్పండి"
IN_MARATHI = "शेतकऱ्यांना पीक विमा कधी आणि कसा मिळेल ते सांगा"
ONE = Whole(tone(2.0))
THREE = [ear("h", "hi"), ear("t", "ta"), ear("e", "te")]


async def heard(engine: Scripted, *used: Lang, reads: Lang | None = None) -> Utterance:
    return await listener(engine).transcribe(ONE, Expected(used=used, reads=reads))


async def test_the_language_used_last_is_heard_at_once() -> None:
    engine = Scripted(THREE, {"hi": IN_HINDI, "ta": IN_TAMIL}, sounds={"hi": 1.0})
    said = await heard(engine, TAMIL, HINDI)
    assert (said.text, said.lang) == (IN_TAMIL, TAMIL)
    assert said.spoken
    assert [asked.language for asked in engine.asked] == ["ta"]


async def test_a_stranger_is_heard_in_the_language_of_the_sound() -> None:
    engine = Scripted([ear("m", "hi", "ta", detects=True)], {"hi": IN_HINDI, "ta": IN_TAMIL})
    engine.sounds = {"hi": 0.05, "ta": 0.5, "fr": 0.45}
    said = await heard(engine)
    assert said.lang == TAMIL
    assert len(engine.asked) == 1  # sure: nothing was tried


async def test_two_likely_languages_are_told_apart_by_their_transcripts() -> None:
    sounds = {"te": 0.5, "ta": 0.45, "hi": 0.05}
    offers = [ear("m", "hi", "ta", "te", detects=True)]
    says: dict[str, Said] = {"ta": IN_TAMIL, "te": ("తమిల్ మాటలు", -1.3), "hi": IN_HINDI}
    engine = Scripted(offers, says, sounds=sounds)
    assert (await heard(engine)).text == IN_TAMIL
    assert {a.language for a in engine.asked if a.first} == {"te", "ta"}


async def test_a_transcript_in_the_letters_of_another_language_loses() -> None:
    sounds = {"te": 0.5, "ta": 0.45}
    says = {"ta": (IN_TAMIL, -0.4), "te": (IN_TAMIL, -0.1)}
    engine = Scripted([ear("m", "ta", "te", detects=True)], says, sounds=sounds)
    assert (await heard(engine)).lang == TAMIL


async def test_without_an_ear_for_languages_transcripts_decide() -> None:
    engine = Scripted(THREE[:2], {"hi": ("हिन हिन", -1.4), "ta": IN_TAMIL})
    assert (await heard(engine, reads=Lang("en", "Latn"))).lang == TAMIL


async def test_a_person_who_changes_language_is_noticed() -> None:
    engine = Scripted(THREE[:2], {"hi": ("हिन हिन", -1.3), "ta": IN_TAMIL})
    assert (await heard(engine, HINDI)).text == IN_TAMIL


async def test_a_person_of_whose_words_none_are_made_out_may_have_changed_language() -> None:
    engine = Scripted(THREE[:2], {"hi": ("हिन हिन", -4.0), "ta": IN_TAMIL})
    assert (await heard(engine, HINDI)).text == IN_TAMIL
    engine.says = {"hi": ("हिन हिन", -4.0), "ta": ("தமிழ்", -4.0)}
    with pytest.raises(Garbled):
        await heard(engine, HINDI)
    alone = Scripted(THREE[:1], {"hi": ("हिन हिन", -4.0)})
    with pytest.raises(Garbled):
        await heard(alone, HINDI)
    assert len(alone.asked) == 1


async def test_nobody_waits_for_a_second_hearing_in_the_same_language() -> None:
    engine = Scripted(THREE[:2], {"hi": (IN_HINDI, -0.9), "ta": ("தமிழ்", -1.3)})
    said = await heard(engine, HINDI)
    assert (said.text, said.lang) == (IN_HINDI, HINDI)
    assert [a.language for a in engine.asked if not a.first] == ["hi"]


async def test_hindi_and_urdu_stay_as_the_person_wrote() -> None:
    in_urdu = "گندم کی سرکاری قیمت کتنی ہے مجھے بتائیں"
    offers = [ear("m", "hi", "ur", "ta", detects=True)]
    says = {"hi": IN_HINDI, "ur": in_urdu, "ta": ""}
    for used, sounds in ((URDU, {"hi": 0.9, "ur": 0.1}), (HINDI, {"hi": 0.1, "ur": 0.9})):
        engine = Scripted(offers, says, sounds=sounds)
        assert (await heard(engine, used)).lang == used
    engine = Scripted(offers, says, sounds={"hi": 0.3, "ur": 0.7})
    assert (await heard(engine, reads=URDU)).lang == URDU
    assert (await heard(engine)).lang == HINDI  # more people speak it


async def test_konkani_stays_konkani() -> None:
    engine = Scripted([ear("m", "mr", "kok", detects=True)], {"mr": IN_MARATHI, "kok": IN_MARATHI})
    engine.sounds = {"mr": 1.0}
    assert (await heard(engine, KONKANI)).lang == KONKANI
    assert (await heard(engine)).lang == MARATHI


async def test_konkani_is_heard_by_a_model_of_marathi_where_there_is_no_other() -> None:
    engine = Scripted([ear("m", "mr"), ear("h", "hi")], {"mr": IN_MARATHI, "hi": IN_HINDI})
    said = await heard(engine, KONKANI)
    assert (said.text, said.lang) == (IN_MARATHI, KONKANI)


async def test_a_language_that_cannot_be_heard_here_is_not_guessed() -> None:
    """What a model of Hindi would write of Tamil looks like words: better to ask to type."""
    engine = Scripted([ear("h", "hi", "en")], {"hi": IN_HINDI, "en": "what"})
    with pytest.raises(MissingModel, match="hears ta"):
        await heard(engine, TAMIL, HINDI)
    with pytest.raises(MissingModel, match="hears ta"):
        await heard(engine, reads=TAMIL)
    engine.offers = [ear("h", "hi", "en", detects=True)]
    engine.sounds = {"ta": 0.95, "hi": 0.05}
    with pytest.raises(MissingModel, match="hears ta"):
        await heard(engine)
    engine.sounds = {"fr": 0.95, "hi": 0.05}
    assert (await heard(engine)).lang == HINDI


async def test_of_several_models_one_in_the_own_script_and_here_is_taken() -> None:
    latin = ear("latin", "hi", script="Latn", ram_mb=1)
    away = ear("away", "hi", here=False, ram_mb=1)
    small, large = ear("small", "hi", ram_mb=50), ear("large", "hi", ram_mb=500)
    engine = Scripted([latin, away, large, small], {"hi": IN_HINDI})
    assert listener(engine).ears.hearing("hi").ear.id == "small"
    engine.offers = [away, latin]
    assert listener(engine).ears.hearing("hi").ear.id == "latin"


async def test_the_operators_order_counts_among_equals() -> None:
    first, second = Scripted([ear("a", "hi", ram_mb=900)], {}), Scripted([ear("b", "hi")], {})
    assert listener(first, second).ears.hearing("hi").ear.id == "a"


async def test_no_model_at_all_is_said() -> None:
    with pytest.raises(MissingModel, match="hears speech"):
        await listener(Scripted([], {})).transcribe(ONE)


async def test_the_smallest_that_is_here_is_woken() -> None:
    engine = Scripted([ear("away", "hi", here=False), ear("b", "ta", ram_mb=7), ear("c", "te")], {})
    await listener(engine).warm()
    assert engine.woken == ["b"]
    asleep = Scripted([ear("away", "hi", here=False)], {})
    await listener(asleep).warm()
    assert asleep.woken == []


async def test_a_chosen_language_counts_as_used() -> None:
    assert expected((), Profile(lang=TAMIL), HINDI).used == (TAMIL,)
    said = [Turn(Role.USER, "x", HINDI, datetime.now(UTC))]
    assert expected(said, Profile(lang=TAMIL), None).used == (HINDI, TAMIL)
