"""What a person is told only once, or once a day: the disclaimer, that the voice is a computer's.

An emergency and the bot's own notices carry neither. Who wants the voice alone gets the text too
when it carries one.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from nakshatra.catalogue import Catalogue
from nakshatra.safety.disclaimer import disclaimer
from nakshatra.text.transliterate import to_script
from nakshatra.types import Answer, Kind, Profile, Reply

KINDS = (Kind.ANSWER, Kind.UNKNOWN, Kind.REFUSAL)
"""Replies that something may be added to, or sent after."""

_DAY = timedelta(days=1)


def with_disclaimer(
    answer: Answer, profile: Profile, catalogue: Catalogue, now: datetime
) -> Answer:
    told = profile.told_disclaimer_at
    line = disclaimer(answer, catalogue)
    if not line or (told is not None and now - told < _DAY):
        return answer
    return replace(answer, text=f"{answer.text}\n\n{line}")


def with_voice_note(reply: Reply, profile: Profile, catalogue: Catalogue) -> Reply:
    if reply.voice is None or profile.told_computer_voice or reply.kind not in KINDS:
        return reply
    note = _voice_note(reply, catalogue)
    return replace(reply, text=f"{reply.text}\n\n{note}", heard=False)


def told(
    profile: Profile, answer: Answer, reply: Reply, catalogue: Catalogue, now: datetime
) -> Profile:
    """The profile once this reply was delivered."""
    if reply.kind not in KINDS:
        return profile
    line = to_script(disclaimer(answer, catalogue), reply.lang)
    if line and line in reply.text:
        profile = replace(profile, told_disclaimer_at=now)
    if reply.voice is not None and _voice_note(reply, catalogue) in reply.text:
        profile = replace(profile, told_computer_voice=True)
    return replace(profile, greeted=True)


def _voice_note(reply: Reply, catalogue: Catalogue) -> str:
    return to_script(catalogue.phrase("computer_voice", reply.lang.code), reply.lang)
