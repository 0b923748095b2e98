"""A unit that depends on a state is not said to somebody of another, and is asked for once."""

from __future__ import annotations

from pathlib import Path

import pytest

from nakshatra.catalogue import Catalogue
from nakshatra.errors import CatalogueError
from nakshatra.home import home
from nakshatra.knowledge.answering import Answering, open_answering
from nakshatra.knowledge.clarify import missing
from nakshatra.knowledge.index import Hit, Signs
from nakshatra.knowledge.slots import value_of
from nakshatra.types import Answer, Detail, Kind, Lang, Query, Thread
from small_pack import write_pack


def kites(tmp_path: Path, **units: str) -> Answering:
    """The small pack, with a line more in some of its units."""
    folder = write_pack(tmp_path)
    for unit, line in units.items():
        path = folder / "units" / f"{unit}.toml"
        path.write_text(f"{line}\n{path.read_text('utf-8')}", "utf-8")
    return open_answering("kites", Catalogue.load(home(), tmp_path))


def ask(
    answering: Answering,
    text: str,
    *told: Detail,
    thread: Thread | None = None,
    field: float = 1.0,
) -> Answer:
    lang = Lang("en", "Latn")
    query = Query(text=text, native=text, lang=lang, details=told, thread=thread, field=field)
    answer = answering.answer(query)
    assert answer is not None
    return answer


OF_CROPS = dict.fromkeys(("licence", "office"), 'asks_for = ["crop"]')
BOTH = {"licence": 'states = ["bihar"]', "office": 'states = ["punjab"]'}
EITHER = "my kite"


@pytest.fixture
def by_state(tmp_path: Path) -> Answering:
    return kites(tmp_path, **BOTH)


def test_it_asks_for_the_state_when_units_differ_by_it(by_state: Answering) -> None:
    asked = ask(by_state, EITHER)
    assert asked.kind is Kind.QUESTION
    assert asked.thread is not None
    assert asked.thread.asks == "state"
    assert asked.text == by_state.catalogue.languages["en"].phrases["ask_state"]


def test_it_does_not_ask_when_the_state_was_told(by_state: Answering) -> None:
    told = ask(by_state, EITHER, Detail("state", "bihar"))
    assert [c.id for c in told.citations] == ["kites/licence"]
    told = ask(by_state, EITHER, Detail("state", "punjab"))
    assert [c.id for c in told.citations] == ["kites/office"]


def test_it_does_not_ask_for_a_crop_when_two_are_named(tmp_path: Path) -> None:
    answering = kites(tmp_path, **OF_CROPS)
    assert ask(answering, EITHER).kind is Kind.QUESTION
    assert ask(answering, f"{EITHER}, wheat is cut, now for mustard").kind is not Kind.QUESTION


@pytest.mark.parametrize(
    ("slot", "best", "asks"),
    [("crop", 0.7, True), ("crop", 0.9, False), ("state", 0.9, True)],
)
def test_a_crop_is_not_asked_for_where_the_unit_is_plain(
    tmp_path: Path, slot: str, best: float, asks: bool
) -> None:
    answering = kites(tmp_path, **(BOTH if slot == "state" else OF_CROPS))
    licence, office = answering.pack.units["licence"], answering.pack.units["office"]
    hits = [Hit(licence, best, Signs(1, 1, 1)), Hit(office, 0.1, Signs(1, 1, 1))]
    lacks = missing(Query(text=EITHER, native=EITHER, lang=Lang("en", "Latn")), hits, 0.5)
    assert (lacks is not None and lacks.slot == slot) is asks


def test_where_it_would_not_be_asked_back_the_likeliest_is_said(tmp_path: Path) -> None:
    answering = kites(tmp_path, **OF_CROPS)
    said = ask(answering, EITHER, field=0.9)
    assert said.kind is Kind.ANSWER
    assert said.citations[0].id in ("kites/licence", "kites/office")
    asked = Thread(question=EITHER, asks="crop", units=("kites/licence",))
    assert ask(answering, EITHER, thread=asked, field=0.9).kind is Kind.UNKNOWN
    assert ask(kites(tmp_path / "other", **BOTH), EITHER, field=0.9).kind is Kind.QUESTION


