from __future__ import annotations

import pytest

from nakshatra.catalogue import Catalogue
from nakshatra.registry import Spec
from nakshatra.safety.guard import RuleGuard, build
from nakshatra.settings import Settings


@pytest.fixture(scope="session")
def cards() -> Catalogue:
    return Catalogue.load()


@pytest.fixture(scope="session")
def guard(cards: Catalogue) -> RuleGuard:
    return build(Spec(settings=Settings(), catalogue=cards))
