"""Counts and times -> GET /metrics in Prometheus' text form. No name or word of a person."""

from __future__ import annotations

from contextlib import AbstractContextManager

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from starlette.requests import Request
from starlette.responses import Response

_SECONDS = (0.001, 0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30)
"""Upper bounds; a text stage takes milliseconds, a voice note seconds."""


class Meter:
    """One registry of its own, so that two servers in one process do not meet."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._accepted = self._counter("messages_accepted", "At the door", "channel", "outcome")
        self._finished = self._counter("messages_finished", "Turns over", "channel", "outcome")
        self._stages = Histogram(
            "nakshatra_stage_seconds",
            "Time of one stage of the road",
            ["stage"],
            buckets=_SECONDS,
            registry=self.registry,
        )

    def accepted(self, channel: str, outcome: str) -> None:
        """`outcome` is new, duplicate, busy or rejected."""
        self._accepted.labels(channel, outcome).inc()

    def finished(self, channel: str, outcome: str) -> None:
        """`outcome` is the ledger's last state: sent, dead or unconfirmed."""
        self._finished.labels(channel, outcome).inc()

    def stage(self, name: str) -> AbstractContextManager[object]:
        """Times what is done under it, whether it succeeds or fails."""
        timer: AbstractContextManager[object] = self._stages.labels(name).time()
        return timer

    def _counter(self, name: str, about: str, *labels: str) -> Counter:
        return Counter(f"nakshatra_{name}", about, labels, registry=self.registry)


async def metrics(request: Request) -> Response:
    meter: Meter = request.app.state.site.meter
    return Response(generate_latest(meter.registry), media_type=CONTENT_TYPE_LATEST)
