"""SMS through any provider with a file: its calls in, one message of at most two segments out.

It decides nothing about words: pipeline/carried.py made them fit. It retries nothing. No number, no
word and no secret reaches a log.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from ipaddress import ip_network
from typing import Protocol
from urllib.parse import urlsplit

import httpx

from nakshatra.abilities import Abilities, Choices
from nakshatra.calls import Call, Taken
from nakshatra.catalogue import Catalogue
from nakshatra.channels.sms.numbers import national
from nakshatra.channels.sms.postage import kind_of, read_templates
from nakshatra.channels.sms.provider import Network, Proof, Provider
from nakshatra.channels.sms.provider_file import find, read_provider
from nakshatra.channels.sms.proving import Gatekeeper, twilio_s
from nakshatra.channels.sms.reading import NAME, fields_of, messages, receipts
from nakshatra.channels.sms.sending import TIMEOUT_S, filled, id_in, post
from nakshatra.errors import CatalogueError, Gone, StoreError
from nakshatra.registry import Spec
from nakshatra.settings import Settings
from nakshatra.shape import Words, shape
from nakshatra.text.segments import count, thrifty
from nakshatra.types import Kind, Media, Reply, Voice

log = logging.getLogger(__name__)

ABILITIES = Abilities(
    segments=2,
    most=1,
    short=True,
    sources=False,
    choices=Choices.NUMBERED,
    receipts=True,
)
_GUESSED = 20
"""Characters of a secret that stands in an address: fewer could be tried out."""


class Purse(Protocol):
    """Writes down what was spent."""

    async def spend(self, kind: str, segments: int, rupees: float) -> None: ...


class Sms:
    name = NAME
    abilities = ABILITIES

    def __init__(
        self, settings: Settings, catalogue: Catalogue, provider: Provider, purse: Purse | None
    ) -> None:
        self.provider = provider
        self._settings = settings
        self._catalogue = catalogue
        self._purse = purse
        self._templates = read_templates(settings)
        self._gate = _gatekeeper(settings, provider)
        self._client = httpx.AsyncClient(timeout=TIMEOUT_S, follow_redirects=False)

    @property
    def callback(self) -> str:
        """Where the provider tells us what became of a message; "" without a public address."""
        if not self._settings.public_url:
            return ""
        secret = self._settings.sms_hook_secret if self.provider.proof is Proof.PATH else ""
        return f"{self._gate.address}/{secret}".rstrip("/")

    def take(self, call: Call) -> Taken:
        """Raise `Rejected` when it is not the provider's, or nothing that a provider says."""
        fields = fields_of(call, self.provider.format)
        self._gate.check(call, fields)
        return Taken(messages(fields, self.provider), receipts(call, fields, self.provider))

    async def fetch(self, media: Media) -> Voice:  # noqa: ARG002
        raise Gone("an SMS carries no recording")

    async def send(self, reply: Reply) -> str:
        [part] = shape(reply, ABILITIES, Words.of(self._catalogue, reply.lang))
        text, kind = thrifty(part.text), kind_of(reply)
        number = reply.address.user
        ours = sha256(f"{number}:{reply.to}:{text}".encode()).hexdigest()[:24]
        template = self._templates.for_(kind, number)
        request = filled(self.provider, self._values(number, text, template, ours))
        urgent = reply.kind is Kind.EMERGENCY
        response = await post(self._client, request, self._auth(), urgent=urgent)
        theirs = id_in(response, self.provider.send.taken)
        await self._spend(kind, count(text).segments)
        return ours if self.provider.send.taken.ours else theirs

    async def close(self) -> None:
        await self._client.aclose()

    def _values(self, number: str, text: str, template: str, ours: str) -> Mapping[str, str]:
        settings, country = self._settings, self.provider.country
        return {
            "to": number,
            "to_digits": number.lstrip("+"),
            "to_national": national(number, country),
            "from": settings.sms_from,
            "text": text,
            "alphabet": self.provider.send.alphabet[count(text).alphabet],
            "template": template,
            "entity": settings.sms_entity,
            "account": settings.sms_account,
            "user": settings.sms_user,
            "secret": settings.sms_secret,
            "callback": self.callback,
            "id": ours,
        }

    def _auth(self) -> tuple[str, str] | None:
        if not self.provider.send.basic:
            return None
        return self._settings.sms_user or self._settings.sms_account, self._settings.sms_secret

    async def _spend(self, kind: str, segments: int) -> None:
        """The SMS is gone: a full disk of ours does not send it again."""
        if self._purse is None:
            return
        try:
            await self._purse.spend(kind, segments, segments * self._settings.sms_price)
        except StoreError as error:
            log.error("what an SMS cost is not written down: %s", error)


def build(spec: Spec) -> Sms:
    """Makes no call yet. Raise `CatalogueError` for what an operator must mend."""
    settings = spec.settings
    own = (settings.catalogue / "sms",) if settings.catalogue else ()
    provider = _moved(read_provider(find(settings.sms_provider, *own)), settings.sms_url)
    return Sms(settings, spec.catalogue, provider, getattr(spec.store, "purse", None))


def _gatekeeper(settings: Settings, provider: Provider) -> Gatekeeper:
    """Raise `CatalogueError` when something that it needs is not set."""
    for name in _needed(provider):
        if not getattr(settings, name):
            raise CatalogueError(
                f"sms_provider {provider.id} needs NAKSHATRA_{name.upper()} to be set (docs/sms.md)"
            )
    is_twilio = provider.proof is Proof.TWILIO
    secret = settings.sms_secret if is_twilio else settings.sms_hook_secret
    if not is_twilio and len(secret) < _GUESSED:
        raise CatalogueError(
            f"NAKSHATRA_SMS_HOOK_SECRET has {len(secret)} characters: make it at least {_GUESSED}, "
            "such as `openssl rand -hex 16` gives"
        )
    return Gatekeeper(
        provider=provider,
        secret=secret,
        address=f"{settings.public_url.rstrip('/')}/hooks/{NAME}",
        networks=_networks(settings) or provider.networks,
        signed=twilio_s(secret) if is_twilio else None,
    )


def _needed(provider: Provider) -> Sequence[str]:
    if provider.proof is Proof.TWILIO:
        return ("sms_from", "sms_secret", "public_url")
    return ("sms_from", "sms_secret", "sms_hook_secret")


def _networks(settings: Settings) -> tuple[Network, ...]:
    try:
        return tuple(ip_network(one.strip()) for one in settings.sms_networks.split(",") if one)
    except ValueError as error:
        raise CatalogueError(f"setting sms_networks: {error}") from None


def _moved(provider: Provider, url: str) -> Provider:
    """The provider at another host: a region of it, or a stand-in."""
    if not url:
        return provider
    old, new = urlsplit(provider.send.url), urlsplit(url)
    if not new.scheme or not new.netloc:
        raise CatalogueError(f"setting sms_url should be like https://host, is {url!r}")
    moved = old._replace(scheme=new.scheme, netloc=new.netloc).geturl()
    return replace(provider, send=replace(provider.send, url=moved))
