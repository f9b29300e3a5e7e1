"""The answer to a request for access, put together from every owner's part; nothing of it is kept."""

import asyncio
from collections.abc import Sequence
from typing import Any, NamedTuple

from services.portal.insight import RESERVATION, WHAT
from services.portal.visit import Visit
from shared.contracts import case, consent, notify
from shared.contracts.common import Id, Owner

FORMAT = "stafett-innsyn/1"  # docs/access-package.md
MOST_PRINTED = 5_000  # items in one PDF: three seconds, and a gigabyte while it is made


class Part(NamedTuple):
    owner: Owner
    items: list[case.Item]
    seen: list[case.Seen]


async def parts(visit: Visit, asking: case.ReadAccessPart | case.ReadOwnWords) -> list[Part]:
    """Of every service that the municipality has, in its order."""
    return list(await asyncio.gather(*(_part(visit, asking, owner) for owner in visit.municipality.services)))


async def _part(visit: Visit, asking: case.ReadAccessPart | case.ReadOwnWords, owner: Owner) -> Part:
    whole, first = Part(owner, [], []), 0
    while True:
        found = await visit.ask(asking.model_copy(update={"first": first}), case.AccessPart, owner)
        whole.items.extend(found.items)
        whole.seen.extend(found.seen)
        if found.next is None:
            return whole
        first = found.next


class Package(NamedTuple):
    """What each owner gives, what the family was asked and answered, and what was sent to whoever asks."""

    parts: list[Part]
    consents: consent.Consents
    notices: notify.Notices

    @property
    def printable(self) -> bool:
        return sum(len(part.items) for part in self.parts) <= MOST_PRINTED


async def package(visit: Visit, child: Id, request: Id) -> Package:
    return Package(
        *await asyncio.gather(
            parts(visit, case.ReadAccessPart(child=child, request=request)),
            visit.ask(consent.ReadConsents(child=child), consent.Consents),
            visit.ask(notify.MyNotices(), notify.Notices),
        )
    )


def portable(visit: Visit, whole: Package, request: Id) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "child": whole.consents.child,
        "request": request,
        "reservation": RESERVATION,
        "owners": _owners(visit, whole.parts),
        "consents": whole.consents.model_dump(mode="json"),
        "notices": whole.notices.model_dump(mode="json"),
    }


async def own_words(visit: Visit, child: Id) -> dict[str, Any]:
    """What this person has given, for somebody else's system (personvernforordningen art. 20)."""
    given = await parts(visit, case.ReadOwnWords(child=child))
    return {"format": FORMAT, "child": child, "owners": _owners(visit, given)}


def _owners(visit: Visit, given: Sequence[Part]) -> list[dict[str, Any]]:
    return [
        {
            "owner": part.owner,
            "name": visit.services.named(part.owner).name,
            "items": [one.model_dump(mode="json") | {"heading": WHAT.get(one.what, one.what)} for one in part.items],
            "seen": [one.model_dump(mode="json") for one in part.seen],
        }
        for part in given
    ]
