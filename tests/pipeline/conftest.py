"""Our own bot, wired once."""

from __future__ import annotations

import pytest

from nakshatra.app import specify, wire
from nakshatra.channels.terminal import Terminal
from nakshatra.pipeline.bot import Bot
from nakshatra.settings import Settings
from pipeline.talking import Talk


@pytest.fixture(scope="session")
def our_bot(tmp_path_factory: pytest.TempPathFactory) -> Bot:
    settings = Settings(data_dir=tmp_path_factory.mktemp("data"))
    return wire(specify(settings), {"terminal": Terminal()}).bot


@pytest.fixture
def talk(our_bot: Bot) -> Talk:
    return Talk(our_bot)
