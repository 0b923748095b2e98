"""The document says what the routes do: it names each of them, and schemathesis is the judge."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis import Case
from schemathesis.checks import not_a_server_error
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_schema_conformance,
    status_code_conformance,
)

from nakshatra.channels.api.places import places
from nakshatra.errors import Rejected
from nakshatra.server.v1.app import DOCUMENT, ROUTES
from nakshatra.settings import Settings
from nakshatra.types import Kind
from server.v1.front_house import KEY, WAIT_S, Served

SCHEMA = schemathesis.openapi.from_dict(json.loads(DOCUMENT.read_text("utf-8")))
SCHEMA.config.checks.negative_data_rejection.expected_statuses.append("413")
SCHEMA.config.generation.update(modes=[GenerationMode.POSITIVE, GenerationMode.NEGATIVE])

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    negative_data_rejection,
]

EXAMPLES = 8
"""Of each route: the whole of it within half a minute of CPU time."""


def test_every_route_stands_in_the_document_and_the_other_way_round() -> None:
    served = {
        (route.path.replace(":path", ""), method.lower())
        for route in ROUTES
        for method in set(route.methods or ()) - {"HEAD"}
    }
    paths = json.loads(DOCUMENT.read_text("utf-8"))["paths"]
    assert served == {(path, method) for path, ways in paths.items() for method in ways}


def test_every_kind_of_reply_stands_in_the_document() -> None:
    reply = json.loads(DOCUMENT.read_text("utf-8"))["components"]["schemas"]["Reply"]
    assert set(reply["properties"]["kind"]["enum"]) == set(Kind)


def test_the_document_is_served_to_whoever_asks(front: Served) -> None:
    with front.client(key="") as stranger:
        told = stranger.get("/v1/openapi.json")
    assert told.json() == json.loads(DOCUMENT.read_text("utf-8"))
    assert "access-control-allow-origin" not in told.headers


def _impatient(case: Case[Any]) -> None:
    """A wait that the document allows need not be sat out."""
    with suppress(KeyError, TypeError, ValueError):
        if 0 < float(case.query["wait"]) <= 60:
            case.query["wait"] = 0


def _called_nowhere(case: Case[Any]) -> None:
    """No host outside is called in a test; a URL that is to be refused stays as it is."""
    if not isinstance(case.body, dict):
        return
    url = case.body.get("callback_url")
    with suppress(Rejected):
        if isinstance(url, str) and places(Settings()).read(url):
            case.body["callback_url"] = None


@pytest.mark.filterwarnings("ignore::hypothesis.errors.HypothesisDeprecationWarning")
@SCHEMA.parametrize()
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_each_route_does_what_the_document_says(case: Case[Any], front: Served) -> None:
    _impatient(case)
    _called_nowhere(case)
    headers = {"authorization": f"Bearer {KEY}"}
    url = f"{front.url}/v1"
    case.call_and_validate(base_url=url, headers=headers, checks=CHECKS, timeout=WAIT_S)
