"""A message that begins with "/" -> what the bot says to it, and what it changes in the store.

Every text is a phrase of languages/<code>/language.toml.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from nakshatra.catalogue import Catalogue
from nakshatra.farewell import farewell
from nakshatra.knowledge.slots import value_of
from nakshatra.pipeline.asked import Asked
from nakshatra.pipeline.handing import as_file
from nakshatra.pipeline.manners import wished
from nakshatra.pipeline.menu import menu, topic
from nakshatra.pipeline.notice import notice, privacy
from nakshatra.ports import Store
from nakshatra.settings import Settings
from nakshatra.types import (
    Address,
    Answer,
    Button,
    Detail,
    Kind,
    Lang,
    Message,
    Profile,
    Telling,
    Turn,
)

_NAME = re.compile(r"\w{3,32}", re.ASCII)

_RIGHTS = {
    "web_export": "/export",
    "web_forget": "/forget",
    "web_remember": "/remember",
    "private_button": "/private",
}
"""What a person may do about it: label -> command."""

_DEFAULTS = Settings()

_MODES = (Telling.AUTO, Telling.BOTH, Telling.VOICE, Telling.TEXT)
_LABELS = {
    Telling.AUTO: "voice_auto",
    Telling.BOTH: "voice_always",
    Telling.VOICE: "voice_only",
    Telling.TEXT: "voice_never",
    Telling.SLOW: "voice_slow",
    Telling.NORMAL: "voice_normal",
}
_ONCE = {"always": Telling.BOTH, "never": Telling.TEXT, "only": Telling.VOICE}
"""Words of buttons that were sent before, and of the profile's own field."""


async def command(
    message: Message,
    store: Store,
    catalogue: Catalogue,
    lang: Lang,
    settings: Settings = _DEFAULTS,
) -> Answer:
    """The message begins with "/". Raise `StoreError`."""
    name, *words = message.text[1:].split() or [""]
    asked = Asked(message, tuple(words), store, catalogue, lang, settings)
    run = _COMMANDS.get(name.partition("@")[0].lower(), _unknown)
    return await run(asked)


def beyond(text: str) -> str:
    """What stands behind a command that takes no words, or that we do not know: it may be a cry for
    help. "" = nothing does."""
    name, _, words = text[1:].partition(" ")
    return "" if name.partition("@")[0].lower() in _WITH_WORDS else words.strip()


async def _unknown(asked: Asked) -> Answer:
    return asked.say("unknown_command")


async def _stop(asked: Asked) -> Answer:
    """Nothing more but an emergency, until START."""
    await asked.change(stopped=True)
    return asked.say("stopped")


async def _start(asked: Asked) -> Answer:
    """What stands in the link that brought them, as "ta" or "hi_voice", is how they are answered;
    whatever else stands there is another's mark and means nothing to us."""
    before = await asked.profile()
    code, _, how = asked.word.partition("_")
    chosen: dict[str, Any] = {"greeted": True, "stopped": False}
    if (lang := _spoken(code, asked.catalogue)) is not None:
        chosen["lang"], asked = lang, replace(asked, lang=lang)
        if how in set(Telling):
            told = wished(before, Telling(how))
            chosen |= {"voice": told.voice, "slow": told.slow}
    await asked.change(**chosen)
    if before.stopped:
        return asked.say("started")
    first = notice(asked.lang, asked.catalogue, asked.settings)
    return asked.tell(f"{asked.phrase('greeting')}\n\n{first.text}")


def _spoken(tag: str, catalogue: Catalogue) -> Lang | None:
    """ "hi" or "hi-Latn", where we hold conversations in it."""
    code, _, script = tag.partition("-")
    card = catalogue.languages.get(code)
    if card is None or (script and script not in card.scripts) or not catalogue.greets(code):
        return None
    return Lang(code, script or card.scripts[0])


async def _joined(asked: Asked) -> Answer:
    """Somebody put us into a group: how to call us there."""
    if not _NAME.fullmatch(asked.word):
        return asked.say("help")
    return asked.tell(asked.phrase("group_hello", name=asked.word))


async def _help(asked: Asked) -> Answer:
    return asked.say("help")


async def _privacy(asked: Asked) -> Answer:
    buttons = (asked.button(key, what) for key, what in _RIGHTS.items())
    return asked.tell(privacy(asked.lang, asked.catalogue, asked.settings), *buttons)


async def _private(asked: Asked) -> Answer:
    """From the next message on, until it is ended."""
    on = asked.word != "off"
    await asked.change(private=on)
    return asked.say("private_on" if on else "private_off")


