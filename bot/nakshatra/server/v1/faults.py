"""What goes wrong under /v1 -> an error body of the shape that OpenAI's clients read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

_TYPES = {429: "rate_limit_error"}
_SAID = {
    404: "There is nothing at this address; /v1/openapi.json lists what there is.",
    405: "This address does not take this method; /v1/openapi.json says which it takes.",
    413: "The body is larger than this address takes; /v1/openapi.json says how much.",
}


class Fault(HTTPException):
    """An error that says what is wrong, where, and how to mend it."""

    def __init__(
        self,
        status: int,
        message: str,
        *,
        param: str | None = None,
        code: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(status, message, headers)
        self.param, self.code = param, code


def bad(message: str, param: str | None = None, code: str | None = None) -> Fault:
    return Fault(400, message, param=param, code=code)


def later(message: str, seconds: int, code: str) -> Fault:
    """Not now; the same call may succeed after so many seconds."""
    return Fault(503, message, code=code, headers={"retry-after": str(seconds)})


async def fault(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    status = error.status_code
    message = error.detail if isinstance(error, Fault) else _SAID.get(status, error.detail)
    return JSONResponse(body(status, message, error), status, headers=error.headers)


def body(status: int, message: str, error: Exception) -> dict[str, Any]:
    usual = "server_error" if status >= 500 else "invalid_request_error"
    told = {"message": message, "type": _TYPES.get(status, usual), "param": None, "code": None}
    if isinstance(error, Fault):
        told |= {"param": error.param, "code": error.code}
    return {"error": told}
