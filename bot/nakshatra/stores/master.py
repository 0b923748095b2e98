"""Setting or file -> the operator's master keys, under which the keys of people are kept.

The first of them seals, the others only open: that is how a master key is changed.
"""

from __future__ import annotations

import binascii
import os
from base64 import b64decode, b64encode
from collections.abc import Sequence
from pathlib import Path

from nakshatra.errors import StoreError
from nakshatra.settings import Settings
from nakshatra.stores.seal import KEY_BYTES, Seal, new_seal

FILE = "master.key"

_HOW = (
    "one is 32 bytes in base64, as `openssl rand -base64 32` makes; "
    "several are parted by commas, the newest first"
)


def masters(settings: Settings) -> Sequence[Seal]:
    """Raise `StoreError` when a key is malformed or its file cannot be read."""
    if settings.master_key:
        return _read(settings.master_key.split(","), "NAKSHATRA_MASTER_KEY")
    if settings.database_url.startswith("postgresql"):
        raise StoreError(
            "NAKSHATRA_MASTER_KEY is not set: machines that share a database share it too; " + _HOW
        )
    path = settings.data_dir / FILE
    try:
        return _read(_kept(path).split(), str(path))
    except OSError as error:
        raise StoreError(f"{path}: {error.strerror}; let this user alone read it") from error


def _kept(path: Path) -> str:
    """The file's text; made at the first start, for this user's eyes alone."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text("ascii", "replace")
    text = b64encode(new_seal().key).decode("ascii") + "\n"
    with os.fdopen(handle, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    return text


def _read(texts: Sequence[str], where: str) -> Sequence[Seal]:
    keys = [_key(text.strip(), where) for text in texts if text.strip()]
    if not keys:
        raise StoreError(f"{where} holds no key; {_HOW}")
    return keys


def _key(text: str, where: str) -> Seal:
    try:
        key = b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != KEY_BYTES:
        raise StoreError(f"{where} holds what is no key; {_HOW}")
    return Seal(key)
