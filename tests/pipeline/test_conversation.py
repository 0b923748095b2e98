"""A talk of several turns through the whole bot: what the person hears at each."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nakshatra.pipeline.bot import Bot
from nakshatra.pipeline.follow import Follow, packs_of
from nakshatra.text.scripts import counts
from nakshatra.types import (
    ENGLISH,
    Detail,
    Kind,
    Profile,
    Role,
    Thread,
    Turn,
    Utterance,
    VoiceMode,
)
from pipeline.talking import Talk, cites


async def test_a_chain_of_three_keeps_its_subject(talk: Talk) -> None:
    heard = [
        await talk.say(text)
        for text in ("गेहूँ का एमएसपी कितना है", "और सरसों का?", "और चने का?", "कहाँ बेचना होगा?")
    ]
    assert [cites(reply) for reply in heard[:3]] == [
        {"agriculture/msp_wheat"},
        {"agriculture/msp_mustard"},
        {"agriculture/msp_gram"},
    ]
    assert cites(heard[3]) & {"agriculture/msp_gram", "agriculture/sell_at_msp"}


async def test_thanks_between_do_not_break_the_chain(talk: Talk) -> None:
    await talk.say("what is the msp of wheat")
    assert (await talk.say("thank you")).kind is Kind.NOTICE
    assert cites(await talk.say("and paddy?")) == {"agriculture/msp_paddy"}


async def test_another_field_is_never_dragged_along(talk: Talk) -> None:
    await talk.say("गेहूँ का एमएसपी कितना है")
    assert cites(await talk.say("डेंगू के लक्षण?")) == {"health/dengue"}
    assert cites(await talk.say("क्या इलाज है?")) == {"health/dengue"}


async def test_what_no_pack_knows_is_not_answered_with_the_last_subject(talk: Talk) -> None:
    await talk.say("what is the msp of wheat")
    assert (await talk.say("and dragonfruit?")).kind is Kind.UNKNOWN
    assert cites(await talk.say("and mustard?")) == {"agriculture/msp_mustard"}


@pytest.mark.parametrize(
    ("first", "corrected", "unit"),
    [
        ("gehu ka msp kitna hai", "nahi, gehu nahi sarson", "agriculture/msp_mustard"),
        ("what is the msp of wheat", "no, I meant mustard", "agriculture/msp_mustard"),
        ("what is the msp of wheat", "not wheat, gram", "agriculture/msp_gram"),
        ("గోధుమ మద్దతు ధర ఎంత", "కాదు, వరి", "agriculture/msp_paddy"),
        ("dengue ke lakshan kya hain", "nahi malaria", "health/malaria"),
    ],
)
async def test_a_correction_puts_the_right_thing_in_its_place(
    talk: Talk, first: str, corrected: str, unit: str
) -> None:
    await talk.say(first)
    assert cites(await talk.say(corrected)) == {unit}


async def test_repeat_shorter_more(talk: Talk) -> None:
    whole = await talk.say("gehu ka msp kitna hai")
    again = await talk.say("phir se batao")
    short = await talk.say("short me batao")
    short_again = await talk.say("dobara batao")
    more = await talk.say("aur batao")
    beside = await talk.say("aur batao")
    assert again.text == more.text == whole.text
    assert short_again.text == short.text
    assert len(short.text) < len(whole.text)
    assert cites(again) == cites(short) == {"agriculture/msp_wheat"}
    assert "sarson" not in short.text
    assert "MSP par fasal" in beside.text
    assert cites(await talk.say("aur sarson ka?")) == {"agriculture/msp_mustard"}


async def test_what_was_asked_comes_first_and_is_repeated_so(talk: Talk) -> None:
    whole = await talk.say("किसान क्रेडिट कार्ड कैसे बनेगा")
    papers = await talk.say("कौन से कागज़ चाहिए?")
    assert papers.text.startswith("आधार, ज़मीन का कागज़")
    assert len(papers.text) == len(whole.text) - len("- ")
    assert (await talk.say("फिर से बताइए")).text == papers.text


async def test_nothing_can_be_repeated_before_anything_was_said(talk: Talk) -> None:
    reply = await talk.say("फिर से बताइए")
    assert reply.text == talk.bot.catalogue.languages["hi"].phrases["nothing_yet"]


async def test_in_another_language_for_once(talk: Talk) -> None:
    await talk.say("गेहूँ का एमएसपी कितना है")
    english = await talk.say("अंग्रेज़ी में बताइए")
    assert (str(english.lang), cites(english)) == ("en-Latn", {"agriculture/msp_wheat"})
    assert english.text.startswith("The MSP of wheat")
    tamil = await talk.say("तमिल में बताइए")
    assert max(counts(tamil.text), key=counts(tamil.text).__getitem__) == "Taml"
    back = await talk.say("और सरसों का?")
    assert str(back.lang) == "hi-Deva"
    assert talk.profile.lang is None


async def test_in_another_language_from_now_on(talk: Talk) -> None:
    await talk.say("गेहूँ का एमएसपी कितना है")
    await talk.say("हमेशा अंग्रेज़ी में बताइए")
    assert str((await talk.say("और सरसों का?")).lang) == "en-Latn"


async def test_a_language_nobody_answers_in_is_said_to_be_so(talk: Talk) -> None:
    await talk.say("what is the msp of wheat")
    reply = await talk.say("say it in Santali")
    assert "112" in reply.text
    assert reply.kind is Kind.NOTICE


async def test_first_aid_is_repeated_as_first_aid(talk: Talk) -> None:
    first = await talk.say("saanp ne kaat liya")
    again = await talk.say("phir se batao")
    english = await talk.say("in english")
    assert first.kind is again.kind is english.kind is Kind.EMERGENCY
    assert again.text == first.text
    assert english.text.startswith("Call 108")


async def test_a_refusal_is_explained_again_in_another_language(talk: Talk) -> None:
    await talk.say("garbh me ladka hai ya ladki kaise pata kare")
    english = await talk.say("in english")
    assert (english.kind, str(english.lang)) == (Kind.REFUSAL, "en-Latn")


@pytest.mark.parametrize(
    ("text", "units"),
    [
        (
            "loan for a tractor and how to check my credit score",
            {"agriculture/machinery", "finance/credit_score"},
        ),
        (
            "গমের এমএসপি কত আর সুকন্যা যোজনায় সুদ কত",
            {"agriculture/msp_wheat", "finance/sukanya"},
        ),
        (
            "ఆధార్ లో పేరు ఎలా మార్చాలి ఇంకా పిఎం కిసాన్ డబ్బులు ఎప్పుడు వస్తాయి",
            {"governance/aadhaar_update", "agriculture/pmkisan_next"},
        ),
        (
            "गेहूँ का एमएसपी कितना है और सरसों का कितना?",
            {"agriculture/msp_wheat", "agriculture/msp_mustard"},
        ),
    ],
)
async def test_two_questions_in_one_breath(talk: Talk, text: str, units: set[str]) -> None:
    reply = await talk.say(text)
    assert cites(reply) == units
    lines = [line for line in reply.text.split("\n") if line.strip()]
    assert len(lines) == len(set(lines))


async def test_a_story_in_three_sentences_is_one_question(talk: Talk) -> None:
    reply = await talk.say(
        "solar pump लगवाना है और सरकार कितना पैसा देती है, form कहाँ मिलेगा? जल्दी चाहिए"
    )
    assert cites(reply) == {"agriculture/solar_pump"}


async def test_the_bot_asks_once_what_the_answer_depends_on(talk: Talk) -> None:
    asked = await talk.say("मेरी फसल में कीड़े लग गए क्या करूँ")
    assert asked.kind is Kind.QUESTION
    assert asked.text == talk.bot.catalogue.languages["hi"].phrases["ask_crop"]
    assert cites(await talk.say("कपास")) == {"agriculture/cotton_pbw"}


async def test_what_was_told_is_used_again_in_the_same_talk(talk: Talk) -> None:
    await talk.say("मेरी फसल में कीड़े लग गए क्या करूँ")
    await talk.say("कपास")
    await talk.say("सुकन्या योजना क्या है")
    assert cites(await talk.say("मेरी फसल में रोग लग गया है")) == {"agriculture/cotton_pbw"}


@pytest.mark.parametrize(
    "text",
    ["is there a scheme to double my money in 2 years", "paisa double karne wali scheme batao"],
)
async def test_who_wants_money_doubled_is_warned(talk: Talk, text: str) -> None:
    assert cites(await talk.say(text)) == {"finance/ponzi_stock_tips"}


async def test_a_tractor_loan_is_no_accident(talk: Talk) -> None:
    reply = await talk.say("loan for a tractor")
    assert not any(cited.startswith("emergency/") for cited in cites(reply))


async def test_a_crop_that_one_unit_knows_leads_to_it(talk: Talk) -> None:
    await talk.say("मेरी फसल में कीड़े लग गए क्या करूँ")
    assert cites(await talk.say("केला")) == {"agriculture/banana_coconut"}


async def test_a_crop_that_no_unit_knows_is_owned_up_to(talk: Talk) -> None:
    await talk.say("मेरी फसल में कीड़े लग गए क्या करूँ")
    assert (await talk.say("अंगूर")).kind is Kind.UNKNOWN


async def test_a_new_question_instead_of_an_answer_is_answered(talk: Talk) -> None:
    await talk.say("मेरी फसल में कीड़े लग गए क्या करूँ")
    assert cites(await talk.say("डेंगू के लक्षण क्या हैं")) == {"health/dengue"}


async def test_a_question_that_names_its_crop_is_not_asked_back(talk: Talk) -> None:
    assert (await talk.say("कपास में गुलाबी सुंडी लगी है")).kind is Kind.ANSWER


@pytest.mark.parametrize("remember", [True, False])
async def test_what_was_told_stays_in_the_profile_only_with_consent(
    our_bot: Bot, remember: bool
) -> None:
    talk = Talk(our_bot, Profile(voice=VoiceMode.NEVER, remember=remember))
    await talk.say("मेरी फसल में कीड़े लग गए क्या करूँ")
    await talk.say("कपास")
    assert talk.profile.details == ((Detail("crop", "cotton"),) if remember else ())
    talk.history.clear()
    later = await talk.say("मेरी फसल में कीड़े लग गए क्या करूँ")
    assert later.kind is (Kind.ANSWER if remember else Kind.QUESTION)


async def test_a_line_of_an_older_version_can_be_leant_on(talk: Talk) -> None:
    await talk.say("what is the msp of wheat")
    talk.history = [Turn(t.role, t.text, t.lang, t.at) for t in talk.history]
    assert cites(await talk.say("and mustard?")) == {"agriculture/msp_mustard"}


@given(text=st.text(min_size=1, max_size=40))
@settings(deadline=None, max_examples=60)
def test_whatever_is_said_next_is_led_to_a_unit_that_is_there_or_stands_alone(
    our_bot: Bot, text: str
) -> None:
    thread = Thread(question="what is the msp of wheat", units=("agriculture/msp_wheat",))
    last = Turn(Role.BOT, "2,585", ENGLISH, datetime.now(UTC), thread)
    query = our_bot.understand(Utterance(text, ENGLISH), [last], Profile())
    followed = Follow(our_bot.experts, our_bot.router, our_bot.catalogue)(query)
    known = packs_of(our_bot.experts)
    if followed.about:
        expert, _, unit = followed.about.partition("/")
        assert unit in known[expert].pack.units
    else:
        assert followed.previous == ""


async def test_a_long_message_that_points_back_is_read_after_the_last_question(talk: Talk) -> None:
    await talk.say("how much do I pay each month for atal pension")
    reply = await talk.say("and if I die in between will my wife get it or is all of it lost")
    assert cites(reply) == {"finance/apy"}


@pytest.mark.parametrize(
    ("first", "then", "unit"),
    [
        (
            "how do I get an ayushman card",
            "my brother's name is not on the list, what can he do",
            "ab_pmjay",
        ),
        ("जनधन खाता कैसे खुलता है", "उसमें कम से कम कितना पैसा रखना पड़ता है, खाली रहे तो", "jandhan_bsbd"),
        ("mudra loan kaise milta hai", "dukaan abhi khuli bhi nahi, phir bhi denge kya", "mudra"),
        ("kisan credit card kaise banta hai", "bataidar ko bhi denge kya", "kcc_apply"),
        ("what is the msp of paddy", "and for the finer one?", "msp_paddy"),
    ],
)
async def test_what_no_word_ties_to_the_last_question_is_read_after_it(
    talk: Talk, first: str, then: str, unit: str
) -> None:
    await talk.say(first)
    assert {name.partition("/")[2] for name in cites(await talk.say(then))} == {unit}


@pytest.mark.parametrize(
    ("first", "then"),
    [
        ("widow pension kaise milti hai", "who is Salman Khan"),
        ("what are the signs of dengue", "when does Virat play next"),
        ("what is the msp of wheat", "what is the capital of France"),
        ("pan card kaise banta hai", "mera phone gir gaya, screen toot gayi"),
    ],
)
async def test_talk_of_anything_else_is_not_dragged_along(
    talk: Talk, first: str, then: str
) -> None:
    before = cites(await talk.say(first))
    assert not cites(await talk.say(then)) & before


async def test_after_first_aid_what_follows_is_told_it_again(talk: Talk) -> None:
    await talk.say("కుక్క కరిచింది")
    assert (await talk.say("పసుపు పెట్టనా")).kind is Kind.EMERGENCY


async def test_a_dose_asked_after_the_medicine_is_not_answered(talk: Talk) -> None:
    await talk.say("बच्चे को बुखार है, पैरासिटामोल सिरप घर में है")
    assert (await talk.say("कितनी देनी है")).kind is not Kind.ANSWER


async def test_no_alarm_gives_way_to_what_is_hardly_in_the_field(talk: Talk) -> None:
    fallen = await talk.say("my son fell from the cycle and is vomiting")
    assert fallen.kind is Kind.EMERGENCY


async def test_the_question_that_was_leant_on_is_leant_on_again(talk: Talk) -> None:
    await talk.say("जनधन खाता कैसे खुलता है")
    for then in ("उसमें कम से कम कितना पैसा रखना पड़ता है, खाली रहे तो", "और बीमा भी मिलता है क्या उसके साथ"):
        assert cites(await talk.say(then)) == {"finance/jandhan_bsbd"}


@pytest.mark.parametrize(
    ("then", "unit"),
    [
        ("what are the signs of dengue fever", "health/dengue"),
        ("ration card me naam kaise jodte hain", "governance/ration_nfsa"),
    ],
)
async def test_what_is_surely_answered_alone_needs_no_question_before(
    talk: Talk, then: str, unit: str
) -> None:
    await talk.say("how do I get a mudra loan for my shop")
    assert cites(await talk.say(then)) == {unit}


async def test_what_follows_and_has_nothing_to_do_with_it_is_not_dragged_along(talk: Talk) -> None:
    await talk.say("what is the msp of wheat")
    reply = await talk.say("and my cousin in the city wants to learn to play the guitar, where")
    assert not cites(reply) & {"agriculture/msp_wheat"}


@pytest.mark.parametrize(
    "text",
    [
        "ಅಜ್ಜಿಗೆ ದಿನಕ್ಕೆ ಎಷ್ಟು ಬಿಪಿ ಮಾತ್ರೆ ಕೊಡಬೇಕು",
        "how many BP tablets a day for grandmother",
        "दादी को दिन में बीपी की कितनी गोली दें",
        "how many paracetamol tablets can I give my 5 year old",
    ],
)
async def test_how_many_tablets_is_refused_however_well_the_illness_is_known(
    talk: Talk, text: str
) -> None:
    assert (await talk.say(text)).kind is Kind.REFUSAL
