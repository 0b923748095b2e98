"""Spellings that sound alike have one key, whatever the script."""

from __future__ import annotations

import gzip
import json
import os
import tomllib
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nakshatra.text.initials import initials
from nakshatra.text.letters import CONSONANTS, NASAL, SOUND, VIRAMA, VOWELS
from nakshatra.text.normalise import normalise
from nakshatra.text.phonetic import coarse, key, keys, spoken
from nakshatra.text.scripts import script_of

SHARED = Path(os.environ.get("NAKSHATRA_SHARED", Path(__file__).parents[3] / "shared"))
NAMES = tomllib.loads((Path(__file__).parents[1] / "data/sounds.toml").read_text("utf-8"))
_SCRIPTS = {"Arab", "Beng", "Deva", "Gujr", "Guru", "Knda", "Latn", "Mlym", "Orya", "Taml", "Telu"}
GROUPS = [words.split() for names in NAMES.values() for words in names.values()]


@pytest.mark.parametrize(
    "words",
    [
        "यूरिया yuriya urea uriya యూరియా ಯೂರಿಯಾ யூரியா یوریا ইউরিয়া યુરિયા ਯੂਰੀਆ ୟୁରିଆ യൂറിയ",
        "डेंगू dengue dengu డెంగ్యూ ڈینگی ডেঙ্গু",
        "मलेरिया malaria maleria மலேரியா",
        "किसान kisan kisaan కిసాన్ ਕਿਸਾਨ کسان கிசான்",
        "डॉक्टर doctor daktar डाक्टर ഡോക്ടർ",
        "बैंक bank baink ব্যাংক బ్యాంక్ ബാങ്ക്",
        "वैक्सीन vaccine vaksin",
        "लोन loan lon",
        "इंजेक्शन injection",
        "स्कूल school skool",
        "आधार aadhaar adhar ఆధార్ ஆதார் ആധാർ",
        "छात्रवृत्ति chhatravritti chatravriti",
        "योजना yojana yojna યોજના",
        "दवाई dawai davai dawaai",
        "बुखार bukhar bukhaar",
        "हॉस्पिटल hospital ഹോസ്പിറ്റൽ",
        "ज़रूरत zaroorat jarurat ضرورت",
        "विज्ञान vigyan",
        "संविधान samvidhan sanvidhan",
        "package पैकेज ਪੈਕੇਜ",
        "मार्केट market മാർക്കറ്റ് مارکیٹ மார்க்கெட்",
        "வாழை vazhai vaalai",
        "ਅੱਛਾ accha achha अच्छा",
        "টমেটো tometo টমেটৌ",
    ],
)
def test_one_key(words: str) -> None:
    assert len({key(word) for word in words.split()}) == 1


@pytest.mark.parametrize(
    "words",
    [
        "ayushman aayushmaan आयुष्मान আয়ুষ্মান ஆயுஷ்மான்",
        "khatauni khatoni खतौनी",
        "umang उमंग",
        "sukanya सुकन्या সুকন্যা ಸುಕನ್ಯಾ సుకన్య",
        "mirgi मिर्गी",
    ],
)
def test_one_name_is_spoken_alike(words: str) -> None:
    assert len({spoken(word) for word in words.split()}) == 1


@pytest.mark.parametrize(
    "words",
    [
        "ayushman samaan सामान someone",
        "khatauni kitni कितना katna",
        "apaar par पर",
        "kushth kist कष्ट",
        "mirgi murgi",
        "bhulekh balak block",
        "esi isi ऐसी",
        "rte raat rati",
        "abha ab bhai",
    ],
)
def test_a_skeleton_in_common_is_not_spoken_alike(words: str) -> None:
    first, *others = words.split()
    assert {key(word) for word in others} & {key(first)}
    assert spoken(first) not in {spoken(word) for word in others}


@pytest.mark.parametrize(
    "words",
    [
        "टीबी tb టీబీ টিবি ਟੀਬੀ ટીબી ଟିବି ടിബി TB",
        "बीपी bp బీపీ বিপি ബിപി",
        "टीवी tv টিভি టీవీ",
        "जीएसटी gst జీఎస్టీ ಜಿಎಸ್\u200cಟಿ ജിഎസ്ടി জিএসটি ஜிஎஸ்டி",
        "ओटीपी otp ఓటీపీ ਓਟੀਪੀ",
        "एचआईवी hiv హెచ్ఐవి എച്ച്ഐവി এইচআইভি",
        "केवाईसी kyc కేవైసీ কেওয়াইসি",
    ],
)
def test_initials_have_one_key_in_every_script(words: str) -> None:
    assert len({key(word) for word in words.split()}) == 1


