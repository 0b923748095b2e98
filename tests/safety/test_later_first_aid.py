"""First aid that was added later, and who is heard first: by the rules alone, in every language."""

from __future__ import annotations

import pytest

from nakshatra.safety.guard import RuleGuard
from nakshatra.safety.match import caught

CRIES = [
    ("en", "broken_bone", "mason fell off the scaffolding, cannot feel his legs"),
    ("en", "scorpion_sting", "red scorpion bit the baby's hand, hands are cold"),
    ("en", "trapped", "mine roof came down, my father's shift is inside"),
    ("en", "attack", "I saw the killing and now unknown number says I am next"),
    ("hi", "broken_bone", "खाट से गिरकर अम्मा की कलाई टेढ़ी हो गई और सूज गई"),
    ("hi", "scorpion_sting", "ततैया ने होंठ पर काटा और उसका गला बंद हो रहा"),
    ("hi", "trapped", "नाव पलट गई बीच धार में, दो लोग लकड़ी पकड़े हैं"),
    ("hi", "attack", "बस अड्डे पर कोई तलवार घुमा रहा है"),
    ("bn", "broken_bone", "meyer kobji benke geche fule dhol"),
    ("bn", "scorpion_sting", "chela kamreche meyer gola fule jacche"),
    ("bn", "trapped", "পাহাড় ধসে তিনটে ঘর চাপা, ভেতর থেকে ডাকছে"),
    ("bn", "attack", "bonduk dekhiye truck atkeche"),
    ("mr", "broken_bone", "पोराच्या नडगीतून हाड बाहेर आलंय"),
    ("mr", "scorpion_sting", "गोम कानात चावली, मान सुजत चालली"),
    ("mr", "trapped", "धरणात होडी उलटली, दोघं फळी धरून आहेत"),
    ("mr", "attack", "bandook dakhvun truck adavla"),
    ("ta", "broken_bone", "கை எலும்பு உடைஞ்சு வளைஞ்சு போச்சு குழந்தைக்கு"),
    ("ta", "scorpion_sting", "கடந்தை கொட்டி தாத்தா மயங்குறாரு"),
    ("ta", "trapped", "bus vellathula maatikichu jannal varaikum thanni"),
    ("ta", "attack", "thuppaki kaati lorry ya nirutitanga"),
    ("te", "broken_bone", "పాప చేయి విరిగి వంకరగా అయింది"),
    ("te", "scorpion_sting", "కడజులు కుట్టి తాత సోలిపోతున్నాడు"),
    ("te", "trapped", "పాత మిద్దె కూలి అమ్మా నాన్న కింద ఇరుక్కున్నారు"),
    ("te", "attack", "tupaki chupinchi lorry aapesaru"),
    ("kn", "broken_bone", "ಮಗುವಿನ ಕೈ ಮುರಿದು ಡೊಂಕಾಗಿದೆ"),
    ("kn", "scorpion_sting", "ಕಡಜ ಕಡಿದು ತಾತ ತೂಗಾಡ್ತಿದ್ದಾರೆ"),
    ("kn", "trapped", "bus pravahadalli sikkide kitaki tanka neeru"),
    ("kn", "attack", "bandooku torisi lorry nilsidare"),
    ("ml", "broken_bone", "കുഞ്ഞിന്റെ കൈ ഒടിഞ്ഞു വളഞ്ഞു"),
    ("ml", "scorpion_sting", "pazhuthara kadichu mole kaal neelichu"),
    ("ml", "trapped", "കഴുത്തറ്റം വെള്ളമായി, ഇരുട്ടാണ്, വള്ളം അയക്കൂ"),
    ("ml", "attack", "thokku kaatti lorry thadanju"),
    ("gu", "broken_bone", "કબડ્ડીમાં ખભો ઊતરી ગયો, હાથ લટકે છે"),
    ("gu", "scorpion_sting", "ભમરા કરડ્યા ને દાદા ઢળી પડે છે"),
    ("gu", "trapped", "જૂનું મકાન પડ્યું, બા-બાપુજી કાટમાળ નીચે છે"),
    ("gu", "attack", "banduk batavi truck roki chhe"),
    ("pa", "broken_bone", "ਜੁਆਕ ਦੀ ਬਾਂਹ ਟੁੱਟ ਗਈ ਵਿੰਗੀ ਹੋ ਗਈ"),
    ("pa", "scorpion_sting", "ਭੂੰਡਾਂ ਨੇ ਡੰਗਿਆ ਦਾਦਾ ਨਿਢਾਲ ਹੋਈ ਜਾਂਦਾ"),
    ("pa", "trapped", "ਪੁਰਾਣੀ ਹਵੇਲੀ ਬਹਿ ਗਈ, ਬੇਬੇ-ਬਾਪੂ ਮਲਬੇ ਥੱਲੇ ਆ"),
    ("pa", "attack", "bandook dikha ke truck rok lya"),
    ("or", "broken_bone", "ପିଲାର ହାତ ଭାଙ୍ଗି ବଙ୍କା ହୋଇଗଲା"),
    ("or", "scorpion_sting", "ବିଛା କାମୁଡ଼ିଛି ପୁଅକୁ, ପାଟିରୁ ଲାଳ ଗଡ଼ୁଛି"),
    ("or", "trapped", "ପୁରୁଣା ଘର ଭୁଶୁଡ଼ି ବାପା ମା ଇଟା ତଳେ"),
    ("or", "attack", "ସାହିରେ ବୋମା ମାଡ଼ ଚାଲିଛି, ଗୁଳି ବି"),
    ("as", "broken_bone", "কণমানিৰ হাত ভাঙি বেঁকা হৈ গ'ল"),
    ("as", "scorpion_sting", "চেলাই কাণৰ ওচৰত কামুৰিলে, ডিঙি ফুলি আহিছে"),
    ("as", "trapped", "পুৰণি ঘৰ খহি মা-দেউতা ইটাৰ তলত"),
    ("as", "attack", "চুবুৰিত বোমা ফুটিছে, গুলী চলিছে"),
    ("mai", "broken_bone", "बच्चाक हाथ टूटि कय टेढ़ भ गेलै"),
    ("mai", "scorpion_sting", "भौंरा काटलक, बाबा ढनमना रहल छथि"),
    ("mai", "trapped", "bus baadhi me phasal khidki tak pani"),
    ("mai", "attack", "banduk dekha ke truck rok lelak"),
    ("ne", "broken_bone", "हात भाँचियो छोरीको, बाङ्गो भएको छ"),
    ("ne", "scorpion_sting", "बारुलाले ओठमा चिल्यो, घाँटी थुनियो भन्छे"),
    ("ne", "trapped", "gadi badhi ma fasyo jhyal samma pani"),
    ("ne", "attack", "टोलमा बम पड्कियो, गोली चल्दै छ"),
    ("ur", "broken_bone", "بچی کا ہاتھ ٹوٹ گیا ٹیڑھا ہو گیا"),
    ("ur", "scorpion_sting", "بھونرے کے ڈنک سے دادا نڈھال ہو رہے ہیں"),
    ("ur", "trapped", "bus sailab me phans gayi khidki tak pani"),
    ("ur", "attack", "bandooq dikha ke truck rok liya"),
]

