"""Whose words may never train a model."""

from __future__ import annotations

from pathlib import Path

import pytest

from nakshatra.channels.telegram.writing import ABILITIES as TELEGRAM
from nakshatra.channels.whatsapp.writing import ABILITIES as WHATSAPP
from nakshatra.errors import CatalogueError
from nakshatra.rights import NEVER_TRAINS, allowed, may_train


def test_the_channels_say_so_themselves() -> None:
    assert (WHATSAPP.may_train, may_train("whatsapp")) == (False, False)
    assert (TELEGRAM.may_train, may_train("telegram")) == (True, True)
    assert set(NEVER_TRAINS) == {"whatsapp"}


@pytest.mark.parametrize("tag", [{"channel": "whatsapp"}, {"may_train": False}])
def test_training_refuses_a_row_from_whatsapp(tag: dict[str, object]) -> None:
    with pytest.raises(CatalogueError, match=r"rows\.jsonl"):
        allowed({"text": "when to sow", **tag}, Path("rows.jsonl"))
    assert allowed({"text": "when to sow"}, Path("rows.jsonl"))