@pytest.mark.parametrize(
    "word", ["किसान", "बीबी", "दीदी", "नीति", "जेल", "kr", "ghr", "my", "dry", "बी"]
)
def test_an_ordinary_word_is_no_initials(word: str) -> None:
    assert initials(word) == ""
    assert key(word) != word.upper()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("दवा", "दर्द"),
        ("loan", "khad"),
        ("108", "112"),
        ("टीबी", "टीवी"),
        ("tb", "तब"),
        ("दाल", "दिल"),
    ],
)
def test_different_words_differ(one: str, other: str) -> None:
    assert key(one) != key(other)


@pytest.mark.parametrize(
    "words",
    [
        "पंचायत பஞ்சாயத்து panchayat പഞ്ചായത്ത് پنچایت",
        "अटल அடல் atal",
        "कैंसर கேன்சர் cancer کینسر",
        "सब्सिडी சப்சிடி subsidy",
        "निधि nidhi ندھی நிதி",
        "रेट rate ரேட்",
        "स्कूल iskool اسکول",
    ],
)
def test_tamil_and_urdu_agree_at_least_coarsely(words: str) -> None:
    assert len({coarse(word) for word in words.split()}) == 1


def test_names_of_schemes_crops_illnesses_medicines_and_papers() -> None:
    """The share of the names whose spellings in all scripts have a single coarse key, and of the
    spellings that have the key of most of their name."""
    one = sum(len(set(map(coarse, words))) == 1 for words in GROUPS)
    most = [max(Counter(map(key, words)).values()) for words in GROUPS]
    assert one / len(GROUPS) >= 0.90
    assert sum(most) / sum(map(len, GROUPS)) >= 0.93


def test_every_script_is_among_the_names() -> None:
    scripts = {script_of(word) for words in GROUPS for word in words}
    assert scripts >= _SCRIPTS


@pytest.mark.skipif(not SHARED.is_dir(), reason="../shared is not here")
def test_what_people_type_has_the_key_of_the_word() -> None:
    with gzip.open(SHARED / "eval/xlit_words_hi.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    total = sum(row["attestations"] for row in rows)
    for made, least in ((key, 0.95), (coarse, 0.97)):
        same = sum(row["attestations"] for row in rows if made(row["text"]) == made(row["native"]))
        assert same / total >= least


@pytest.mark.skipif(not SHARED.is_dir(), reason="../shared is not here")
@pytest.mark.parametrize(
    ("code", "most"), [("hi", 3.4e-4), ("ta", 1.9e-4), ("ur", 3.9e-4), ("bn", 2.6e-4)]
)
def test_few_pairs_of_frequent_words_share_a_key(code: str, most: float) -> None:
    counts: Counter[str] = Counter()
    with gzip.open(SHARED / f"train/native/{code}.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            counts.update(normalise(json.loads(line)["text"]).split())
    words = [w for w, _ in counts.most_common(12_000) if len(w) > 1 and w.isprintable()]
    words = [w for w in words if all(char.isalpha() or char in SOUND for char in w)][:8000]
    pairs = sum(n * (n - 1) for n in Counter(map(key, words)).values())
    assert pairs / (len(words) * (len(words) - 1)) <= most


def test_the_table_of_letters_knows_only_named_sounds() -> None:
    assert set(SOUND.values()) <= CONSONANTS | VOWELS | {NASAL, VIRAMA, ""}


def test_keys_of_a_text() -> None:
    assert keys("यूरिया, kitna? 108।") == (key("urea"), key("कितना"), "108")


@given(st.text(max_size=20))
@settings(max_examples=200, deadline=None)
def test_any_text_has_plain_keys(text: str) -> None:
    assert all(k.isascii() and k.isalnum() for k in keys(text))
    assert coarse(text) == "" or (coarse(text).isascii() and coarse(text).isalnum())


@given(st.sampled_from([word for words in GROUPS for word in words]))
def test_joiners_and_case_change_no_key(word: str) -> None:
    assert key(word) == key(word.upper()) == key(f"{word}\u200d")
