"""One of our dataclasses <-> bytes that only the key of its person opens (XChaCha20-Poly1305).

Where the keys lie and how long they live is keyring.py's.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeVar

from nacl.exceptions import CryptoError
from nacl.secret import Aead
from nacl.utils import random

from nakshatra.stores.codec import dump, load

T = TypeVar("T")

KEY_BYTES = Aead.KEY_SIZE

_FIRST = b"\x01"
"""Version of the sealing; JSON of the time before it begins with "{"."""


@dataclass(frozen=True, slots=True)
class Seal:
    """The key of one person; without one it opens nothing."""

    key: bytes = field(repr=False)

    def close(self, value: object) -> bytes:
        return self.wrap(dump(value))

    def open(self, cls: type[T], data: bytes | None) -> T | None:
        """None when there is nothing, or this key does not open it: its person said /forget."""
        plain = None if data is None else self.unwrap(data)
        return None if plain is None else load(cls, plain)

    def wrap(self, plain: bytes) -> bytes:
        return _FIRST + bytes(Aead(self.key).encrypt(plain))

    def unwrap(self, data: bytes) -> bytes | None:
        if not self.key or not is_sealed(data):
            return None
        try:
            return Aead(self.key).decrypt(data[len(_FIRST) :])
        except (CryptoError, ValueError):
            return None


NOBODY = Seal(b"")


def new_seal() -> Seal:
    return Seal(random(KEY_BYTES))


def is_sealed(data: bytes) -> bool:
    return data.startswith(_FIRST)
