"""What a recogniser invents is not believed."""

from __future__ import annotations

import pytest

from nakshatra.audio.heard import Heard, Piece


def piece(text: str, logprob: float = -0.2, no_speech: float = 0.1, packed: float = 1.2) -> Piece:
    return Piece(text, 2.0, logprob, no_speech, packed)


@pytest.mark.parametrize(
    "invented",
    [
        piece(""),
        piece("धन्यवाद", logprob=-1.2, no_speech=0.9),
        piece("कुछ भी", logprob=-2.0),
        piece("ha ha ha ha ha ha ha ha ha", packed=5.0),
        piece("thank you thank you thank you thank you"),
        piece("और क्या और क्या और क्या और क्या और क्या"),
    ],
)
def test_invented_words_are_left_out(invented: Piece) -> None:
    assert not invented.believed
    assert Heard((invented, piece("गेहूँ का भाव")), "hi", speech=True).text == "गेहूँ का भाव"


@pytest.mark.parametrize("text", ["बहुत बहुत बहुत दर्द है", "no no no", "धीरे धीरे", "1 1 2"])
def test_people_repeat_words_too(text: str) -> None:
    assert piece(text).believed


def test_confidence_is_the_mean_probability_of_what_is_believed() -> None:
    heard = Heard((piece("a", logprob=0.0), piece("b", logprob=-5.0)), "en", speech=True)
    assert heard.confidence == 1.0
    assert Heard((), "en", speech=False).confidence == 0.0