def test_it_never_asks_twice(by_state: Answering) -> None:
    before = Thread(question=EITHER, asks="state", units=("kites/licence",))
    assert ask(by_state, EITHER, thread=before).kind is Kind.UNKNOWN


def test_a_unit_of_one_state_is_not_said_in_another(tmp_path: Path) -> None:
    answering = kites(tmp_path, licence=BOTH["licence"])
    assert ask(answering, "kite licence fee in Punjab").kind is Kind.UNKNOWN
    assert ask(answering, "kite licence fee in Bihar").kind is Kind.ANSWER
    assert ask(answering, "how much is a kite licence").kind is Kind.ANSWER


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('asks_for = ["colour"]', r"licence\.toml: asks_for names 'colour'; choose of age, crop"),
        ('states = ["Bihar"]', r"licence\.toml: states names 'Bihar'; write it as in"),
        ('common = ["price"]', r"licence\.toml: common names 'price'; add it to \[facts\]"),
    ],
)
def test_a_wrong_name_is_told_with_its_file(tmp_path: Path, line: str, message: str) -> None:
    with pytest.raises(CatalogueError, match=message):
        kites(tmp_path, licence=line)


@pytest.mark.parametrize(
    ("slot", "text", "value"),
    [
        ("state", "मैं बिहार से हूँ", "bihar"),
        ("state", "ಕರ್ನಾಟಕ", "karnataka"),
        ("state", "I live in west bengal", "west_bengal"),
        ("state", "UP", "uttar_pradesh"),
        ("state", "bihar or punjab", ""),
        ("crop", "పత్తి", "cotton"),
        ("crop", "gehu", "wheat"),
        ("crop", "मेरी फसल", ""),
        ("age", "बच्चे के लिए", "child"),
        ("age", "பெரியவர்", "adult"),
        ("age", "", ""),
    ],
)
def test_a_value_is_known_in_any_script(slot: str, text: str, value: str) -> None:
    assert value_of(slot, text) == value


def test_a_small_word_names_no_crop() -> None:
    """ "का" sounds like the Bengali "আখ", sugarcane."""
    assert value_of("crop", "गेहूँ का भाव क्या है") == "wheat"
    assert value_of("crop", "मेरे खेत का काम") == ""


@pytest.mark.parametrize(
    "text",
    [
        "सरकारी दाम कितना मिलेगा",
        "sarkari daam kitna milega",
        "कल दुकान वाला आएगा",
        "which scheme is this, some portal but without land",
        "ఎలా చేయాలి",
        "ಕೇಂದ್ರ ಎಲ್ಲಿ ಇಲ್ಲ",
        "পরীক্ষার ফল ভালো হলে",
        "मुलगा बाहेर गेला",
    ],
)
def test_everyday_words_name_nothing(text: str) -> None:
    """They sound like chilli, banana, sesame, cotton, Sikkim, Assam, Bihar in one language or
    another."""
    assert (value_of("crop", text), value_of("state", text)) == ("", "")


@pytest.mark.parametrize(
    ("text", "crop"),
    [
        ("गव्हाचा हमीभाव", "wheat"),
        ("mohricha bhav kay", "mustard"),
        ("ડાંગરનો ટેકાનો ભાવ", "paddy"),
        ("তুলোর সরকারি দর", "cotton"),
        ("వడ్ల మద్దతు ధర", "paddy"),
        ("உருளைக்கிழங்கில் நோய்", "potato"),
        ("માંડવીનો ભાવ", "groundnut"),
        ("মুসুরের দর কত", "lentil"),
    ],
)
def test_a_name_with_an_ending_is_known(text: str, crop: str) -> None:
    assert value_of("crop", text) == crop


@pytest.mark.parametrize(
    ("text", "crop"),
    [("what is the msp of mustard", "mustard"), ("what is the price of onion", "onion")],
)
def test_small_words_name_nothing(text: str, crop: str) -> None:
    """ "what" sounds like paddy in Kannada, "of" like UP."""
    assert value_of("crop", text) == crop
    assert not value_of("state", text)
