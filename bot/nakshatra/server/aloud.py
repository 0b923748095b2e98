"""A letter's number -> its spoken reply: the first sentence, or all of it, made when asked for.

The page plays the first sentence at once and fetches the whole meanwhile. What was made is held in
memory for a while: players ask for the same recording in several ranges.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from nakshatra.forgetful import of_mine
from nakshatra.server.ranges import part
from nakshatra.server.session import person
from nakshatra.server.site import site_of
from nakshatra.types import Address, Reply, Script, Voice

_HELD = 16
"""Recordings in memory, of half a megabyte at most each."""


class Wholes:
    """Scripts -> recordings, each made once while it is held."""

    def __init__(self, make: Callable[[Script], Awaitable[Voice | None]]) -> None:
        self._make = make
        self._held: OrderedDict[Script, asyncio.Task[Voice | None]] = OrderedDict()
        of_mine(self.forget)

    async def __call__(self, script: Script) -> Voice | None:
        """None when no voice speaks the language any more."""
        if script not in self._held:
            self._held[script] = asyncio.create_task(self._made(script))
            if len(self._held) > _HELD:
                self._held.popitem(last=False)
        self._held.move_to_end(script)
        return await asyncio.shield(self._held[script])

    def forget(self) -> None:
        """A reply may quote its person; who asks again is told again."""
        self._held.clear()

    async def _made(self, script: Script) -> Voice | None:
        voice = None
        try:
            voice = await self._make(script)
        finally:
            if voice is None:
                self._held.pop(script, None)
        return voice


async def first(request: Request) -> Response:
    """GET /chat/voice/{n}: what there was when the reply was sent, or a part of it."""
    reply = await letter_of(request)
    return _played(request, reply.voice)


async def whole(request: Request) -> Response:
    """GET /chat/voice/{n}/whole: all of it."""
    reply = await letter_of(request)
    if reply.script is None:
        return _played(request, reply.voice)
    return _played(request, await site_of(request).wholes(reply.script))


def _played(request: Request, voice: Voice | None) -> Response:
    if voice is None:
        raise HTTPException(404)
    return part(voice.data, request.headers.get("range"), voice.mime)


async def letter_of(request: Request) -> Reply:
    """The person's own letter; 404 for anybody else's."""
    who: Address = person(request)
    number = request.path_params["n"]
    for n, reply in await site_of(request).store.letters(who, number - 1):
        if n == number:
            return reply
    raise HTTPException(404)
