"""Names of people and messages -> short hashes: what the tables know them by.

Pseudonymous, not anonymous: who knows a platform's id can compute the hash.
"""

from __future__ import annotations

from hashlib import blake2b

from nakshatra.types import Address


def owner_of(address: Address) -> str:
    return _hash(address.channel, address.user)


def key_of(address: Address, message_id: str) -> str:
    """One delivery of one message of one channel; a second delivery has the same key."""
    return _hash(address.channel, message_id)


def _hash(*parts: str) -> str:
    text = "\0".join(parts).encode("utf-8", "surrogatepass")
    return blake2b(text, digest_size=16).hexdigest()
