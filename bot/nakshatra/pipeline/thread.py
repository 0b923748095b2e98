"""A query and its answer -> what the next message may lean on, and what of it a profile keeps."""

from __future__ import annotations

from dataclasses import replace

from nakshatra.pipeline.manners import wished
from nakshatra.types import ENGLISH, Answer, Kind, Profile, Query, Reply, Thread, Utterance

_OWN = (Kind.ANSWER, Kind.EMERGENCY, Kind.REFUSAL, Kind.QUESTION)
"""Answers that begin or go on with a subject; a courtesy leaves the last one as it was."""


def threaded(query: Query, answer: Answer) -> Answer:
    return replace(answer, thread=_thread(query, answer))


def _thread(query: Query, answer: Answer) -> Thread | None:
    """What points back and finds nothing ("and dragonfruit?") does not end the subject."""
    before = answer.thread or query.thread
    missed = answer.kind is Kind.UNKNOWN and not (query.points and query.previous)
    if answer.kind not in _OWN and not missed:
        return before
    if answer.thread is not None:
        return replace(answer.thread, details=query.details)
    cited = () if missed else tuple(dict.fromkeys(c.id for c in answer.citations))
    led = bool(query.about) and answer.kind is not Kind.EMERGENCY
    question = query.previous if led else query.text
    asked = query.native if led else ""
    return Thread(question=question, units=cited, asked=asked, details=query.details)


def learned(profile: Profile, reply: Reply) -> Profile:
    """With the language and the way of answering they asked for and, if they let us, what they told
    of themselves."""
    profile = wished(profile, reply.telling)
    if reply.chosen is not None:
        profile = replace(profile, lang=reply.chosen)
    if profile.remember and reply.thread is not None and reply.thread.details:
        profile = replace(profile, details=reply.thread.details)
    return profile


def lettered(profile: Profile, utterance: Utterance) -> Profile:
    """With the letters in which they type a language, if they let us: whoever only speaks is
    answered in its own."""
    lang = utterance.lang
    if not profile.remember or utterance.spoken or lang.code == ENGLISH.code:
        return profile
    others = tuple(code for code in profile.latin if code != lang.code)
    return replace(profile, latin=(lang.code, *others) if lang.script == "Latn" else others)
