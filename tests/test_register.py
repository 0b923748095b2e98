"""Every repository of weights that was looked at has a card, or a reason why it has none."""

from __future__ import annotations

import csv
import os
import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from itertools import product
from pathlib import Path

import pytest

from nakshatra.catalogue import Catalogue
from nakshatra.home import home

SHARED = Path(os.environ.get("NAKSHATRA_SHARED", Path(__file__).parents[2] / "shared"))
CARDS = Catalogue.load().models.values()
ON_A_HUB = {card.repository for card in CARDS if not card.repository.startswith("none: ")}
with (home() / "models/register.tsv").open(encoding="utf-8", newline="") as file:
    REGISTER = list(csv.DictReader(file, delimiter="\t"))
NAMES = [row["repository"] for row in REGISTER]


def test_what_has_a_card_is_said_to_have_one_and_nothing_else_is() -> None:
    assert {row["repository"] for row in REGISTER if row["verdict"] == "card"} == ON_A_HUB


def test_what_has_no_card_says_why() -> None:
    for row in REGISTER:
        assert row["verdict"] in ("card", "twin", "form", "licence", "unfit"), row
        assert (len(row["why"]) > 10) == (row["verdict"] != "card"), row


def test_each_repository_stands_there_once_and_under_one_verdict() -> None:
    assert len(NAMES) == len(set(NAMES))
    for row in REGISTER:
        if "*" in row["repository"]:
            assert not [one for one in ON_A_HUB if fnmatchcase(one, row["repository"])], row


def test_a_second_source_names_the_card_it_is_one_of() -> None:
    for row in REGISTER:
        if row["verdict"] == "twin":
            words = re.findall(r"[\w.*-]+", row["why"])
            assert any(fnmatchcase(card.id, word) for card in CARDS for word in words), row


def test_all_of_the_catalogue_of_models_is_in_the_register() -> None:
    catalogue = SHARED / "models-catalogue.md"
    if not catalogue.is_file():
        pytest.skip("no ../shared/models-catalogue.md here")
    rows = [line for line in catalogue.read_text("utf-8").splitlines() if line.startswith("|")]
    named = {name for row in rows for name in _repositories(row)}
    assert len(named) > 100
    lost = [name for name in named if not any(fnmatchcase(name, one) for one in NAMES)]
    assert not lost


_FILES = re.compile(r"\.(onnx|bin|json|txt|model|zip|\w*\})$")
_FOLDERS = ("models", "onnx", "hi", "it2_distilled_ckpts", "it2_preprint_ckpts", "indicMT", "en")


def _repositories(row: str) -> Iterator[str]:
    """Owner/name of each repository in it, with "{a,b}" written out; no paths of files."""
    for quoted in re.findall(r"`([\w.-]+/[^`\s/]+)[`\s]", row):
        if quoted.split("/")[0] in _FOLDERS or _FILES.search(quoted):
            continue
        parts = [part.split(",") for part in re.split(r"[{}]", quoted.replace("<lang>", "xx"))]
        yield from ("".join(choice) for choice in product(*parts))
