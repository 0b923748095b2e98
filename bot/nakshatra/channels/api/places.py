"""A callback's URL -> an address on the network that we may post to. Posts nothing.

A caller names the URL, so it must not reach what only we can reach: private networks, this machine,
a cloud's own services. The name is resolved once and the connection goes to that very address: a
name that changes its mind in between gains nothing (DNS rebinding).
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import SplitResult, urlsplit

from nakshatra.errors import ChannelError, Gone, Rejected
from nakshatra.settings import Settings

LONGEST = 2000
"""Characters of a URL."""

_LOOPBACK = {"localhost", "127.0.0.1", "::1"}
_PUBLIC = IPv6Network("2000::/3")
"""All that is public of IPv6 (IANA); what lies outside may lead into a network of ours, or hold an
IPv4 address, as NAT64 does."""

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]
"""Host and port -> addresses. Raise `OSError`."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where to connect, and what to call it."""

    url: SplitResult
    address: str

    @property
    def pinned(self) -> str:
        """The URL with the address in the name's place."""
        host = f"[{self.address}]" if ":" in self.address else self.address
        port = f":{self.url.port}" if self.url.port else ""
        return self.url._replace(netloc=f"{host}{port}").geturl()


async def system_resolve(host: str, port: int) -> Sequence[str]:
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(sockaddr[0]) for *_, sockaddr in found]


@dataclass(frozen=True, slots=True)
class Places:
    allowed: frozenset[str]
    """Hosts the operator lets us reach wherever they are."""

    local: bool
    """Whether callers are on this machine: the server listens on loopback alone."""

    resolve: Resolve = system_resolve

    def read(self, url: str) -> SplitResult:
        """Raise `Rejected` saying what is wrong with it."""
        try:
            parts = urlsplit(url)
            host, port = parts.hostname or "", parts.port
        except ValueError:
            raise Rejected("callback_url is no URL") from None
        if len(url) > LONGEST or not url.isascii() or not url.isprintable() or " " in url:
            raise Rejected(f"callback_url has at most {LONGEST} characters, all printable ASCII")
        if not host or port == 0 or parts.username is not None or parts.fragment:
            raise Rejected("callback_url is https://host/path, without a user and a #fragment")
        loopback = host in _LOOPBACK
        if parts.scheme != "https" and not (parts.scheme == "http" and loopback):
            raise Rejected("callback_url begins with https:// (http:// only on this machine)")
        self._check_literal(host)
        return parts

    async def find(self, url: str) -> Place:
        """Raise `ChannelError` when the name is not known now, `Gone` when we may not go there."""
        try:
            parts = self.read(url)
        except Rejected as error:
            raise Gone(str(error)) from error
        host = parts.hostname or ""
        port = parts.port or (443 if parts.scheme == "https" else 80)
        try:
            addresses = await self.resolve(host, port)
        except (OSError, UnicodeError) as error:
            raise ChannelError(f"a callback's host is not found: {type(error).__name__}") from error
        if not addresses or not all(self._may(host, address) for address in addresses):
            raise Gone("a callback's host lies where callers may not send us")
        return Place(parts, addresses[0])

    def _check_literal(self, host: str) -> None:
        """What can be said before the name is resolved."""
        if host == "localhost" or _is_address(host):
            address = "127.0.0.1" if host == "localhost" else host
            if not self._may(host, address):
                raise Rejected(
                    "callback_url names a private address; the operator may allow its host with "
                    "NAKSHATRA_CALLBACK_HOSTS"
                )

    def _may(self, host: str, address: str) -> bool:
        if host in self.allowed:
            return True
        found = ip_address(address.partition("%")[0])
        if isinstance(found, IPv6Address) and found.ipv4_mapped is not None:
            found = found.ipv4_mapped
        return (self.local and found.is_loopback) or _is_public(found)


def places(settings: Settings) -> Places:
    hosts = (host.strip().lower() for host in settings.callback_hosts.split(","))
    return Places(frozenset(filter(None, hosts)), settings.host in _LOOPBACK)


def _is_address(host: str) -> bool:
    try:
        ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return True


def _is_public(address: IPv4Address | IPv6Address) -> bool:
    if isinstance(address, IPv6Address) and (
        address.sixtofour or address.teredo or address not in _PUBLIC
    ):
        return False
    return address.is_global and not address.is_multicast
