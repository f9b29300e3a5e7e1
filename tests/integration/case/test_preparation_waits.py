"""A parent has written before the undringssamtale: it waits for whoever invited, from then until the talk is over."""

from collections.abc import AsyncIterator

import asyncpg
import orjson
import pytest

from services.case.casework import events as e
from services.case.projections import fold_own
from services.case.reading import SQL
from shared.contracts import case
from shared.contracts.case import TaskKind
from shared.contracts.common import Actor
from shared.events import DomainEvent
from shared.municipality import Deadlines
from shared.personal import split
from tests.servers import Installation
from tests.unit.case.private import MEETS, decided, invited, leader, mother, registered, shared, teacher
from tests.unit.shared.rows import row

CASE, INVITATION = "k-1", invited.invitation
WAITS = [(TaskKind.READ_PREPARATION, CASE, MEETS.date())]
written = e.PreparationSent(
    child="child", guardian="mother", works_well="Leken", wondering=None, wishes=None, interpreter=None
)
cancelled = e.ConversationCancelled(invitation=INVITATION)
held = e.ConversationRecorded(
    held_on=MEETS.date(), parents_view="De", childs_view=None, not_heard_because="Liten", parents_worry=None,
    childs_worry=None,
)  # fmt: skip


@pytest.fixture
async def desk(system: Installation) -> AsyncIterator["Desk"]:
    connection = await system.superuser("case_barnehage")
    writing = connection.transaction()
    await writing.start()
    yield Desk(connection)
    await writing.rollback()
    await connection.close()


class Desk:
    def __init__(self, connection: asyncpg.Connection) -> None:
        self._connection, self._position = connection, 0

    async def happened(self, *events: DomainEvent, by: Actor = teacher) -> None:
        for event in events:
            self._position += 1
            stream, actor = (INVITATION, mother) if isinstance(event, e.PreparationSent) else (CASE, by)
            stored = row(event.type, event.version, orjson.dumps(split(event)[0]), position=self._position)
            told = stored._replace(stream=stream, child="child", actor=actor.model_dump_json().encode())
            await fold_own({"4999": Deadlines()})(self._connection, [told])

    async def waiting(self, who: Actor = teacher) -> list[tuple[TaskKind, str, object]]:
        rows = await self._connection.fetch(SQL["tasks"], "4999", who.id, "-")
        return [(TaskKind(one["kind"]), one["ref"], one["due"]) for one in rows]


async def test_what_a_parent_has_written_waits_for_whoever_invited(desk: Desk) -> None:
    await desk.happened(registered(), by=teacher)
    await desk.happened(invited, by=leader)
    assert await desk.waiting(leader) == []
    await desk.happened(written)
    assert (await desk.waiting(leader), await desk.waiting(teacher)) == (WAITS, [])
    await desk.happened(written)
    assert await desk.waiting(leader) == WAITS


@pytest.mark.parametrize("over", [cancelled, held, decided(case.Outcome.CLOSED)], ids=["off", "held", "decided"])
async def test_it_waits_no_more_when_the_talk_is(desk: Desk, over: DomainEvent) -> None:
    await desk.happened(registered(), invited, written, over)
    assert await desk.waiting() == []


async def test_it_waits_on_when_the_case_goes_on_at_level_one(desk: Desk) -> None:
    await desk.happened(registered(), shared, invited, written, decided(case.Outcome.LEVEL_1))
    assert await desk.waiting() == WAITS


async def test_what_a_parent_writes_in_a_decided_case_waits_for_nobody(desk: Desk) -> None:
    await desk.happened(registered(), invited, decided(case.Outcome.CLOSED), written)
    assert await desk.waiting() == []


async def test_a_conversation_called_off_leaves_the_other_one_waiting(desk: Desk) -> None:
    another = invited.model_copy(update={"invitation": "another"})
    await desk.happened(registered(), invited, another, written, e.ConversationCancelled(invitation="another"))
    assert await desk.waiting() == WAITS
