"""Which languages share a script is said by the cards alone."""

from __future__ import annotations

from dataclasses import replace

from nakshatra.catalogue import Catalogue
from nakshatra.identifiers.tongues import Tongues


def test_scripts_are_shared_as_the_cards_say() -> None:
    tongues = Tongues.of(Catalogue.load().languages)
    assert tongues.only("Telu") == "te"
    assert tongues.only("Deva") == ""
    assert tongues.first("Deva") == "hi"
    assert tongues.first("Beng") == "bn"
    assert {"hi", "mr", "ne", "mai", "bho"} <= set(tongues.groups["Deva"])
    assert "ur" not in tongues.groups["Latn"]
    assert "bho" not in tongues.groups["Latn"]
    assert tongues.dialects["mag"] == "hi"


def test_a_new_card_joins_its_script() -> None:
    cards = dict(Catalogue.load().languages)
    cards["tcy"] = replace(cards["kn"], code="tcy", english="Tulu", speakers=1.8)
    tongues = Tongues.of(cards)
    assert tongues.groups["Knda"] == ("kn", "tcy")
    assert tongues.only("Knda") == ""
