"""What `nakshatra eval lid` counts."""

from __future__ import annotations

from collections.abc import Sequence

from nakshatra.catalogue import Catalogue
from nakshatra.identifiers.tongues import Tongues
from nakshatra.measure.lid import lid
from nakshatra.measure.peers import peers

ROWS = [
    *({"text": "क्या हाल है", "lang": "hi", "script": "Deva", "source": "a/x"} for _ in range(60)),
    *({"text": "kaise ho", "lang": "ur", "script": "Latn", "source": "b"} for _ in range(20)),
    *({"text": "काय चाललंय मित्रा", "lang": "mr", "source": "a"} for _ in range(60)),
    {"text": "के बा", "lang": "bho", "script": "Deva", "source": "c"},
]  # fmt: skip

TONGUES = Tongues.of(Catalogue.load().languages)


def identify(texts: Sequence[str]) -> Sequence[str]:
    """Right about all but ten of the Marathi rows."""
    marathi = iter(range(100))
    return ["mr" if "काय" in t and next(marathi) >= 10 else "hi" for t in texts]


def test_accuracy_and_f1() -> None:
    report = lid(ROWS, identify, TONGUES)
    assert report.n == 140
    assert report.accuracy == 130 / 140
    assert report.languages["mr"].f1 == 2 * 50 / 110
    assert report.macro_f1 == (2 * 50 / 110 + 2 * 80 / 170) / 2


def test_urdu_in_latin_letters_is_hindi_and_dialects_stand_apart() -> None:
    report = lid(ROWS, identify, TONGUES)
    assert "ur" not in report.languages
    assert report.languages["hi"].n == 80
    assert report.dialects["bho"].accuracy == 1.0


def test_by_source_length_and_confusion() -> None:
    report = lid(ROWS, identify, TONGUES)
    assert report.sources["a"].n == 120
    assert report.lengths["000-014"].n == 80
    assert list(report.confusions) == [("mr", "hi", 10)]
    assert report.as_json()["languages"]["mr"]["n"] == 60


def test_a_peer_that_is_installed_is_measured_too() -> None:
    for identify_with in peers().values():
        assert lid(ROWS[:2], identify_with, TONGUES).headline()["accuracy"] == 1.0
