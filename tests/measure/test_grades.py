"""A grade is a share of cases that pass; README's table is what the command prints."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import click
import pytest

from fakes import ADDRESS
from nakshatra.catalogue import Catalogue
from nakshatra.cli.languages import BEGIN, END, between_marks, graded
from nakshatra.errors import CatalogueError
from nakshatra.home import home
from nakshatra.measure.grades import Mark, Share, Tools, grade, table
from nakshatra.types import Citation, Identified, Kind, Lang, Reply

CARDS = Catalogue.load()
HINDI = CARDS.languages["hi"]


class AllHindi:
    def identify_batch(self, texts: Sequence[str], hint: Lang | None = None) -> list[Identified]:
        return [Identified(Lang("hi", "Deva"), 1.0) for _ in texts]


async def fever(case: Mapping[str, Any]) -> Reply:
    """Knows fever, and takes every "साँप" for an emergency."""
    kind = Kind.EMERGENCY if "साँप" in case["text"] else Kind.ANSWER
    cited = (Citation("health/fever_adult", "", "", "2026-01-01"),)
    return Reply(address=ADDRESS, to="1", text="x", lang=Lang("hi", "Deva"), kind=kind,
                 citations=cited)  # fmt: skip


def write(path: Path, rows: Sequence[Mapping[str, Any]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")


def test_marks() -> None:
    assert [Share(*s).mark for s in ((20, 20), (18, 20), (14, 20), (9, 20), (5, 5), (0, 0))] == [
        Mark.YES, Mark.YES, Mark.PARTLY, Mark.NO, Mark.UNPROVEN, Mark.NO,
    ]  # fmt: skip


async def test_a_language_is_graded_by_its_own_cases(tmp_path: Path) -> None:
    write(
        tmp_path / "languages" / "hi" / "cases.jsonl",
        [{"text": f"बात {n}", "lang": "hi-Deva" if n < 19 else "hi-Latn"} for n in range(20)],
    )
    case = {"lang": "hi-Deva", "kind": "answer", "id": "health-1"}
    asked = [case | {"text": f"बुखार {n}", "units": ["health/fever_adult"]} for n in range(15)]
    asked += [case | {"text": f"मधुमेह {n}", "units": ["health/diabetes"]} for n in range(5)]
    write(tmp_path / "experts" / "health" / "cases" / "hi.jsonl", asked)
    urgent = [{"text": "साँप ने काटा", "lang": "hi-Deva", "emergency": True}] * 3
    write(tmp_path / "experts" / "emergency" / "cases" / "hi.jsonl", urgent)

    found = await grade(HINDI, CARDS, tmp_path, Tools(AllHindi(), fever))
    assert (str(found.understood), found.understand) == ("19/20", Mark.YES)
    assert (str(found.answered), found.answer) == ("15/20", Mark.PARTLY)
    assert str(found.caught) == "3/3"
    assert "| Hindi हिन्दी | yes (19/20) | partly (15/20) | 3/3 |" in table([found], CARDS.languages)


async def test_without_phrases_or_emergencies_a_language_is_not_answered(tmp_path: Path) -> None:
    bare = replace(HINDI, phrases={})
    found = await grade(bare, CARDS, tmp_path, Tools(AllHindi(), fever))
    assert (found.understand, found.answer) == (Mark.NO, Mark.NO)


async def test_a_case_that_is_none_is_named(tmp_path: Path) -> None:
    write(tmp_path / "languages" / "hi" / "cases.jsonl", [{"text": "x"}])
    with pytest.raises(CatalogueError, match=r"cases.jsonl, line 1"):
        await grade(HINDI, CARDS, tmp_path, Tools(AllHindi(), fever))


def test_the_table_goes_between_the_marks() -> None:
    assert between_marks(f"a\n{BEGIN}\nold\n{END}\nb", "new") == f"a\n{BEGIN}\nnew\n{END}\nb"
    with pytest.raises(click.ClickException, match="no place"):
        between_marks("a", "new")


async def test_readme_says_what_the_cases_say() -> None:
    readme = home() / "README.md"
    if not readme.is_file():
        pytest.skip("installed without its README")
    page = readme.read_text("utf-8")
    assert between_marks(page, await graded()) == page
