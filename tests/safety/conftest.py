from __future__ import annotations

import pytest

from nakshatra.catalogue import Catalogue, home
from nakshatra.registry import Spec
from nakshatra.safety.alarms import Ear, open_ear
from nakshatra.safety.guard import RuleGuard, build
from nakshatra.settings import Settings


@pytest.fixture(scope="session")
def cards() -> Catalogue:
    return Catalogue.load()


@pytest.fixture(scope="session")
def guard(cards: Catalogue) -> RuleGuard:
    return build(Spec(settings=Settings(), catalogue=cards))


@pytest.fixture(scope="session")
def ear() -> Ear:
    """The shipped one, of emergencies."""
    opened = open_ear(home() / "experts" / "emergency")
    assert opened is not None
    return opened
