"""What a stage made -> the message's row; who took the message back is answered no further."""

from __future__ import annotations

import logging
from typing import Any

from nakshatra.errors import StoreError, TakenBack
from nakshatra.farewell import is_farewell
from nakshatra.stores.ledger import Ledger
from nakshatra.stores.work import Work
from nakshatra.types import Kind

log = logging.getLogger(__name__)


async def noted(ledger: Ledger, work: Work, *, spared: bool, **made: Any) -> bool:
    """False, and nothing is written, once its person took it back or said /forget. `spared`: what
    can do without, when the disk is full."""
    try:
        return await ledger.note(work.key, owner=work.owner, **made)
    except StoreError as error:
        if not spared:
            raise
        log.error("it goes on unrecorded: %s", error)
        return True


async def note(ledger: Ledger, work: Work, kind: Kind, **made: Any) -> None:
    """Of an answer of this kind. First aid waits for no disk and is said although its message was
    taken back; that all is erased is said too. Raise `TakenBack`, `StoreError`."""
    urgent = kind is Kind.EMERGENCY
    stands = await noted(ledger, work, spared=urgent, **made)
    if not (stands or urgent or is_farewell(work.message)):
        raise TakenBack("while it was answered")
