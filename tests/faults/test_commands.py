"""A command on one stream: decided again when raced, stored once however often it is sent, sealed where it belongs."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import ClassVar
from uuid import UUID

import asyncpg
import orjson
import pytest
import uuid_utils.compat as uuid

from shared import database, event_store
from shared.background import Background
from shared.commands import CommandHandler, Handled
from shared.contracts.audit import AuditEntry
from shared.contracts.common import Category, Command, Id, Personal, Text
from shared.decider import Act, Decider
from shared.errors import Refused, Unavailable
from shared.event_store import EventStore
from shared.events import DomainEvent, Schema
from shared.sealing import DataKey, KeyId, Keyring, Slot, place
from tests.faults.noted import ACTOR, CHILD, KOMMUNE, OWNER
from tests.faults.servers import Postgres

KEY = DataKey(KeyId(CHILD, OWNER, Category.PRIVATE, 1), bytes(32))


class Count(Command):
    name: ClassVar[str] = "count"
    by: int
    why: str


class Counted(DomainEvent):
    type: ClassVar[str] = "counted"
    by: int
    child: Id
    why: Personal[Text]


class TooMuch(Refused):
    """It ends at a thousand."""


@dataclass(frozen=True, slots=True)
class Total:
    value: int = 0


def decide(command: Count, state: Total, _: Act) -> Sequence[Counted]:
    if state.value + command.by > 1000:
        raise TooMuch
    return [Counted(by=1, child=CHILD, why=command.why) for _ in range(command.by)]


COUNT: Decider[Count, Total, Counted] = Decider(
    initial=Total(), decide=decide, evolve=lambda state, event: Total(state.value + event.by), child=lambda _: CHILD
)
SCHEMA = Schema([Counted])


async def lend(_kommune: str, child: str, slots: Sequence[Slot]) -> list[tuple[DataKey, datetime]]:
    until = datetime.now(UTC) + timedelta(minutes=5)
    return [(DataKey(KeyId(child, *slot, 1), bytes(32)), until) for slot in slots]


@dataclass
class Service:
    dsn: str
    store: EventStore
    handler: CommandHandler
    log: asyncpg.Connection

    async def count(
        self, by: int = 1, command_id: UUID | None = None, stream: str = "s-1", kommune: str = KOMMUNE
    ) -> Handled:
        command = Count(by=by, why="fordi")
        act = act_of(command_id or command.id, kommune)
        return await self.handler.handle(COUNT, SCHEMA, stream, command, act, lambda state: entry(act, state))

    async def rows(self) -> list[asyncpg.Record]:
        return await self.log.fetch("SELECT * FROM events ORDER BY position")

    async def audited(self) -> list[str]:
        rows = await self.log.fetch("SELECT entry FROM audit_trail ORDER BY position")
        return [orjson.loads(row["entry"])["resources"][0] for row in rows]


def act_of(command: UUID, kommune: str = KOMMUNE) -> Act:
    return Act(by=ACTOR.model_copy(update={"kommune": kommune}), at=datetime.now(UTC), id=command, correlation=command)


def entry(act: Act, state: Total) -> AuditEntry:
    return AuditEntry(id=uuid.uuid7(), kommune=act.by.kommune, owner=OWNER, service="case", at=act.at, actor=act.by,
                      action="count", resources=(f"total-{state.value}",), correlation=act.correlation)  # fmt: skip


@pytest.fixture
async def service(sender: str) -> AsyncIterator[Service]:
    tasks, readers = Background(), await database.pool(sender)
    store = EventStore(sender, readers)
    tasks.start("store", store.run)
    yield Service(sender, store, CommandHandler(store, Keyring(OWNER, lend)), await database.connect(sender))
    await tasks.stop()
    readers.terminate()


async def test_events_and_their_audit_row_are_stored_together(service: Service) -> None:
    assert await service.count(2) == Handled(2, ("counted", "counted"))
    assert [(row["version"], row["data"], row["key_id"]) for row in await service.rows()] == [
        (1, b'{"by":1,"child":"c-1"}', str(KEY.id)), (2, b'{"by":1,"child":"c-1"}', str(KEY.id)),
    ]  # fmt: skip
    assert await service.audited() == ["total-2"]


async def test_the_personal_half_opens_where_it_was_stored_and_nowhere_else(service: Service) -> None:
    await service.count()
    row = (await service.rows())[0]
    where = place(KOMMUNE, "s-1", row["event_id"], "counted/1", KEY.id)
    assert KEY.open(where, row["sealed"]) == {"why": "fordi"}
    assert b"fordi" not in row["data"]


async def test_a_command_sent_again_answers_the_same_and_stores_nothing(service: Service) -> None:
    sent = uuid.uuid7()
    first = await service.count(2, sent)
    await service.count()
    assert await service.count(2, sent) == await service.count(999, sent) == first
    assert len(await service.rows()) == 3
    assert await service.audited() == ["total-2", "total-3"]


async def test_a_command_sent_many_times_at_once_is_stored_once(service: Service) -> None:
    sent = uuid.uuid7()
    answers = await asyncio.gather(*(service.count(2, sent) for _ in range(8)))
    assert answers == [Handled(2, ("counted", "counted"))] * 8
    assert len(await service.rows()) == 2


async def test_racing_commands_are_all_decided_on_what_came_before(service: Service) -> None:
    await asyncio.gather(*(service.count() for _ in range(5)))
    assert await service.audited() == [f"total-{n}" for n in range(1, 6)]


async def test_a_refusal_stores_nothing(service: Service) -> None:
    with pytest.raises(TooMuch):
        await service.count(1001)
    assert (await service.rows(), await service.audited()) == ([], [])


async def test_nothing_to_change_is_no_change(service: Service) -> None:
    assert await service.count(0) == Handled(None, ())
    assert (await service.rows(), await service.audited()) == ([], [])


async def test_saved_but_reported_as_failed_is_found_and_not_stored_twice(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    insert, losses = event_store._insert, [ConnectionResetError()]

    async def insert_and_lose(
        connection: asyncpg.Connection, appends: Sequence[event_store.Append], marks: None
    ) -> object:
        saved = await insert(connection, appends, marks)
        if losses:
            raise losses.pop()
        return saved

    monkeypatch.setattr(event_store, "_insert", insert_and_lose)
    assert await service.count(2) == Handled(2, ("counted", "counted"))
    assert len(await service.rows()) == 2
    assert await service.audited() == ["total-2"]


async def test_failed_before_it_was_saved_is_stored_once_by_the_next_try(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    insert, losses = event_store._insert, [ConnectionResetError()]

    async def lose_and_insert(
        connection: asyncpg.Connection, appends: Sequence[event_store.Append], marks: None
    ) -> object:
        if losses:
            raise losses.pop()
        return await insert(connection, appends, marks)

    monkeypatch.setattr(event_store, "_insert", lose_and_insert)
    assert await service.count(2) == Handled(2, ("counted", "counted"))
    assert len(await service.rows()) == 2


async def test_while_postgresql_is_away_a_command_is_refused_soon_and_goes_through_later(
    postgres: Postgres, service: Service
) -> None:
    sent = uuid.uuid7()
    postgres.kill()
    try:
        with pytest.raises(Unavailable):
            await asyncio.wait_for(service.count(2, sent), 30)
    finally:
        postgres.start()
    handled = await service.count(2, sent)
    log = await database.connect(service.dsn)
    positions = await log.fetchval("SELECT array_agg(position) FROM events")
    assert positions == [
        handled.position and handled.position - 1,
        handled.position,
    ]
    await log.close()


async def test_the_same_command_to_two_streams_kommuner_or_owners_makes_events_of_its_own(service: Service) -> None:
    """JetStream and every inbox know an event by its id alone, whoever sent it."""
    sent = uuid.uuid7()
    await service.count(1, sent)
    await service.count(1, sent, stream="s-2")
    await service.count(1, sent, kommune="4601")
    first, *others = [row["event_id"] for row in await service.rows()]
    elsewhere = CommandHandler(service.store, Keyring("ppt", lend))
    made = await elsewhere._close(Counted(by=1, child=CHILD, why="fordi"), 0, "s-1", CHILD, act_of(sent))
    assert len({first, *others, made.event_id}) == 4
