"""What an SMS costs, judged by another's count, and cuts that break no letter."""

from __future__ import annotations

import random
import unicodedata

import pytest
import smsutil
from hypothesis import given, settings
from hypothesis import strategies as st

from nakshatra.text.aksharas import aksharas
from nakshatra.text.segments import Alphabet, alphabet_of, count, cut, cuts, thrifty

TAIL = "\nMORE"
_BLOCKS = (0x900, 0x980, 0xA00, 0xA80, 0xB00, 0xB80, 0xC00, 0xC80, 0xD00)
_JOINED = ("", "", "\u200c", "\u200d")


def segments_by_another(text: str) -> int:
    return len(smsutil.split(text).parts)


def _letters(block: int, first: int, last: int, category: str) -> list[str]:
    found = map(chr, range(block + first, block + last))
    return [char for char in found if unicodedata.category(char) in category.split()]


def indic(chance: random.Random) -> str:
    """Words of random aksharas of one script, with stops, digits, Latin words and emoji."""
    block = chance.choice(_BLOCKS)
    consonants = _letters(block, 0x15, 0x3A, "Lo")
    signs = ["", *_letters(block, 0x3E, 0x4D, "Mc Mn")]
    virama = chr(block + 0x4D)

    def akshara() -> str:
        joined = (f"{chance.choice(consonants)}{virama}{chance.choice(_JOINED)}" for _ in range(3))
        return "".join([*list(joined)[: chance.choice((0, 0, 0, 1, 2))], chance.choice(consonants)])

    def word() -> str:
        if chance.random() < 0.1:
            return chance.choice(["108", "PM-KISAN", "₹6,000", "👩‍🌾", "[1]", "14.03.2026"])
        long = chance.choice((1, 2, 3, 4, 6, 9, 80)) if chance.random() < 0.1 else 3
        return "".join(akshara() + chance.choice(signs) for _ in range(long))

    words = [word() + chance.choice(("", "", "", "", "।", ".", "?")) for _ in range(60)]
    return " ".join(words[: chance.randint(1, 60)])


def breaks_a_letter(before: str, after: str) -> bool:
    """Said of the two characters alone, not by the rule that made the cut."""
    if not before or not after:
        return False
    if unicodedata.category(after[0]).startswith("M") or after[0] in "\u200c\u200d":
        return True
    last = before.rstrip("\u200c\u200d")[-1:]
    named = unicodedata.name(last, "") if last else ""
    return after[0].isalpha() and named.endswith(("SIGN VIRAMA", "SIGN HALANT"))


def test_two_thousand_texts_of_india_never_split_an_akshara_nor_cost_more_than_counted() -> None:
    chance = random.Random(6)
    for _ in range(2000):
        text = thrifty(indic(chance))
        rest, last = text, ""
        while rest:
            first, rest = cut(rest, 2, TAIL)
            assert not breaks_a_letter(last, first)
            sent = f"{first}{TAIL}" if rest else first
            assert segments_by_another(sent) <= count(sent).segments <= 2, sent
            last = first if not text.split(first, 1)[-1][:1].isspace() else ""
        assert "".join("".join(cuts(text, 2, "")).split()) == "".join(text.split())


@given(st.text(max_size=400))
@settings(max_examples=400, deadline=None)
def test_any_text_at_all_is_cut_to_size_and_nothing_is_lost(text: str) -> None:
    sent = list(cuts(text, 2, ""))
    assert "".join("".join(sent).split()) == "".join(text.split())
    assert all(count(part).segments <= 2 for part in sent)


@given(st.text(alphabet="ab €[\n@é{😀क्", max_size=400))
@settings(max_examples=300, deadline=None)
def test_the_count_is_another_s_count(text: str) -> None:
    """Theirs may spread a pair over two segments, which ours never does."""
    ours = count(text).segments
    assert segments_by_another(text) <= ours <= segments_by_another(text) + 1


@pytest.mark.parametrize(
    ("text", "alphabet", "units", "segments"),
    [
        ("", Alphabet.GSM, 0, 1),
        ("a" * 160, Alphabet.GSM, 160, 1),
        ("a" * 161, Alphabet.GSM, 161, 2),
        ("a" * 306, Alphabet.GSM, 306, 2),
        ("a" * 307, Alphabet.GSM, 307, 3),
        ("€" * 80, Alphabet.GSM, 160, 1),
        ("€" * 81, Alphabet.GSM, 162, 2),
        ("a" * 152 + "€" * 10, Alphabet.GSM, 172, 2),
        ("क" * 70, Alphabet.UCS2, 70, 1),
        ("क" * 71, Alphabet.UCS2, 71, 2),
        ("क" * 134, Alphabet.UCS2, 134, 2),
        ("क" * 135, Alphabet.UCS2, 135, 3),
        ("a" * 69 + "₹", Alphabet.UCS2, 70, 1),
        ("😀" * 35, Alphabet.UCS2, 70, 1),
        ("क" * 66 + "😀" * 34, Alphabet.UCS2, 134, 3),
    ],
)
def test_segments(text: str, alphabet: Alphabet, units: int, segments: int) -> None:
    found = count(text)
    assert (found.alphabet, found.units, found.segments) == (alphabet, units, segments)


def test_a_cut_comes_after_a_sentence_then_a_word_then_an_akshara() -> None:
    sentence = "पहला वाक्य यहाँ है। "
    assert cut(sentence * 9, 1)[0] == (sentence * 3).strip()
    words = "बीज " * 30
    assert cut(words, 1)[0] == ("बीज " * 17).strip()
    assert cut("क्ष" * 60, 1)[0] == "क्ष" * 23


def test_an_akshara_is_whole_in_every_script() -> None:
    assert list(aksharas("क्षत्रिय")) == ["क्ष", "त्रि", "य"]
    assert list(aksharas("ਪ੍ਰੇਮ")) == ["ਪ੍ਰੇ", "ਮ"]
    assert list(aksharas("ನ್ಯಾಯ")) == ["ನ್ಯಾ", "ಯ"]
    assert list(aksharas("க்ஷேமம்")) == ["க்ஷே", "ம", "ம்"]
    assert list(aksharas("ক্‍ষ ন্‌ত")) == ["ক্‍ষ", " ", "ন্‌ত"]


def test_signs_of_print_do_not_double_the_price_of_a_latin_text() -> None:
    assert thrifty("“PM-Kisan” – ₹6,000… ek saal me।") == '"PM-Kisan" - Rs 6,000... ek saal me.'
    assert alphabet_of(thrifty("“Ask” – now…")) is Alphabet.GSM
    assert thrifty("“पूछिए” – ₹10") == "“पूछिए” – ₹10"


def test_a_tail_that_leaves_no_room_is_an_error() -> None:
    with pytest.raises(ValueError, match="no letter fits"):
        cut("क" * 200, 1, "क" * 70)


def test_plain_signs_are_not_written_where_they_cost_more() -> None:
    rupees = "₹" * 134
    assert count(rupees).segments == 2
    assert count(thrifty(rupees)).segments == 2
