"""Whether this is the moment to ask a person, once, if they want to be remembered. Asks nobody."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from nakshatra.quiet import is_quiet
from nakshatra.settings import Settings
from nakshatra.types import Kind, Profile, Reply

HELPED = 3
"""Answers after which a person knows what there is to remember."""


def counted(profile: Profile, reply: Reply) -> Profile:
    """With this reply among the answers they got."""
    if reply.kind is not Kind.ANSWER or profile.helped >= HELPED:
        return profile
    return replace(profile, helped=profile.helped + 1)


def may_ask(profile: Profile, reply: Reply, now: datetime, settings: Settings) -> bool:
    """`profile` counts this reply. By day, after an ordinary answer, nobody twice and no child."""
    refused = profile.remember or profile.asked_memory or profile.child or profile.private
    night = is_quiet(now, settings.quiet_from, settings.quiet_to)
    ordinary = reply.kind is Kind.ANSWER
    return ordinary and profile.helped >= HELPED and not refused and not night
