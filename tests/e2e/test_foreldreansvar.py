"""The register says that a parent no longer has foreldreansvar: every door closes at once, also those left open."""

import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import httpx

from shared.contracts import case, consent
from shared.contracts.common import Actor, Done, Role
from shared.errors import RemoteRefused
from shared.municipality import DemoChild
from tests.e2e.world import World, consented, joined, new_id, opened, refused, world
from tests.servers import Installation
from tests.waiting import until

AT_ONCE = 30.0  # seconds, where a lease lasts for minutes


async def told(
    platform: Installation,
    w: World,
    child: DemoChild,
    *responsible: str,
    grading: consent.Grading | None = None,
) -> None:
    """By the register: of those who stand close to the child, these have foreldreansvar."""
    guardians = tuple(
        consent.GuardianEntry(
            person=one.id, person_name=one.name, birth_number=one.birth_number, relation=one.relation,
            parental_responsibility=one.name.split()[0] in responsible,
        )
        for one in child.guardians
    )  # fmt: skip
    command = consent.RegisterFamily(
        id=uuid4(), child=child.id, child_name=child.name, birth_number=child.birth_number, born=child.born,
        guardians=guardians, units=((child.owner, child.unit),), grading=grading,
    )  # fmt: skip
    async with platform.asking("register") as register:
        actor = Actor(id="register", role=Role.REGISTER, kommune=w.demo.kommune, owner="register")
        done: Done = await register.ask(command, owner="consent", actor=actor)
    w.hearing.said(w.demo.kommune, done)
    w.seen = done.event or w.seen


async def signed_in(platform: Installation, w: World, who: str) -> httpx.AsyncClient:
    browser = httpx.AsyncClient(base_url=platform.url, headers={"sec-fetch-site": "same-origin"})
    reply = await browser.post("/inn", data={"person": w.people[who].id})
    assert (reply.status_code, reply.headers["location"]) == (303, "/familie")
    return browser


async def test_a_parent_who_loses_foreldreansvar_is_out_at_once_and_the_others_stay(platform: Installation) -> None:
    async with world(platform) as w:
        child = w.child("Theo")
        mother, father = (one.name.split()[0] for one in child.guardians)
        await consented(w, child, "ppt")
        log = await opened(w, child)
        await joined(w, log, "Tor", "Tor Eide")
        for who in (mother, father):
            await w.read(who, log)
        page = f"/familie/{child.id}"
        hers, his = [await signed_in(platform, w, who) for who in (mother, father)]
        assert [(await browser.get(page)).status_code for browser in (hers, his)] == [200, 200]

        await told(platform, w, child, mother)
        assert await refused(w.ask(father, consent.ReadConsents(child=child.id))) == "AccessDenied"
        waited = [await how_long(closed) for closed in (out(w, father, log), signed_out(his, page))]
        assert max(waited) < AT_ONCE, waited
        assert (await hers.get(page)).status_code == 200
        view = await w.read("Kari", log)
        assert father not in {one.person_name.split()[0] for one in view.participants}
        assert mother in {one.person_name.split()[0] for one in view.participants}
        tasks: case.Tasks = await w.ask(father, case.MyTasks())
        assert [task for task in tasks.tasks if task.ref == log] == []
        assert (await his.get("/familie")).status_code in {303, 401}

        await told(platform, w, child, mother, father)

        async def back() -> bool:
            return father in {one.person_name.split()[0] for one in (await w.read(mother, log)).participants}

        await until(back)
        await w.read(father, log)


async def test_where_a_protected_child_is_to_meet_is_told_to_no_parent(platform: Installation) -> None:
    """What was written before the protection came, is hidden by it, and shows again when it goes."""
    async with world(platform) as w:
        child = w.child("Sofie")
        mother, *_ = names = [one.name.split()[0] for one in child.guardians]
        concern, invitation = new_id(), new_id()
        seen = (case.Observation(seen="Leker alene"),)
        await w.ask("Kari", case.RegisterConcern(case=concern, child=child.id, observations=seen, acute=False))
        meets_at = datetime.now(UTC) + timedelta(days=7)
        await w.ask("Kari", case.InviteToConversation(
            case=concern, invitation=invitation, guardians=(w.people[mother].id,), meets_at=meets_at, place="KANARI",
        ))  # fmt: skip

        async def place() -> str | None:
            found: case.Conversations = await w.ask(mother, case.MyConversations(seen=w.seen), "barnehage")
            (one,) = (one for one in found.invitations if one.invitation == invitation)
            return one.place

        async def hidden() -> bool:
            return await place() is None

        async def shown() -> bool:
            return not await hidden()

        assert await place() == "KANARI"
        for grading, so in (("confidential", hidden), ("open", shown), ("strictly-confidential", hidden)):
            await told(platform, w, child, *names, grading=consent.Grading(grading))
            await until(so)
        view: case.CaseView = await w.ask("Kari", case.ReadCase(case=concern))
        assert "KANARI" in view.model_dump_json()


def out(w: World, who: str, log: str) -> Callable[[], Awaitable[bool]]:
    async def closed() -> bool:
        try:
            await w.ask(who, case.ReadStafettlogg(stafettlogg=log))
        except RemoteRefused:
            return True
        return False

    return closed


def signed_out(browser: httpx.AsyncClient, page: str) -> Callable[[], Awaitable[bool]]:
    async def closed() -> bool:
        return (await browser.get(page)).status_code != 200

    return closed


async def how_long(closed: Callable[[], Awaitable[bool]]) -> float:
    began = time.monotonic()
    await until(closed)
    return time.monotonic() - began
