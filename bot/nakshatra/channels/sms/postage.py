"""A reply -> the DLT template it goes out under, and what it costs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from nakshatra.errors import CatalogueError, Refused
from nakshatra.settings import Settings
from nakshatra.types import Kind, Reply

KINDS = ("answer", "emergency", "notice", "more", "menu")
"""Kinds of messages for which an operator registers templates."""

_INDIA = "+91"


def kind_of(reply: Reply) -> str:
    if reply.kind is Kind.EMERGENCY:
        return "emergency"
    if reply.kind is Kind.MORE:
        return "more"
    if reply.thread is not None and reply.thread.choices:
        return "menu"
    return "notice" if reply.kind in (Kind.NOTICE, Kind.PROGRESS) else "answer"


@dataclass(frozen=True, slots=True)
class Templates:
    ids: Mapping[str, str]
    required: bool

    def for_(self, kind: str, number: str) -> str:
        """ "" = it may go out without. Raise `Refused` when networks of India would drop it."""
        template = self.ids.get(kind, "")
        if not template and self.required and number.startswith(_INDIA):
            raise Refused(
                f"no DLT template id for a message of kind {kind!r}: register one and add it to "
                f"sms_templates ({kind}=...), or set sms_dlt_required = false; then replay this"
            )
        return template


def read_templates(settings: Settings) -> Templates:
    """Raise `CatalogueError` when the setting is not "kind=id,kind=id"."""
    ids: dict[str, str] = {}
    for pair in filter(None, (part.strip() for part in settings.sms_templates.split(","))):
        kind, _, id = (part.strip() for part in pair.partition("="))
        if kind not in KINDS or not id.isalnum():
            raise CatalogueError(
                f"setting sms_templates: {pair!r}; write kind=id, the kinds are {', '.join(KINDS)}"
            )
        ids[kind] = id
    return Templates(ids, settings.sms_dlt_required)
