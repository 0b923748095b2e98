"""Parts of a recording, as a phone's player asks for them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nakshatra.server.ranges import part

DATA = b"0123456789"


@pytest.mark.parametrize(
    ("asked", "status", "got", "said"),
    [
        (None, 200, DATA, None),
        ("bytes=0-", 206, DATA, "bytes 0-9/10"),
        ("bytes=2-4", 206, b"234", "bytes 2-4/10"),
        ("bytes=8-99", 206, b"89", "bytes 8-9/10"),
        ("bytes=-3", 206, b"789", "bytes 7-9/10"),
        ("bytes=-99", 206, DATA, "bytes 0-9/10"),
        ("bytes=10-", 416, b"", "bytes */10"),
        ("bytes=5-2", 416, b"", "bytes */10"),
        ("bytes=-0", 416, b"", "bytes */10"),
        ("bytes=0-1,4-5", 200, DATA, None),
        ("bytes=-", 200, DATA, None),
        ("lines=1-2", 200, DATA, None),
    ],
)
def test_a_part(asked: str | None, status: int, got: bytes, said: str | None) -> None:
    response = part(DATA, asked, "audio/ogg")
    assert (response.status_code, response.body) == (status, got)
    assert response.headers.get("content-range") == said


@settings(max_examples=100)
@given(st.binary(max_size=40), st.text(max_size=12))
def test_no_header_breaks_it(data: bytes, asked: str) -> None:
    assert part(data, f"bytes={asked}", "audio/ogg").status_code in (200, 206, 416)
