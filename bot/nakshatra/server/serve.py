"""An app -> a listening server, until it is told to stop (SIGINT, SIGTERM)."""

from __future__ import annotations

import asyncio
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from starlette.applications import Starlette

from nakshatra.channels.web import Bell
from nakshatra.errors import CatalogueError

GRACE_S = 10
"""Seconds a request under way may take to end once we are told to stop."""


class _Server(uvicorn.Server):
    """Lets waiting pages go before it waits for open requests, and returns when told to stop:
    uvicorn's own would end the process, and the road behind us could not put its things away."""

    bell: Bell

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        loop = asyncio.get_running_loop()
        for told in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(told, self.handle_exit, told, None)
        try:
            yield
        finally:
            for told in (signal.SIGINT, signal.SIGTERM):
                loop.remove_signal_handler(told)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self.bell.close()
        await super().shutdown(sockets)


def take_door(host: str, port: int, remedy: str) -> socket.socket:
    """The address, ours from now on; port 0 = any that is free. Raise `CatalogueError` when it is
    taken or cannot be had."""
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        return socket.create_server((host, port), family=family)
    except OSError as error:
        raise CatalogueError(
            f"{host}:{port}: {error.strerror}; stop the other program, or {remedy}"
        ) from error


async def serve(app: Starlette, door: socket.socket) -> None:
    """Requests are not logged: their addresses and times would tell who spoke with us."""
    config = uvicorn.Config(
        app,
        access_log=False,
        log_config=None,
        server_header=False,
        lifespan="off",
        timeout_graceful_shutdown=GRACE_S,
    )
    server = _Server(config)
    server.bell = app.state.site.bell
    await server.serve([door])
