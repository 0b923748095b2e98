"""What a short message wishes of the last answer, in the words of fifteen languages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nakshatra.catalogue import Catalogue, words_of
from nakshatra.pipeline.wishes import Form, Wish, bids, wish
from nakshatra.types import Lang, Query, Telling

CARDS = Catalogue.load()

AGAIN, SHORT, MORE = Form.AGAIN, Form.SHORT, Form.MORE

SAID = {
    "en-Latn": (
        ("say it again please", "repeat"),
        ("shorter please", "in short"),
        ("more", "tell me more"),
        ("in English please",),
    ),
    "hi-Deva": (
        ("फिर से बताइए", "दोबारा बोलो"),
        ("संक्षेप में बताओ",),
        ("और बताओ", "विस्तार से बताइए"),
        ("अंग्रेज़ी में बताओ",),
    ),
    "hi-Latn": (
        ("phir se batao", "ek baar phir bolo"),
        ("short me batao", "kam shabdon me batao"),
        ("aur batao", "detail me batao"),
        ("english me batao", "angrezi mein"),
    ),
    "ur-Arab": (
        ("دوبارہ بتائیے",),
        ("مختصر بتائیں",),
        ("تفصیل سے بتائیے",),
        ("انگریزی میں بتائیے",),
    ),
    "bn-Beng": (("আবার বলুন",), ("ছোট করে বলুন", "সংক্ষেপে বলুন"), ("আরও বলুন",), ("ইংরেজিতে বলুন",)),
    "bn-Latn": (("abar bolun",), ("songkhepe bolun",), ("aro bolun",), ("ingrejite bolun",)),
    "as-Beng": (("আকৌ কওক",), ("চমুকৈ কওক",), ("বহলাই কওক",), ("ইংৰাজীত কওক",)),
    "as-Latn": (("akou kouk",), ("somukoi kouk",), ("bohlai kouk",), ("english t kouk",)),
    "mr-Deva": (("परत सांगा",), ("थोडक्यात सांगा",), ("अजून सांगा",), ("इंग्रजीत सांगा",)),
    "mr-Latn": (
        ("punha sanga",),
        ("thodkyat sanga",),
        ("savistar sanga",),
        ("english madhe sanga",),
    ),
    "gu-Gujr": (("ફરીથી કહો",), ("ટૂંકમાં કહો",), ("વધારે કહો",), ("અંગ્રેજીમાં કહો",)),
    "gu-Latn": (("farithi kaho",), ("tunkma kaho",), ("vigatvar kaho",), ("english ma kaho",)),
    "pa-Guru": (("ਦੁਬਾਰਾ ਦੱਸੋ",), ("ਸੰਖੇਪ ਵਿੱਚ ਦੱਸੋ",), ("ਹੋਰ ਦੱਸੋ",), ("ਅੰਗਰੇਜ਼ੀ ਵਿੱਚ ਦੱਸੋ",)),
    "pa-Latn": (
        ("dubara dasso",),
        ("chhota karke dasso",),
        ("hor dasso",),
        ("english vich dasso",),
    ),
    "or-Orya": (("ପୁଣି କୁହନ୍ତୁ",), ("ସଂକ୍ଷେପରେ କୁହନ୍ତୁ",), ("ଅଧିକ କୁହନ୍ତୁ",), ("ଇଂରାଜୀରେ କୁହନ୍ତୁ",)),
    "or-Latn": (
        ("puni kuhantu",),
        ("sankshepare kuha",),
        ("adhika kuhantu",),
        ("english re kuhantu",),
    ),
    "ne-Deva": (("फेरि भन्नुहोस्",), ("छोटकरीमा भन्नुहोस्",), ("अझै भन्नुहोस्",), ("अंग्रेजीमा भन्नुहोस्",)),
    "ne-Latn": (
        ("pheri bhannus",),
        ("chotkarima bhannus",),
        ("thap bhannus",),
        ("english ma bhannus",),
    ),
    "mai-Deva": (("फेर कहू",), ("संक्षेपमे कहू",), ("विस्तारसँ कहू",), ("अंग्रेजी मे कहू",)),
    "mai-Latn": (("pher kahu",), ("sankshepme kahu",), ("besi kahu",), ("english me kahu",)),
    "ta-Taml": (
        ("மறுபடி சொல்லுங்க",),
        ("சுருக்கமா சொல்லுங்க",),
        ("விவரமா சொல்லுங்க",),
        ("ஆங்கிலத்தில் சொல்லுங்கள்",),
    ),
    "ta-Latn": (
        ("marubadi sollunga",),
        ("surukkama sollunga",),
        ("vivarama sollunga",),
        ("englishla sollunga",),
    ),
    "te-Telu": (("మళ్లీ చెప్పండి",), ("క్లుప్తంగా చెప్పండి",), ("వివరంగా చెప్పండి",), ("ఇంగ్లీషులో చెప్పండి",)),
    "te-Latn": (
        ("malli cheppandi",),
        ("kluptanga cheppandi",),
        ("vivaranga cheppu",),
        ("english lo cheppandi",),
    ),
    "kn-Knda": (("ಮತ್ತೊಮ್ಮೆ ಹೇಳಿ",), ("ಚಿಕ್ಕದಾಗಿ ಹೇಳಿ",), ("ವಿವರವಾಗಿ ಹೇಳಿ",), ("ಇಂಗ್ಲಿಷ್‌ನಲ್ಲಿ ಹೇಳಿ",)),
    "kn-Latn": (
        ("innomme heli",),
        ("chikkadagi heli",),
        ("innashtu heli",),
        ("english nalli heli",),
    ),
    "ml-Mlym": (("വീണ്ടും പറയൂ",), ("ചുരുക്കി പറയൂ",), ("വിശദമായി പറയൂ",), ("ഇംഗ്ലീഷിൽ പറയൂ",)),
    "ml-Latn": (
        ("veendum parayu",),
        ("churukki parayu",),
        ("kooduthal parayu",),
        ("englishil parayu",),
    ),
}

FORMS = [
    (tag, text, form)
    for tag, said in SAID.items()
    for texts, form in zip(said, (AGAIN, SHORT, MORE), strict=False)
    for text in texts
]
ENGLISH = [(tag, text) for tag, said in SAID.items() for text in said[3]]


def query(text: str, tag: str) -> Query:
    return Query(text=text, native=text, lang=Lang.parse(tag))


@pytest.mark.parametrize(("tag", "text", "form"), FORMS)
def test_again_shorter_and_more_in_their_own_words(tag: str, text: str, form: Form) -> None:
    assert wish(query(text, tag), CARDS) == Wish(form)


@pytest.mark.parametrize(("tag", "text"), ENGLISH)
def test_in_english(tag: str, text: str) -> None:
    assert wish(query(text, tag), CARDS) == Wish(None, "en")


@pytest.mark.parametrize(
    ("tag", "text", "code"),
    [
        ("hi-Latn", "tamil me batao", "ta"),
        ("hi-Deva", "तेलुगु में बताइए", "te"),
        ("en-Latn", "say it in Hindi", "hi"),
        ("en-Latn", "in Bengali please", "bn"),
        ("ta-Taml", "தமிழில் சொல்லுங்க", "ta"),
        ("bn-Beng", "বাংলায় বলুন", "bn"),
        ("mr-Deva", "मराठीत सांगा", "mr"),
        ("hi-Latn", "malayalam me", "ml"),
        ("hi-Deva", "ਪੰਜਾਬੀ", "pa"),
    ],
)
def test_in_any_language_by_its_name(tag: str, text: str, code: str) -> None:
    found = wish(query(text, tag), CARDS)
    assert found is not None
    assert found.code == code


def test_short_and_in_another_language_at_once() -> None:
    assert wish(query("short me hindi me batao", "hi-Latn"), CARDS) == Wish(SHORT, "hi")


def test_from_now_on() -> None:
    assert wish(query("hamesha hindi me jawab do", "hi-Latn"), CARDS) == Wish(None, "hi", True)
    assert wish(query("always answer in Tamil", "en-Latn"), CARDS) == Wish(None, "ta", True)


def test_once_more_is_again_and_more_is_more() -> None:
    assert wish(query("once more", "en-Latn"), CARDS) == Wish(AGAIN)
    assert wish(query("more", "en-Latn"), CARDS) == Wish(MORE)


@pytest.mark.parametrize(
    ("tag", "text"),
    [
        ("hi-Deva", "और सरसों का?"),
        ("en-Latn", "how do I learn English"),
        ("en-Latn", "what is PM Kisan"),
        ("hi-Latn", "aur paisa kab aayega"),
        ("hi-Latn", "chhota loan kaise milega"),
        ("en-Latn", "short term crop loan"),
        ("ta-Taml", "ரேஷன் கார்டு"),
        ("hi-Latn", "batao"),
        ("en-Latn", "please tell me"),
        ("en-Latn", "again fever"),
        ("en-Latn", "🙏"),
    ],
)
def test_a_question_is_no_wish(tag: str, text: str) -> None:
    assert wish(query(text, tag), CARDS) is None


@given(st.text(max_size=60))
def test_anything_can_be_said(text: str) -> None:
    wish(query(text, "hi-Deva"), CARDS)


WAYS = ("aloud", "written", "slowly", "normally")
TOLD = {
    "en-Latn": ("say it aloud", "in writing please", "speak slowly please"),
    "hi-Deva": ("बोलकर बताओ", "लिखकर जवाब दो", "धीरे बोलिए"),
    "hi-Latn": ("bolkar batao", "likhkar batao", "dheere bolo"),
    "bn-Beng": ("মুখে বলুন", "লিখে উত্তর দিন", "ধীরে বলুন"),
    "as-Beng": ("মাতেৰে কওক", "লিখি কওক", "লাহে লাহে কওক"),
    "ta-Taml": ("குரலில் சொல்லுங்க", "எழுத்தில் சொல்லுங்க", "மெதுவா பேசுங்க"),
    "te-Telu": ("వాయిస్‌లో చెప్పండి", "రాసి చెప్పండి", "నెమ్మదిగా మాట్లాడండి"),
    "kn-Knda": ("ಧ್ವನಿಯಲ್ಲಿ ಹೇಳಿ", "ಬರೆದು ಹೇಳಿ", "ನಿಧಾನವಾಗಿ ಹೇಳಿ"),
    "ml-Mlym": ("ശബ്ദത്തിൽ പറയൂ", "എഴുതി തരൂ", "പതുക്കെ പറയൂ"),
    "mr-Deva": ("बोलून सांगा", "लिहून सांगा", "हळू बोला"),
    "gu-Gujr": ("બોલીને કહો", "લખીને કહો", "ધીમે બોલો"),
    "pa-Guru": ("ਬੋਲ ਕੇ ਦੱਸੋ", "ਲਿਖ ਕੇ ਦੱਸੋ", "ਹੌਲੀ ਬੋਲੋ"),
    "or-Orya": ("କହିକରି କୁହନ୍ତୁ", "ଲେଖିକରି ଦିଅନ୍ତୁ", "ଧୀରେ କୁହନ୍ତୁ"),
    "ur-Arab": ("بول کر بتائیے", "لکھ کر بتائیے", "آہستہ بولیے"),
    "ne-Deva": ("बोलेर भन्नुहोस्", "लेखेर भन्नुहोस्", "बिस्तारै भन्नुहोस्"),
    "mai-Deva": ("बाजि कऽ कहू", "लिखि कऽ कहू", "धीरे कहू"),
}


@pytest.mark.parametrize("tag", TOLD)
def test_a_way_of_telling_is_wished_in_plain_words(tag: str) -> None:
    aloud, written, slowly = (wish(query(text, tag), CARDS) for text in TOLD[tag])
    assert aloud == Wish(None, aloud=True)
    assert written == Wish(None, telling=Telling.TEXT)
    assert slowly == Wish(None, telling=Telling.SLOW, aloud=True)


@pytest.mark.parametrize(
    ("text", "tag", "telling"),
    [
        ("always answer aloud", "en-Latn", Telling.BOTH),
        ("हमेशा बोलकर जवाब दो", "hi-Deva", Telling.BOTH),
        ("सिर्फ़ बोलकर बताइए", "hi-Deva", Telling.VOICE),
        ("text and voice", "en-Latn", Telling.BOTH),
        ("లిఖ", "te-Telu", None),
        ("normal speed please", "en-Latn", Telling.NORMAL),
        ("normal", "en-Latn", None),
        ("तेज़", "hi-Deva", None),
        ("sirf likhkar batao", "hi-Latn", Telling.TEXT),
    ],
)
def test_what_stays(text: str, tag: str, telling: Telling | None) -> None:
    found = wish(query(text, tag), CARDS)
    assert (found.telling if found else None) is telling


@pytest.mark.parametrize("text", ["dheere dheere pet dard ho raha hai", "my voice is hoarse"])
def test_a_question_with_such_a_word_is_no_wish(text: str) -> None:
    assert wish(query(text, "en-Latn"), CARDS) is None


@pytest.mark.parametrize(
    ("tag", "text"),
    [
        ("en-Latn", "please speak slowly"),
        ("hi-Deva", "ज़रा धीरे बोलिए"),
        ("hi-Latn", "voice me batao"),
        ("bn-Beng", "মুখে বলুন"),
        ("mr-Deva", "हळू बोला"),
        ("ta-Taml", "மெதுவா பேசுங்க"),
        ("ur-Arab", "بول کر بتائیے"),
        ("pa-Guru", "ਬੋਲ ਕੇ ਦੱਸੋ"),
    ],
)
def test_a_whole_order_passes_the_alarms(tag: str, text: str) -> None:
    assert bids(query(text, tag), CARDS)


@pytest.mark.parametrize("tag", ["en-Latn", "hi-Deva", "mr-Deva", "bn-Beng", "pa-Guru"])
@pytest.mark.parametrize(
    "text",
    [
        "I speak slowly",
        "I speak slowly, face droops",
        "can only speak slowly",
        "only speak slowly",
        "he can't speak",
        "please he can't speak",
        "it bit me please speak",
        "slower bit please",
        "dheere bola",
        "वो धीरे बोला",
        "मुझे आवाज़ नहीं",
        "bol nahi",
        "মুখে কথা",
        "মুখে কথা বলুন",
        "ਬੋਲ ਜਵਾਬ",
        "धीरे बोलिए 🆘",
        "speak slowly please bleeding",
    ],
)
def test_what_may_tell_of_a_person_does_not(tag: str, text: str) -> None:
    assert not bids(query(text, tag), CARDS)


@given(st.sampled_from(sorted(TOLD)), st.text(min_size=1, max_size=12))
def test_an_order_with_anything_beside_it_does_not(tag: str, beside: str) -> None:
    """But for a mark, or a word of telling."""
    code = tag.split("-")[0]
    known = frozenset[str]().union(
        *(CARDS.listens(g, code) for g in (*WAYS, "orders", "gently", "only"))
    )
    if not known.issuperset(words_of(beside)):
        assert not bids(query(f"{TOLD[tag][2]} {beside}", tag), CARDS)
