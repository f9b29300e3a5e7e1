"""Every page of the portal that somebody comes to by following links."""

import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from html import unescape

import httpx

from shared.contracts.common import Actor
from tests.servers import Installation

LINK = re.compile(r'href="(/[^"#]*)')
ELSEWHERE = ("/static/", "/demo/")
MOST = 200  # addresses with another filter or page each time go on for ever


@asynccontextmanager
async def signed_in(ground: Installation, who: Actor) -> AsyncIterator[httpx.AsyncClient]:
    told = {"sec-fetch-site": "same-origin"}
    async with httpx.AsyncClient(base_url=ground.url, headers=told, follow_redirects=True, timeout=30) as browser:
        reply = await browser.post("/inn", data={"person": who.id})
        assert reply.status_code == 200, reply.url.path
        yield browser


async def pages(ground: Installation, who: Actor, *also: str) -> dict[str, str]:
    """What each says, by its address. also: where no link leads, as somebody might who was told the address."""
    found: dict[str, str] = {}
    waiting = ["/hjem", *also]
    async with signed_in(ground, who) as browser:
        while waiting and len(found) < MOST:
            address = waiting.pop()
            reply = await browser.get(address)
            found[address] = reply.text
            waiting += [one for one in dict.fromkeys(_links(reply.text)) if one not in found and one not in waiting]
    return found


def _links(page: str) -> Iterator[str]:
    for address in LINK.findall(page):
        if not address.startswith(ELSEWHERE) and "?" not in address and address != "/":
            yield unescape(address)
