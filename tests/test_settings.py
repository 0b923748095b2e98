from __future__ import annotations

from pathlib import Path

import pytest

from nakshatra.errors import CatalogueError
from nakshatra.settings import Settings


def test_environment_wins_over_file_and_options_over_both(tmp_path: Path) -> None:
    config = tmp_path / "nakshatra.toml"
    config.write_text('port = 1000\nhost = "0.0.0.0"\n')
    environ = {"NAKSHATRA_CONFIG": str(config), "NAKSHATRA_PORT": "2000"}
    assert Settings.load(environ).port == 2000
    assert Settings.load(environ, port=3000).port == 3000
    assert Settings.load(environ).host == "0.0.0.0"


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("prt = 1", "no setting is called 'prt'"),
        ('port = "many"', "port"),
        ("port = 0", "port"),
        ('telegram_token = "1:a"', "NAKSHATRA_TELEGRAM_TOKEN in the environment"),
        ("port = ", "nakshatra.toml"),
    ],
)
def test_a_wrong_file_is_refused_and_says_why(tmp_path: Path, line: str, says: str) -> None:
    config = tmp_path / "nakshatra.toml"
    config.write_text(line)
    with pytest.raises(CatalogueError, match=says):
        Settings.load({"NAKSHATRA_CONFIG": str(config)})


def test_secrets_are_never_printed() -> None:
    settings = Settings.load({"NAKSHATRA_TELEGRAM_TOKEN": "123:secret"})
    assert settings.telegram_token == "123:secret"
    assert "secret" not in repr(settings).replace("telegram_secret", "")
