"""Settings -> where the databases lie."""

from __future__ import annotations

import sqlalchemy as sa

from nakshatra.closed import close, touch
from nakshatra.errors import StoreError
from nakshatra.settings import Settings
from nakshatra.stores.keyring import FILE as KEYS

FILE = "nakshatra.sqlite"


def url_of(settings: Settings) -> str:
    """SQLite in data_dir unless the operator names a PostgreSQL."""
    if not settings.database_url:
        return f"sqlite+aiosqlite:///{settings.data_dir / FILE}"
    url = sa.make_url(settings.database_url)
    driver = {"postgresql": "postgresql+psycopg", "sqlite": "sqlite+aiosqlite"}
    backend = url.get_backend_name()
    if backend not in driver:
        raise StoreError(
            f"database_url: {backend} is not served; use postgresql:// or leave it out"
        )
    return url.set(drivername=driver[backend]).render_as_string(hide_password=False)


def keys_url(settings: Settings) -> str:
    return f"sqlite+aiosqlite:///{settings.data_dir / KEYS}"


def make_folder(settings: Settings) -> None:
    """With its files, for this user alone. Raise `StoreError`."""
    try:
        close(settings.data_dir)
        for name in (FILE, KEYS):
            touch(settings.data_dir / name)
    except OSError as error:
        raise StoreError(
            f"{settings.data_dir}: {error.strerror}; set data_dir to a folder that may be written"
        ) from error
