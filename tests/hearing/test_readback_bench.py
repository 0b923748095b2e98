"""The bench of readback counts right and misheard sentences; the table: tests/readback_bench.py"""

from __future__ import annotations

import readback_bench as bench


async def test_clean_sentences_are_right_and_none_is_read_back_in_vain() -> None:
    found = await bench.measured(["hi"], 2, ["clean", "noise 0 dB"])
    clean = [one for one in found if one and one.line == "clean"]
    assert [(one.right, one.read_back) for one in clean] == [(True, False)] * 2
    assert bench.back(clean, "clean") == "0 of 2"
    assert bench.under(clean, 1.01) == "2 of 2"
    assert len(found) == 4
