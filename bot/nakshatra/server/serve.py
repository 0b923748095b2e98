"""An app -> a listening server, until it is told to stop (SIGINT, SIGTERM)."""

from __future__ import annotations

import socket

import uvicorn
from starlette.applications import Starlette

from nakshatra.channels.web import Bell
from nakshatra.settings import Settings

GRACE_S = 10
"""Seconds a request under way may take to end once we are told to stop."""


class _Server(uvicorn.Server):
    """Lets waiting pages go before it waits for open requests to end."""

    bell: Bell

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self.bell.close()
        await super().shutdown(sockets)


async def serve(app: Starlette, settings: Settings) -> None:
    """Requests are not logged: their addresses and times would tell who spoke with us."""
    config = uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        access_log=False,
        log_config=None,
        server_header=False,
        lifespan="off",
        timeout_graceful_shutdown=GRACE_S,
    )
    server = _Server(config)
    server.bell = app.state.site.bell
    await server.serve()
