"""A call -> whether it comes from the provider. Compares secrets in constant time, logs none."""

from __future__ import annotations

import hmac
from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from ipaddress import ip_address

from nakshatra.calls import Call
from nakshatra.channels.sms.provider import Network, Proof, Provider
from nakshatra.errors import MissingExtra, Rejected

Signed = Callable[[str, Mapping[str, str], str], bool]
"""Address, fields, signature -> whether it is Twilio's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gatekeeper:
    provider: Provider
    secret: str
    """Of the kind that the provider's proof says."""

    address: str
    """Under which the world reaches us, without what stands behind it: Twilio signs it."""

    networks: tuple[Network, ...]
    signed: Signed | None = None
    """Twilio's own judge of its signatures; only where the proof is its."""

    def check(self, call: Call, fields: Mapping[str, str]) -> None:
        """Raise `Rejected` when it is a stranger's."""
        if self.networks and not self._from_their_network(call.client):
            raise Rejected("a call from an address that is not the provider's")
        if not self._proven(call, fields):
            raise Rejected(f"a call without the {self.provider.proof} proof")

    def _proven(self, call: Call, fields: Mapping[str, str]) -> bool:
        match self.provider.proof:
            case Proof.TWILIO:
                return not call.path and self._is_twilio_s(call, fields)
            case Proof.BASIC:
                return not call.path and _same(_basic(call.header("authorization")), self.secret)
            case Proof.HEADER:
                given = call.header(self.provider.header)
                return not call.path and _same(given, self.secret)
            case Proof.PATH:
                return _same(call.path, self.secret)

    def _is_twilio_s(self, call: Call, fields: Mapping[str, str]) -> bool:
        address = f"{self.address}?{call.query}" if call.query else self.address
        posted = fields if call.method == "POST" else {}
        signature = call.header("x-twilio-signature")
        try:
            return self.signed is not None and self.signed(address, posted, signature)
        except ValueError:  # a query that is no query, a letter that cannot be encoded
            return False

    def _from_their_network(self, client: str) -> bool:
        try:
            address = ip_address(client)
        except ValueError:
            return False
        return any(address in network for network in self.networks)


def _same(given: str, secret: str) -> bool:
    return hmac.compare_digest(given.encode("utf-8", "replace"), secret.encode())


def _basic(header: str) -> str:
    """ "user:password"; "" when the header is none of that kind."""
    kind, _, coded = header.partition(" ")
    if kind.lower() != "basic":
        return ""
    try:
        return b64decode(coded, validate=True).decode("utf-8")
    except (NotBase64, ValueError):
        return ""


def twilio_s(secret: str) -> Signed:
    """Raise `MissingExtra` when Twilio's library is not here."""
    try:
        from twilio.request_validator import RequestValidator
    except ModuleNotFoundError:
        raise MissingExtra(
            "sms_provider twilio needs Twilio's library: pip install nakshatra[twilio]"
        ) from None
    validate: Signed = RequestValidator(secret).validate
    return validate
