"""A contribution under begrensning (art. 18) is closed wherever its copy is, until the day that the family was told."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest_asyncio

from services.case.contribution.decider import DECIDER, Restrict
from services.case.contribution.events import CONTRIBUTION
from shared import bus, database
from shared.contracts import case
from shared.contracts.common import Id
from shared.days import day_of
from shared.decider import Act
from shared.node import Node
from shared.settings import Settings
from tests.e2e.asking_access import HANDLERS, asked, decided, part, ready
from tests.e2e.world import World, consented, joined, let_fall_due, new_id, newcomer, opened, refused, world, wrote
from tests.servers import Installation
from tests.waiting import until

SAID = "Hun sov dårlig hele uka"
GROUND = case.RestrictionGround.CLAIM


@pytest_asyncio.fixture
async def w(platform: Installation) -> AsyncIterator[World]:
    async with world(platform) as made:
        yield made


@asynccontextmanager
async def service(settings: Settings) -> AsyncIterator[Node]:
    """A service's own code, with its keys, to do half of what it does."""
    pool, broker = await database.pool(settings.dsn), bus.connect(settings)
    await broker.connect()
    node = Node(settings, pool, broker)
    node.begin()
    try:
        yield node
    finally:
        await node.tasks.stop()
        await broker.stop()
        pool.terminate()


async def seen(w: World, who: str, log: Id) -> tuple[bool, bool]:
    """Whether something is said to be restricted, and whether the words can be read."""
    view = await w.read(who, log)
    return any(entry.restricted for entry in view.entries), SAID in view.model_dump_json()


async def until_seen(w: World, who: str, log: Id, expected: tuple[bool, bool]) -> None:
    async def so() -> bool:
        return await seen(w, who, log) == expected

    await until(so)


async def test_what_one_service_restricts_nobody_else_reads_and_a_no_takes_back_half_a_yes(
    platform: Installation, w: World
) -> None:
    child = await newcomer(platform, w, "Mina Stille", "Nora Stille")
    await consented(w, child, "ppt")
    log = await opened(w, child)
    await joined(w, log, "Tor", "Tor Eide")
    contribution = (await wrote(w, "Kari", log, SAID)).stream
    for who in ("Kari", "Tor", "Nora"):
        await until_seen(w, who, log, (False, True))
    request = await asked(w, "Nora", child.id)
    for who in HANDLERS:
        await decided(w, who, child.id, request)
    await ready(w, "Nora", child.id, request)
    held = await part(w, "Nora", child.id, request, "barnehage")
    item = next(one for one in held.items if one.of == contribution)

    wish = await _wished(w, child.id, item)
    yes = case.SetRestriction(child=child.id, request=wish, ground=GROUND, reason="Familien trenger det")
    await w.ask("Siv", yes)
    for who in ("Kari", "Tor"):
        await until_seen(w, who, log, (True, False))
    correcting = case.CorrectContribution(contribution=contribution, text="Sov")
    assert await refused(w.ask("Kari", case.ReadContribution(contribution=contribution))) == "AccessDenied"
    assert await refused(w.ask("Kari", correcting)) == "AccessDenied"
    assert await seen(w, "Nora", log) == (False, True)
    assert SAID in (await part(w, "Nora", child.id, request, "barnehage")).model_dump_json()

    lift_on = day_of(datetime.now(UTC)) + timedelta(days=8)
    await w.ask("Siv", case.AnnounceLifting(child=child.id, request=wish, lift_on=lift_on, reason="Kravet er avgjort"))
    assert await seen(w, "Tor", log) == (True, False)
    await let_fall_due(platform, "case_barnehage", child.id, kind="restriction-lift")
    await until_seen(w, "Tor", log, (False, True))

    again = await _wished(w, child.id, item)
    async with service(platform.settings("case-barnehage")) as half:  # which dies before it has said that it agrees
        act = Act(by=w.people["Siv"], at=datetime.now(UTC), id=uuid4(), correlation=uuid4())
        entry = half.trail.entry(act, yes.name, child=child.id, resources=(again, contribution))
        await half.commands.handle(DECIDER, CONTRIBUTION, contribution, Restrict(again), act, lambda _: entry)
    await until_seen(w, "Tor", log, (True, False))
    basis = case.NoRestriction.PVF_18_1
    await w.ask("Siv", case.RefuseRestriction(child=child.id, request=again, basis=basis, reason="Ingen grunn"))
    await until_seen(w, "Tor", log, (False, True))


async def _wished(w: World, child: Id, item: case.Item) -> Id:
    wish = new_id()
    asking = case.AskRestriction(child=child, request=wish, item=item.id, ground=GROUND, text="La det være")
    await w.ask("Nora", asking, "barnehage")
    return wish
