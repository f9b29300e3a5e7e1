"""Calls an address that somebody else chose: only where it may be, once, and without reading what it answers."""

import asyncio
import ssl
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from socket import SOCK_STREAM
from typing import NamedTuple
from urllib.parse import urlsplit

import httpx

from services.notify.webhooks.receivers import Receiver

PATIENCE = 10.0  # seconds for one call, with everything
PORTS = {"https": 443, "http": 80}
TRANSLATED = IPv6Network("64:ff9b::/96")  # leads to the IPv4 address that it ends with


class Forbidden(Exception):
    """The name leads to where nothing of ours may be sent."""


class Place(NamedTuple):
    """Where a call goes: the address that was looked at is the one that is called, whatever the name leads to next."""

    url: str
    host: str
    name: str


class Outside:
    """demo: receivers may be on this machine."""

    def __init__(self, *, demo: bool) -> None:
        self._demo = demo
        # Connections are not kept: two receivers at one address must not share one.
        self._http = httpx.AsyncClient(
            verify=ssl.create_default_context(), trust_env=False, follow_redirects=False, timeout=PATIENCE,
            limits=httpx.Limits(max_keepalive_connections=0),
        )  # fmt: skip

    async def post(self, receiver: Receiver, headers: dict[str, str], body: bytes) -> int:
        """The status that it answered with.

        Raises Forbidden; httpx.HTTPError, OSError or TimeoutError where there was no answer.
        """
        async with asyncio.timeout(PATIENCE):
            place = await self._place(receiver)
            asked = self._http.build_request(
                "POST", place.url, headers={**headers, "host": place.host}, content=body,
                extensions={"sni_hostname": place.name},
            )  # fmt: skip
            answer = await self._http.send(asked, stream=True)
            await answer.aclose()
            return answer.status_code

    async def _place(self, receiver: Receiver) -> Place:
        parts = urlsplit(receiver.url)
        name, port = parts.hostname or "", parts.port or PORTS[parts.scheme]
        found = await asyncio.get_running_loop().getaddrinfo(name, port, type=SOCK_STREAM)
        addresses = [str(one[4][0]) for one in found]
        if not all(may_be_called(one, private=receiver.private, demo=self._demo) for one in addresses):
            raise Forbidden
        address = addresses[0]
        where = f"[{address}]:{port}" if ":" in address else f"{address}:{port}"
        return Place(parts._replace(netloc=where).geturl(), parts.netloc, name)


def may_be_called(address: str, *, private: bool, demo: bool) -> bool:
    """private: also the municipality's own network. demo: also this machine."""
    one = _plain(address.partition("%")[0])
    if one.is_loopback:
        return demo
    if one.is_multicast or one.is_link_local or one.is_unspecified or one.is_reserved:
        return False
    return one.is_global or (private and one.is_private)


def _plain(address: str) -> IPv4Address | IPv6Address:
    """An IPv4 address also where it is written as another one."""
    one = ip_address(address)
    if isinstance(one, IPv6Address):
        translated = IPv4Address(one.packed[-4:]) if one in TRANSLATED else None
        return one.ipv4_mapped or one.sixtofour or translated or one
    return one
