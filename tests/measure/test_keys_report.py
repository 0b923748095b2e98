from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from nakshatra.cli.eval import command
from nakshatra.measure.keys import sounds


def test_agreement_is_counted_by_pair_and_by_attestation() -> None:
    pairs = [
        {"text": "किसान", "native": "kisan", "attestations": 3},
        {"text": "किसान", "native": "fasal", "attestations": 1},
    ]
    report = sounds(pairs, [["urea", "यूरिया"], ["அடல்", "atal"]], {"hi": ["कल काला कौन"]})
    assert report["key"]["pairs"] == 0.5
    assert report["key"]["attested"] == 0.75
    assert report["key"]["one_key"] == 0.5
    assert report["coarse"]["one_key"] == 1.0
    assert report["key"]["collide_hi"] == pytest.approx(10_000 / 3)
    assert report["coarse_scripts"] == {"Deva": 1.0, "Latn": 1.0, "Taml": 1.0}


def test_a_row_without_a_word_is_named(tmp_path: Path) -> None:
    file = tmp_path / "rows.jsonl"
    file.write_text(json.dumps({"text": "किसान"}) + "\n", "utf-8")
    result = CliRunner().invoke(command, ["sounds", str(file)])
    assert result.exit_code == 1
    assert "a row has no native" in result.output
