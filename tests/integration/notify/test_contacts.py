"""Addresses come from the contact register alone and lie sealed; notices are shown to their own person alone."""

from collections.abc import AsyncIterator

import asyncpg
import pytest
import pytest_asyncio

from shared import in_force
from shared.bus import Client
from shared.contracts.audit import AuditEntry
from shared.contracts.common import Actor, Role
from shared.contracts.notify import MyNotices, RegisterContact, Remind
from shared.errors import RemoteRefused
from tests.integration.notify.facts import FATHER, KOMMUNE, MOTHER, TEACHER, Speaker, actor
from tests.municipalities import NEIGHBOUR
from tests.servers import Installation
from tests.waiting import until

REGISTER = Actor(id="register", role=Role.REGISTER, kommune=KOMMUNE, owner="register")
ADDRESS = "ingrid.kanarifugl@eksempel.test"


@pytest_asyncio.fixture
async def register(installation: Installation, notify: asyncpg.Connection) -> AsyncIterator[Client]:
    async with installation.asking("register") as client:
        yield client


@pytest_asyncio.fixture
async def portal(installation: Installation, notify: asyncpg.Connection) -> AsyncIterator[Client]:
    async with installation.asking("portal") as client:
        yield client


async def rows(notify: asyncpg.Connection) -> list[tuple[str, str, str]]:
    entries = [AuditEntry.model_validate_json(r[0]) for r in await notify.fetch("SELECT entry FROM audit_trail")]
    asked = (entry for entry in entries if entry.action != in_force.ACTION)
    return [(entry.action, entry.actor.id, entry.outcome) for entry in asked]


async def test_an_address_is_stored_sealed_and_with_an_audit_row(register: Client, notify: asyncpg.Connection) -> None:
    request = RegisterContact(person=MOTHER, email=ADDRESS, language="nn")
    done = await register.ask(request, owner="notify", actor=REGISTER)
    assert done.stream == MOTHER
    row = await notify.fetchrow("SELECT * FROM events")
    assert row
    assert (row["stream"], row["child"], row["key_id"]) == (MOTHER, MOTHER, f"{MOTHER}.notify.contact.1")
    assert b"kanarifugl" not in b"".join(value for value in row if isinstance(value, bytes))
    assert await rows(notify) == [("register-contact", "register", "done")]


async def test_the_same_command_twice_is_one_change(register: Client, notify: asyncpg.Connection) -> None:
    request = RegisterContact(person=MOTHER, email=ADDRESS)
    for _ in range(2):
        await register.ask(request, owner="notify", actor=REGISTER)
    assert await notify.fetchval("SELECT count(*) FROM events") == 1


@pytest.mark.parametrize("person", [TEACHER, MOTHER])
async def test_nobody_but_the_register_may_say_where_a_person_is_reached(
    portal: Client, notify: asyncpg.Connection, person: str
) -> None:
    with pytest.raises(RemoteRefused) as refused:
        await portal.ask(RegisterContact(person=MOTHER, email=ADDRESS), owner="notify", actor=actor(person))
    assert (refused.value.code, refused.value.status) == ("AccessDenied", 403)
    assert await rows(notify) == [("register-contact", person, "denied")]
    assert await notify.fetchval("SELECT count(*) FROM events") == 0


async def test_what_is_no_single_address_is_refused_without_repeating_it(register: Client) -> None:
    with pytest.raises(RemoteRefused) as refused:
        await register.ask(RegisterContact(person=MOTHER, email="a,b@eksempel.test"), owner="notify", actor=REGISTER)
    assert (refused.value.code, refused.value.status) == ("InvalidRequest", 400)


async def test_each_sees_the_own_notices_alone_and_the_look_is_a_row(
    portal: Client, notify: asyncpg.Connection, say: Speaker
) -> None:
    await say.ask("k-1", "ppt")

    async def both() -> bool:
        return bool(await notify.fetchval("SELECT count(*) = 2 FROM notices"))

    await until(both)
    found = await portal.ask(MyNotices(), owner="notify", actor=actor(FATHER))
    own = await notify.fetchrow("SELECT notice, created_at FROM notices WHERE person = $1", FATHER)
    assert own
    assert [(notice.notice, notice.created_at) for notice in found.notices] == [(str(own["notice"]), own["created_at"])]
    assert ("my-notices", FATHER, "done") in await rows(notify)
    elsewhere = actor(FATHER).model_copy(update={"kommune": NEIGHBOUR})
    assert (await portal.ask(MyNotices(), owner="notify", actor=elsewhere)).notices == ()


async def test_the_audit_service_has_the_personvernombud_told_of_a_deadline_once(
    installation: Installation, notify: asyncpg.Connection
) -> None:
    request = Remind(person=TEACHER, about="b-1")
    async with installation.asking("audit") as audit:
        for state in ("waiting", "sent"):
            await audit.ask(request, owner="notify", actor=audit.itself(KOMMUNE))
            await notify.execute("UPDATE notices SET state = $1", state)
    found = await notify.fetch("SELECT person, urgency, children FROM notices")
    assert [tuple(row) for row in found] == [(TEACHER, "now", ["b-1"])]
    assert await rows(notify) == [("remind", "audit", "done")]


async def test_nobody_else_has_anybody_told(portal: Client, notify: asyncpg.Connection) -> None:
    dpo = Actor(id="audit", role=Role.DPO, kommune=KOMMUNE, owner="audit")
    with pytest.raises(RemoteRefused) as refused:
        await portal.ask(Remind(person=TEACHER, about="b-1"), owner="notify", actor=dpo)
    assert (refused.value.code, await notify.fetchval("SELECT count(*) FROM notices")) == ("AccessDenied", 0)
