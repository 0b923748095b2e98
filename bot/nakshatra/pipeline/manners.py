"""How a person asked to be answered -> their profile; decides nothing about one answer."""

from __future__ import annotations

from dataclasses import replace

from nakshatra.types import Profile, Telling, VoiceMode

_MODES = {
    Telling.AUTO: VoiceMode.AUTO,
    Telling.TEXT: VoiceMode.NEVER,
    Telling.VOICE: VoiceMode.ONLY,
    Telling.BOTH: VoiceMode.ALWAYS,
}


def wished(profile: Profile, telling: Telling | None) -> Profile:
    """The profile from now on; the same when nothing was asked."""
    if telling is None:
        return profile
    if telling in _MODES:
        return replace(profile, voice=_MODES[telling])
    return replace(profile, slow=telling is Telling.SLOW)
