"""The answer to a request for access, put together from every owner's part; nothing of it is kept."""

import asyncio
from collections.abc import Sequence
from typing import Any, NamedTuple

from services.portal.insight import RESERVATION, WHAT
from services.portal.visit import Visit
from shared.contracts import case, consent, notify
from shared.contracts.common import Id, Owner

FORMAT = "stafett-innsyn/1"  # docs/access-package.md


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


async def portable(visit: Visit, child: Id, request: Id) -> dict[str, Any]:
    """Everything: what each owner gives, what the family was asked and answered, and what was sent to whoever asks."""
    given, consents, notices = await asyncio.gather(
        parts(visit, case.ReadAccessPart(child=child, request=request)),
        visit.ask(consent.ReadConsents(child=child), consent.Consents),
        visit.ask(notify.MyNotices(), notify.Notices),
    )
    return {
        "format": FORMAT,
        "child": child,
        "request": request,
        "reservation": RESERVATION,
        "owners": _owners(visit, given),
        "consents": consents.model_dump(mode="json"),
        "notices": notices.model_dump(mode="json"),
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
