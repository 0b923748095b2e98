"""A caller's own names of people and messages <-> ours: two callers never see each other's."""

from __future__ import annotations

from nakshatra.types import Address

CHANNEL = "api"
_BETWEEN = "/"
"""Stands in no caller's name."""


def address(caller: str, user: str) -> Address:
    return Address(CHANNEL, f"{caller}{_BETWEEN}{user}")


def message_id(caller: str, id: str) -> str:
    return f"{caller}{_BETWEEN}{id}"


def caller_of(where: Address) -> str:
    return where.user.partition(_BETWEEN)[0]


def user_of(where: Address) -> str:
    return where.user.partition(_BETWEEN)[2]


def id_of(message_id: str) -> str:
    return message_id.partition(_BETWEEN)[2]
