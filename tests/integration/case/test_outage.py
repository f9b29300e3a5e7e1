"""While the consent service is away an owner reads what it has written itself, also when it has been started anew."""

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio

from deploy import demo
from deploy.health import await_ready
from deploy.process import Process
from deploy.topology import REGISTER
from shared.contracts import case
from shared.contracts.common import Actor, Role
from tests.e2e.world import World, new_id, refused, world
from tests.servers import Installation, installation
from tests.waiting import until

RENEWED = "SELECT bool_and(ends_at > now() + interval '23 hours') FROM own_leases WHERE kommune <> '1000'"
OF_A_MUNICIPALITY_THAT_LEFT = """
    INSERT INTO own_leases SELECT '1000', child, category, epoch, sealed, clock_timestamp() + interval '1 hour'
    FROM own_leases LIMIT 1"""  # its renewal is refused

SEEN = "Leker mest alene, og ser ofte mot døra"


@pytest.fixture(scope="module")
def ground() -> Iterator[Installation]:
    with installation() as made:
        yield made


@pytest.fixture(scope="module")
def services(ground: Installation) -> Iterator[dict[str, Process]]:
    with ground.running("consent", "case-barnehage") as processes:
        yield processes


@pytest_asyncio.fixture(scope="module")
async def fjordvik(ground: Installation, services: dict[str, Process]) -> AsyncIterator[World]:
    async with world(ground) as w, ground.asking(REGISTER) as register:
        actor = Actor(id=REGISTER, role=Role.REGISTER, kommune=w.demo.kommune, owner=REGISTER)
        for owner, command in demo.told(w.demo, w.child("Maja")):
            if owner in {"consent", "barnehage"}:
                done = await register.ask(command, owner=owner, actor=actor)
        await w.ask("Kari", case.MyChildren(seen=done.event))
        yield w


async def registered(w: World) -> str:
    id_ = new_id()
    observation = case.Observation(seen=SEEN)
    await w.ask("Kari", case.RegisterConcern(case=id_, child=w.child("Maja").id, observations=(observation,)))
    return id_


async def reads(w: World, id_: str) -> bool:
    view: case.CaseView = await w.ask("Kari", case.ReadCase(case=id_, seen=w.seen))
    return SEEN in view.model_dump_json()


def start_again(ground: Installation, process: Process) -> None:
    process.kill()
    process.start()
    await_ready({process: ground.ports["case-barnehage"]})


async def test_an_owner_reads_its_own_and_goes_on_writing_without_the_consent_service(
    ground: Installation, services: dict[str, Process], fjordvik: World
) -> None:
    first = await registered(fjordvik)
    services["consent"].stop()
    try:
        assert await reads(fjordvik, first)
        await asyncio.to_thread(start_again, ground, services["case-barnehage"])
        assert await reads(fjordvik, first)
        assert await reads(fjordvik, await registered(fjordvik))
    finally:
        services["consent"].start()
        await asyncio.to_thread(await_ready, {services["consent"]: ground.ports["consent"]})


async def test_for_a_day_and_no_longer(ground: Installation, services: dict[str, Process], fjordvik: World) -> None:
    first = await registered(fjordvik)
    services["consent"].stop()
    superuser = await ground.superuser("case_barnehage")
    try:
        await superuser.execute("UPDATE own_leases SET ends_at = clock_timestamp()")
        await asyncio.to_thread(start_again, ground, services["case-barnehage"])
        assert await refused(reads(fjordvik, first)) == "Unavailable"
    finally:
        await superuser.close()
        services["consent"].start()
        await asyncio.to_thread(await_ready, {services["consent"]: ground.ports["consent"]})


async def test_a_lease_is_kept_as_it_came_and_opens_nothing_without_the_private_key(
    ground: Installation, services: dict[str, Process], fjordvik: World
) -> None:
    """What lies in the database is the HPKE ciphertext: suite, encapsulated key, sealed secret."""
    await registered(fjordvik)
    superuser = await ground.superuser("case_barnehage")
    rows = await superuser.fetch("SELECT sealed FROM own_leases")
    await superuser.close()
    assert rows
    assert all(len(row["sealed"]) == 1 + 32 + 32 + 16 for row in rows)


async def test_leases_are_renewed_long_before_they_end(
    ground: Installation, services: dict[str, Process], fjordvik: World
) -> None:
    await registered(fjordvik)
    superuser = await ground.superuser("case_barnehage")
    await superuser.execute("UPDATE own_leases SET ends_at = clock_timestamp() + interval '11 hours'")
    await superuser.execute(OF_A_MUNICIPALITY_THAT_LEFT)
    await asyncio.to_thread(start_again, ground, services["case-barnehage"])
    await until(lambda: superuser.fetchval(RENEWED))
    await superuser.close()
