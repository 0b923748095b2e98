"""What is fetched of a recording that a person on WhatsApp sent, and what is not."""

from __future__ import annotations

import pytest

from fake_graph_api import FakeGraphApi
from nakshatra.channels.whatsapp import WhatsApp
from nakshatra.errors import ChannelError, Rejected
from nakshatra.types import (
    Media,
    Voice,
)
from whatsapp_payloads import Make

OGG = Voice(b"OggS of the tests" * 9, "audio/ogg; codecs=opus")


async def test_a_recording_is_fetched_as_it_was_sent(graph: FakeGraphApi, wa: WhatsApp) -> None:
    graph.files["1908"] = bytes(range(256)) * 100
    voice = await wa.fetch(Media("1908", "audio/ogg; codecs=opus"))
    assert voice == Voice(graph.files["1908"], "audio/ogg; codecs=opus")


async def test_a_recording_that_says_it_is_too_large_is_not_fetched(
    graph: FakeGraphApi, wa: WhatsApp
) -> None:
    graph.files["1908"], graph.sizes["1908"] = b"x", 16_000_001
    with pytest.raises(Rejected):
        await wa.fetch(Media("1908", "audio/ogg"))
    assert graph.fetched == []


async def test_a_recording_that_hides_its_size_is_refused_all_the_same(
    graph: FakeGraphApi, wa_make: Make
) -> None:
    graph.files["1908"], graph.sizes["1908"] = bytes(200_000), 1
    with pytest.raises(Rejected):
        await wa_make(max_media_bytes=100_000).fetch(Media("1908", "audio/ogg"))


async def test_what_is_no_sound_is_not_fetched(graph: FakeGraphApi, wa: WhatsApp) -> None:
    graph.files["1908"] = b"MZ"
    with pytest.raises(Rejected):
        await wa.fetch(Media("1908", "application/x-msdownload"))


@pytest.mark.parametrize("url", ["https://evil.example/x", "http://a.fbsbx.com/x", "file:///etc"])
async def test_our_token_is_shown_to_nobody_else(
    graph: FakeGraphApi, wa: WhatsApp, url: str
) -> None:
    graph.files["1908"], graph.elsewhere["1908"] = b"x", url
    with pytest.raises(ChannelError):
        await wa.fetch(Media("1908", "audio/ogg"))


async def test_a_recording_that_is_no_more_is_an_error_of_the_channel(wa: WhatsApp) -> None:
    with pytest.raises(ChannelError):
        await wa.fetch(Media("1908", "audio/ogg"))
