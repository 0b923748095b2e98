"""Error rates are counted as the field counts them; what is not heard counts in full."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes import ENGLISH, HINDI, HINGLISH, FakeTranscriber
from nakshatra.errors import MissingModel, NakshatraError, Unheard
from nakshatra.measure.speech import Report, errors, plain, speech, spelling_errors
from nakshatra.types import Lang, Utterance
from recordings import encoded, tone


async def measured(tmp_path: Path, right: str, heard: Utterance | NakshatraError) -> Report:
    (tmp_path / "a.wav").write_bytes(encoded(tone(1.0), "wav", "pcm_s16le", 16_000))
    row = {"file": "a.wav", "text": right, "lang": "hi", "script": "Deva", "source": "made"}
    return await speech([row], tmp_path, FakeTranscriber(heard))


@pytest.mark.parametrize(
    ("right", "written", "lang", "wer", "lenient"),
    [
        ("गेहूँ का भाव", "गेहूँ का भाव।", HINDI, 0.0, 0.0),
        ("गेहूँ का भाव", "गेहूँ भाव", HINDI, 1 / 3, 1 / 3),
        ("गेहूँ का भाव", "गेहुँ का भाव", HINDI, 1 / 3, 0.0),
        ("Call NOW!", "call now", ENGLISH, 0.0, 0.0),
    ],
)
async def test_word_error_rates(
    tmp_path: Path, right: str, written: str, lang: Lang, wer: float, lenient: float
) -> None:
    report = await measured(tmp_path, right, Utterance(written, lang))
    assert report.wer == pytest.approx(wer)
    assert report.lenient_wer == pytest.approx(lenient)
    assert report.languages["hi"].n == report.n == 1


async def test_hindi_in_latin_letters_is_compared_in_its_own(tmp_path: Path) -> None:
    report = await measured(tmp_path, "फसल का दाम", Utterance("fasal ka daam", HINGLISH))
    assert report.lenient_wer == 0.0
    assert report.cer < 0.5


async def test_what_is_unheard_counts_in_full(tmp_path: Path) -> None:
    report = await measured(tmp_path, "दो शब्द", Unheard("nobody speaks"))
    assert (report.wer, report.cer, report.unheard) == (1.0, 1.0, 1)


async def test_a_missing_model_is_no_measurement(tmp_path: Path) -> None:
    report = await measured(tmp_path, "दो शब्द", MissingModel("run x"))
    assert (report.n, report.failed) == (0, {"run x": 1})


@given(right=st.text("अबक ", max_size=12), written=st.text("अबक ", max_size=12))
def test_distance_is_a_distance(right: str, written: str) -> None:
    assert errors(right, right) == 0
    assert errors(right, written) == errors(written, right)
    assert abs(len(right) - len(written)) <= errors(right, written) <= max(len(right), len(written))


@pytest.mark.parametrize(
    ("right", "written"),
    [
        ("सड़क पर गाड़ी", "सडक पर गाडी"),
        ("गाँव में कहाँ", "गांव मे कहां".replace("मे ", "में ")),
        ("हिन्दी की किताब", "हिंदी कि किताब"),
        ("जन धन योजना", "जनधन योजना"),
        ("राशनकार्ड कैसे", "राशन कार्ड कैसे"),
        ("বাংলা দীন", "বাঁলা দিন"),
        ("రేషన్ కార్డు", "రెషన్ కార్డు"),
        ("தேதி", "தெதி"),
        ("WheaT price", "wheat price"),
    ],
)
def test_spellings_that_people_mix_are_no_errors(right: str, written: str) -> None:
    assert spelling_errors(right, written) == 0


@pytest.mark.parametrize(
    ("right", "written", "wrong"),
    [
        ("जन धन योजना", "जन योजना", 1),
        ("कल आना", "काल आना", 1),
        ("दस दिन", "दस रात", 1),
        ("नहीं", "", 1),
        ("एक सौ आठ", "एक आठ सौ", 2),
    ],
)
def test_other_words_stay_errors(right: str, written: str, wrong: int) -> None:
    assert spelling_errors(right, written) == wrong


TEXTS = st.text("कखगिीुूंँ़ abaे", max_size=14)


@given(right=TEXTS, written=TEXTS)
def test_the_lenient_measure_forgives_and_never_punishes(right: str, written: str) -> None:
    strict = errors(plain(right).split(), plain(written).split())
    lenient = spelling_errors(right, written)
    assert spelling_errors(right, right) == 0
    assert 0 <= lenient <= strict
    assert lenient == spelling_errors(written, right)
    assert spelling_errors(right, plain(right)) == 0


@given(
    words=st.lists(st.sampled_from(["गेहूँ", "पानी", "कब", "दें", "खाद"]), min_size=2),
    at=st.integers(0),
)
def test_a_space_more_or_less_is_no_error_and_a_word_less_is_one(words: list[str], at: int) -> None:
    at %= len(words) - 1
    right = " ".join(words)
    joined = [*words[:at], words[at] + words[at + 1], *words[at + 2 :]]
    assert spelling_errors(right, " ".join(joined)) == 0
    assert spelling_errors(right, " ".join(words[:at] + words[at + 1 :])) == 1


def test_only_letters_and_digits_are_compared() -> None:
    assert plain("  Hello, World! 108। ") == "hello world 108"
