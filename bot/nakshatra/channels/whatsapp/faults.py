"""An error of the Cloud API -> one of ours: wait and try again, wait for the person, or give up.

Only the code is passed on: the platform's own words may quote a number or a name.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import httpx
from pywa.errors import WhatsAppError

from nakshatra.errors import ChannelError, Gone, OutsideWindow

OUTSIDE = 131047
"""More than 24 hours since the person last wrote."""

_WAIT_S = {
    4: 60.0,  # calls of the app
    80007: 60.0,  # calls of the account
    130429: 5.0,  # messages a second
    131056: 10.0,  # messages to one person; the docs ask for 4^n seconds
    131048: 120.0,  # too many were called spam
    131057: 60.0,  # the account is being moved
    133016: 60.0,
}
"""Limits -> seconds to wait, where the platform does not say."""

_AGAIN = {1, 2, 131000, 131016, 133004, 135000, 408, 429, *range(500, 600)}
"""It broke, or is away."""

_OPERATOR = {0, 3, 10, 190, 131005, 401, 403, *range(200, 300)}
"""The token is no longer good, or may not do this: an operator mends it, the reply is kept."""


@contextmanager
def ours(what: str) -> Iterator[None]:
    """Raise `Gone` for what no second try can mend, `OutsideWindow` for what waits for the person,
    `ChannelError` for the rest."""
    try:
        yield
    except WhatsAppError as error:
        raise fault(what, error.code, _asked(error)) from None
    except httpx.HTTPStatusError as error:
        raise fault(what, error.response.status_code, None) from None
    except httpx.HTTPError as error:
        raise ChannelError(f"{what}: {type(error).__name__}") from None
    except (KeyError, IndexError, TypeError, ValueError) as error:
        raise ChannelError(
            f"{what}: an answer that cannot be read: {type(error).__name__}"
        ) from None
    except RuntimeError as error:  # httpx, once it is closed
        raise ChannelError(f"{what}: {type(error).__name__}") from None


def fault(what: str, code: int, asked: float | None) -> ChannelError:
    """`asked`: seconds the platform itself asks us to wait."""
    if code == OUTSIDE:
        return OutsideWindow(f"{what}: code {code}, the person has to write first")
    if code in _OPERATOR:
        return ChannelError(f"{what}: code {code}; look at NAKSHATRA_WHATSAPP_TOKEN and its rights")
    if is_passing(code):
        return ChannelError(f"{what}: code {code}", retry_after=asked or _WAIT_S.get(code))
    return Gone(f"{what}: code {code}")


def is_passing(code: int) -> bool:
    """Whether a second try may help."""
    return code in _WAIT_S or code in _AGAIN


def _asked(error: WhatsAppError) -> float | None:
    response = error.raw_response
    given = response.headers.get("retry-after", "") if response is not None else ""
    return float(given) if given.isdigit() else None
