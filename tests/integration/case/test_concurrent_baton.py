"""People who act on one baton in the same moment, against the real services: one wins, the others are told why."""

import asyncio
from collections.abc import Awaitable
from typing import Any

from shared.contracts import case, consent
from shared.errors import RemoteRefused
from tests.e2e.world import World, consented, joined, opened, world
from tests.servers import Installation
from tests.waiting import until

READERS = ("Kari", "Tor", "Line")  # of barnehage, PPT and the family: each from its own owner's copy


async def at_once(*asking: Awaitable[Any]) -> list[str]:
    """What became of each: done, or the code of its refusal. Anything else is a bug."""
    outcomes = await asyncio.gather(*asking, return_exceptions=True)
    for outcome in outcomes:
        if isinstance(outcome, BaseException) and not isinstance(outcome, RemoteRefused):
            raise outcome
    return [outcome.code if isinstance(outcome, RemoteRefused) else "done" for outcome in outcomes]


async def holder(w: World, log: str) -> str:
    """By whom the baton is held in every owner's copy, once they agree."""
    seen: set[tuple[str, str | None]] = set()

    async def agreed() -> bool:
        views = [await w.read(who, log) for who in READERS]
        seen.clear()
        seen.update((view.holder, view.baton_offered_to) for view in views)
        return len(seen) == 1

    await until(agreed)
    (found,) = seen
    assert found[1] is None
    return found[0]


async def test_one_of_those_who_act_at_once_wins_and_every_copy_agrees(platform: Installation) -> None:
    async with world(platform) as w:
        await consented(w, w.child("Theo"), "helsestasjon", "ppt")
        log = await opened(w, w.child("Theo"))
        for who, name in (("Lise", "Lise Moen"), ("Tor", "Tor Eide")):
            await joined(w, log, who, name)
        await accepted_or_withdrawn(w, log)
        await accepted_and_declined(w, log)
        await accepted_while_the_consent_ends(w, log)


def taking(w: World, log: str, who: str) -> Awaitable[Any]:
    return w.ask(who, case.AcceptBaton(stafettlogg=log), "familie")


async def offered(w: World, log: str, giver: str, to: str) -> None:
    await w.ask(giver, case.OfferBaton(stafettlogg=log, to=w.people[to].id), "familie")


async def accepted_or_withdrawn(w: World, log: str) -> None:
    for _ in range(6):
        await offered(w, log, "Kari", "Tor")
        withdrawing = w.ask("Kari", case.WithdrawBatonOffer(stafettlogg=log), "familie")
        outcomes = await at_once(taking(w, log, "Tor"), withdrawing)
        assert outcomes in (["done", "NotTheHolder"], ["BatonNotOffered", "done"])
        won = "Tor" if outcomes[0] == "done" else "Kari"
        assert await holder(w, log) == w.people[won].id
        if won == "Tor":
            await offered(w, log, "Tor", "Kari")
            await taking(w, log, "Kari")


async def accepted_and_declined(w: World, log: str) -> None:
    """One person on two devices."""
    await offered(w, log, "Kari", "Lise")
    declining = w.ask("Lise", case.DeclineBaton(stafettlogg=log), "familie")
    outcomes = await at_once(taking(w, log, "Lise"), declining)
    assert sorted(outcomes) == ["BatonNotOffered", "done"]
    assert await holder(w, log) == w.people["Lise" if outcomes[0] == "done" else "Kari"].id
    if outcomes[0] == "done":
        await offered(w, log, "Lise", "Kari")
        await taking(w, log, "Kari")


async def accepted_while_the_consent_ends(w: World, log: str) -> None:
    """Whoever comes first: in the end the baton is where the family has consented to it."""
    await offered(w, log, "Kari", "Lise")
    of = w.child("Theo").id
    given: consent.Consents = await w.ask("Line", consent.ReadConsents(child=of))
    one = next(one.consent for one in given.consents if one.service == "helsestasjon")
    withdrawing = w.ask("Line", consent.WithdrawConsent(child=of, consent=one))
    outcomes = await at_once(taking(w, log, "Lise"), withdrawing)
    assert outcomes[1] == "done"
    assert outcomes[0] in {"done", "NoConsent", "AccessDenied", "BatonNotOffered"}

    async def left() -> bool:
        views = [await w.read(who, log) for who in READERS]
        standings = {one.owner: one.participation for view in views for one in view.services}
        return standings["helsestasjon"] == "left" and all(v.baton_offered_to is None for v in views)

    await until(left)
    assert await holder(w, log) == w.people["Kari"].id