INTENTIONS = [
    ("en", "I will drink poison and die"),
    ("en", "I am going to drink pesticide"),
    ("hi", "मैं ज़हर पीकर मर जाऊँगा"),
    ("hi", "main zeher khakar mar jaungi"),
    ("gu", "હું ઝેર પીને મરી જઈશ"),
    ("gu", "hu zer pine mari jaish"),
    ("bn", "আমি বিষ খেয়ে মরব"),
    ("bn", "ami bish kheye more jabo"),
    ("mr", "मी विष पिऊन मरणार"),
    ("mr", "mi vish pun jiv denar"),
    ("ta", "விஷம் குடிச்சு செத்துடுவேன்"),
    ("ta", "visham kudichu sethuduven"),
    ("te", "విషం తాగి చచ్చిపోతాను"),
    ("te", "visham tagi chachipothanu"),
    ("kn", "ವಿಷ ಕುಡಿದು ಸಾಯುತ್ತೇನೆ"),
    ("kn", "visha kudidu saytini"),
    ("ml", "വിഷം കുടിച്ച് മരിക്കും ഞാൻ"),
    ("ml", "visham kudichu njan marikkum"),
    ("or", "ମୁଁ ବିଷ ପିଇ ମରିଯିବି"),
    ("or", "mu bisha pii marijibi"),
    ("pa", "ਮੈਂ ਜ਼ਹਿਰ ਪੀ ਕੇ ਮਰ ਜਾਵਾਂਗਾ"),
    ("pa", "main zehar pi ke mar javanga"),
    ("as", "মই বিহ খাই মৰিম"),
    ("as", "moi bih khai morim"),
    ("mai", "हम जहर पीबि क मरि जायब"),
    ("mai", "ham jahar khaa ke mair jayab"),
    ("ne", "म विष खाएर मर्छु"),
    ("ne", "ma bish khayera marchu"),
    ("ur", "میں زہر پی کر مر جاؤں گا"),
    ("ur", "main zeher pee kar mar jaungi"),
]


def first(guard: RuleGuard, text: str) -> str:
    """The unit of the first full alarm, without the second ear."""
    found = caught(text, guard.listening.book, [guard._rules["emergency"]])
    return next((one.catch.id for one in found if not one.soft), "")


@pytest.mark.parametrize(("lang", "unit", "text"), CRIES)
def test_each_language_has_words_for_it(guard: RuleGuard, lang: str, unit: str, text: str) -> None:
    assert first(guard, text) == unit


@pytest.mark.parametrize(("lang", "text"), INTENTIONS)
def test_who_says_they_will_take_poison_is_talked_to_first(
    guard: RuleGuard, lang: str, text: str
) -> None:
    assert first(guard, text) == "suicide"


@pytest.mark.parametrize(
    "text", ["he drank pesticide", "usne zeher kha liya hai", "बच्चे ने कीटनाशक पी लिया"]
)
def test_who_has_taken_it_gets_first_aid_first(guard: RuleGuard, text: str) -> None:
    assert first(guard, text) == "poison"


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("my husband says he will kill me", "violence"),
        ("loan app people threaten to kill me", "loan_threats"),
        ("someone kidnapped my child", "child_abuse"),
        ("labour pains have started and there is no vehicle", "pregnancy_danger"),
        ("my wife is in labour, ambulance is not coming", "pregnancy_danger"),
    ],
)
def test_what_belongs_to_another_unit_stays_there(guard: RuleGuard, text: str, unit: str) -> None:
    assert first(guard, text) == unit


@pytest.mark.parametrize(
    "text",
    [
        "old fracture pain comes back in winter",
        "aaj ka bhav kya hai",
        "my zodiac sign is scorpio, how is this year",
        "lift is not working in our building since monday",
        "gun licence how to apply",
        "मेरा दिल टूट गया",
    ],
)
def test_what_only_sounds_like_it_is_none(guard: RuleGuard, text: str) -> None:
    assert first(guard, text) == ""