async def _language(asked: Asked) -> Answer:
    if asked.word == "auto":
        await asked.change(lang=None)
        return asked.say("language_auto")
    code, _, script = asked.word.partition("-")
    card = asked.catalogue.languages.get(code)
    if card is None or (script and script not in card.scripts):
        return asked.say("language_choose", *_languages(asked.catalogue))
    chosen = replace(asked, lang=Lang(code, script or card.scripts[0]))
    if not asked.catalogue.greets(code):
        return chosen.tell(asked.catalogue.not_yet(code))
    await asked.change(lang=chosen.lang)
    return chosen.say("language_set")


def _languages(catalogue: Catalogue) -> tuple[Button, ...]:
    cards = catalogue.languages.values()
    return tuple(Button(c.name, f"/language {c.code}") for c in cards if catalogue.greets(c.code))


async def _voice(asked: Asked) -> Answer:
    word = _ONCE.get(asked.word, asked.word)
    before = await asked.profile()
    if word not in set(Telling):
        pace = Telling.NORMAL if before.slow else Telling.SLOW
        return asked.say(
            "voice_choose",
            *(asked.button(_LABELS[one], f"/voice {one}") for one in (*_MODES, pace)),
        )
    after = wished(before, Telling(word))
    await asked.change(voice=after.voice, slow=after.slow)
    return asked.say("voice_set")


async def _forget(asked: Asked) -> Answer:
    if asked.word != "yes":
        return asked.say("forget_confirm", asked.button("forget_yes", "/forget yes"))
    said = asked.tell(f"{asked.phrase('forgotten')}\n{asked.phrase('forgotten_what')}")
    await asked.store.forget(asked.message.address, farewell(asked.message, said))
    return said


async def _export(asked: Asked) -> Answer:
    held = await asked.store.export(asked.message.address)
    return replace(asked.say("export_done"), attachment=as_file(held))


async def _remember(asked: Asked) -> Answer:
    """A parent says yes for a child."""
    profile = await asked.profile()
    if asked.word == "no":
        await asked.change(
            remember=False, parent_agreed=False, asked_memory=True, details=(), latin=()
        )
        return asked.say("not_remembered")
    if profile.child and not profile.parent_agreed and asked.word != "parent":
        parent = asked.button("parent_agrees", "/remember parent")
        return asked.say("remember_child", parent, asked.button("remember_no", "/remember no"))
    if asked.word not in ("yes", "parent"):
        return memory_question(asked.lang, asked.catalogue)
    agreed = profile.parent_agreed or asked.word == "parent"
    await asked.change(remember=True, parent_agreed=agreed, asked_memory=True)
    return asked.say("remembered")


def memory_question(lang: Lang, catalogue: Catalogue) -> Answer:
    """Whether they want to be remembered: asked by itself, and nothing hangs on it."""
    buttons = tuple(
        Button(catalogue.phrase(f"remember_{word}", lang.code), f"/remember {word}")
        for word in ("yes", "no")
    )
    text = catalogue.phrase("remember_ask", lang.code)
    return Answer(
        expert="", text=text, lang=lang, confidence=1.0, kind=Kind.NOTICE, buttons=buttons
    )


async def _feedback(asked: Asked) -> Answer:
    scores = {"good": 1, "bad": -1}
    if asked.word not in scores:
        return asked.say("unknown_command")
    about = asked.words[1] if len(asked.words) > 1 else asked.message.id
    await asked.store.add_feedback(asked.message.address, about, scores[asked.word])
    return asked.say("thanks")


async def _misheard(asked: Asked) -> Answer:
    await taken_back(asked.message.address, asked.word, asked.store)
    return asked.say("taken_back")


async def taken_back(address: Address, message_id: str, store: Store) -> Sequence[Turn]:
    """A question and its answer leave the memory, and with them what they told of the person."""
    gone = await store.take_back(address, message_id)
    if any(_told_in(gone, detail) for detail in (await store.profile(address)).details):
        await store.change_profile(address, lambda profile: _unlearned(profile, gone))
    return gone


def _unlearned(profile: Profile, gone: Sequence[Turn]) -> Profile:
    kept = tuple(detail for detail in profile.details if not _told_in(gone, detail))
    return replace(profile, details=kept)


def _told_in(turns: Sequence[Turn], detail: Detail) -> bool:
    return any(value_of(detail.slot, turn.text) == detail.value for turn in turns)


_COMMANDS: Mapping[str, Callable[[Asked], Awaitable[Answer]]] = {
    "start": _start,
    "stop": _stop,
    "joined": _joined,
    "help": _help,
    "menu": menu,
    "topic": topic,
    "privacy": _privacy,
    "private": _private,
    "language": _language,
    "voice": _voice,
    "forget": _forget,
    "export": _export,
    "remember": _remember,
    "feedback": _feedback,
    "misheard": _misheard,
}

_WITH_WORDS = frozenset(_COMMANDS) - {"stop", "help", "menu", "privacy", "export"}
