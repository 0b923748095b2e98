"""Settings -> the platforms by which people reach this bot, and what each lacks. Calls nobody."""

from __future__ import annotations

from collections.abc import Iterator

from nakshatra.catalogue import Catalogue
from nakshatra.channels.sms import build
from nakshatra.channels.sms.postage import KINDS, read_templates
from nakshatra.errors import CatalogueError
from nakshatra.measure.finding import Finding, State
from nakshatra.registry import Spec
from nakshatra.settings import Settings


def reached(settings: Settings, cards: Catalogue) -> Iterator[Finding]:
    yield _telegram(settings)
    yield _whatsapp(settings)
    yield _sms(settings, cards)


def _telegram(settings: Settings) -> Finding:
    if not settings.telegram_token:
        mend = "ask @BotFather for a token, then NAKSHATRA_TELEGRAM_TOKEN=... nakshatra run"
        return Finding("telegram", State.OFF, "no token", mend)
    how = f"called at {settings.public_url}" if settings.public_url else "polled"
    return Finding("telegram", State.WORKS, how)


def _whatsapp(settings: Settings) -> Finding:
    if not settings.whatsapp_token:
        mend = "docs/whatsapp.md says how a number is set up"
        return Finding("whatsapp", State.OFF, "no token", mend)
    if not settings.public_url:
        mend = "NAKSHATRA_PUBLIC_URL=https://... ; Meta calls /hooks/whatsapp below it"
        return Finding("whatsapp", State.BROKEN, "nobody can call this bot", mend)
    again = "" if settings.whatsapp_template else "; no template: late replies wait"
    return Finding("whatsapp", State.WORKS, f"called at {settings.public_url}{again}")


def _sms(settings: Settings, cards: Catalogue) -> Finding:
    if not settings.sms_provider:
        return Finding("sms", State.OFF, "no provider", "docs/sms.md says how one is set up")
    try:
        provider = build(Spec(settings=settings, catalogue=cards)).provider
        bare = [kind for kind in KINDS if kind not in read_templates(settings).ids]
    except CatalogueError as error:
        return Finding("sms", State.BROKEN, str(error), "docs/sms.md says what it needs")
    if not settings.public_url:
        mend = "NAKSHATRA_PUBLIC_URL=https://... ; the provider calls /hooks/sms below it"
        return Finding("sms", State.BROKEN, "nobody can call this bot", mend)
    if settings.sms_dlt_required and bare:
        says = f"{provider.name}; nothing goes to India of the kinds {', '.join(bare)}"
        mend = f"NAKSHATRA_SMS_TEMPLATES={bare[0]}=<DLT template id>,... (docs/sms.md)"
        return Finding("sms", State.BROKEN, says, mend)
    return Finding("sms", State.WORKS, f"{provider.name}, called at {settings.public_url}")
