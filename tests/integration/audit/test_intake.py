"""Every row that its owner signed is stored once; nothing else is, and nothing else stops it."""

import base64
from collections.abc import Mapping
from datetime import UTC, datetime

import asyncpg
import orjson
import pytest
import pytest_asyncio

from shared.contracts.common import Actor, Category, Role
from tests.integration.audit.trail import Owners, entry
from tests.servers import Installation
from tests.waiting import until


@pytest_asyncio.fixture(autouse=True)
async def empty(database: asyncpg.Connection) -> None:
    """Positions are counted from 1 again in each test; the stream goes on, and what is on it was read already."""
    await database.execute("TRUNCATE entries, left_out")


async def stored(audit: asyncpg.Connection, count: int) -> list[asyncpg.Record]:
    async def all_there() -> bool:
        return bool(await audit.fetchval("SELECT count(*) >= $1 FROM entries", count))

    await until(all_there, 20)
    return await audit.fetch("SELECT * FROM entries ORDER BY position")


async def left_out(audit: asyncpg.Connection) -> Mapping[tuple[str, str], int]:
    return {
        (r["owner"], r["reason"]): r["count"] for r in await audit.fetch("SELECT owner, reason, count FROM left_out")
    }


async def test_a_row_is_stored_as_signed_with_what_is_searched_beside_it(
    audit: asyncpg.Connection, owners: Owners
) -> None:
    at = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
    actor = Actor(id="p-1", role=Role.EMPLOYEE, kommune="4999", owner="barnehage", unit="bekkelia")  # as once written
    message = owners.row(7, at=at, actor=actor, outcome="denied", code="AccessDenied", categories=(Category.HEALTH,))
    await owners.send(message)
    (row,) = await stored(audit, 1)
    assert (row["body"], row["signature"]) == (message.body, message.signature)
    columns = (
        "kommune",
        "owner",
        "source_position",
        "at",
        "actor",
        "role",
        "unit",
        "action",
        "child",
        "outcome",
        "code",
    )
    assert tuple(row[name] for name in columns) == (
        "4999", "barnehage", 7, at, "p-1", "employee", "bekkelia", "read-case", "c-1", "denied", "AccessDenied",
    )  # fmt: skip


async def test_a_row_that_comes_again_is_stored_once(audit: asyncpg.Connection, owners: Owners) -> None:
    first = owners.row(1)
    await owners.send(first)
    for _ in range(3):
        await owners.send(first, **{"Nats-Msg-Id": base64.b64encode(id(object()).to_bytes(8)).decode()})
    await owners.send(owners.row(2))
    assert [row["source_position"] for row in await stored(audit, 2)] == [1, 2]
    assert await left_out(audit) == {}


async def test_owners_and_municipalities_count_apart(audit: asyncpg.Connection, owners: Owners) -> None:
    await owners.send(owners.row(1))
    await owners.send(owners.row(1, kommune="4998"))
    await owners.send(owners.row(1, producer="case-ppt", owner="ppt"))
    await owners.send(owners.row(1, producer="portal", owner="portal"))
    assert len(await stored(audit, 4)) == 4


async def test_what_no_owner_signed_is_left_out_and_counted(audit: asyncpg.Connection, owners: Owners) -> None:
    real = owners.row(1)
    await owners.send(real, **{"Stafett-Signature": base64.b64encode(bytes(64)).decode()})
    await owners.send(real, **{"Stafett-Position": "2", "Nats-Msg-Id": "other"})
    await owners.send(owners.row(3, producer="case-ppt"), sender="case-barnehage")  # signed by another owner
    await owners.send(owners.row(4), **{"Stafett-Producer": "nobody"})
    await owners.send(owners.row(5))
    assert [row["source_position"] for row in await stored(audit, 1)] == [5]
    assert await left_out(audit) == {("barnehage", "forged"): 4}


MALFORMED = {
    "no json": b"{",
    "not utf-8": b"\xff\xfe",
    "another shape": b'{"text": "kanarifugl"}',
    "a field too many": orjson.dumps(orjson.loads(entry().model_dump_json()) | {"text": "kanarifugl"}),
    "of another owner": entry(owner="ppt").model_dump_json().encode(),
    "of another municipality": entry(kommune="4998").model_dump_json().encode(),
    "text that no database takes": entry(code="Nul").model_dump_json().replace("Nul", "\\u0000").encode(),
    "a time before time": entry()
    .model_dump_json()
    .encode()
    .replace(b'"at":"20', b'"at":"0001-01-01T00:00:00+14:00","x":"'),
}


@pytest.mark.parametrize("body", MALFORMED.values(), ids=list(MALFORMED))
async def test_what_is_signed_but_no_row_is_left_out_and_stops_nothing(
    audit: asyncpg.Connection, owners: Owners, body: bytes
) -> None:
    await owners.send(owners.sign("aud.4999.barnehage", body, 1))
    await owners.send(owners.row(2))
    assert [row["source_position"] for row in await stored(audit, 1)] == [2]
    assert await left_out(audit) == {("barnehage", "malformed"): 1}


@pytest.mark.parametrize("position", [0, -1, 2**63, 10**30])
async def test_a_position_that_no_trail_has_is_left_out(
    audit: asyncpg.Connection, owners: Owners, position: int
) -> None:
    await owners.send(owners.row(position))
    await owners.send(owners.row(2))
    assert [row["source_position"] for row in await stored(audit, 1)] == [2]


@pytest.mark.parametrize("headers", [{}, {"Stafett-Signature": "?"}, {"Stafett-Position": "x"}])
async def test_a_message_without_what_every_row_carries_stops_nothing(
    audit: asyncpg.Connection, owners: Owners, headers: dict[str, str]
) -> None:
    await owners.bare("aud.4999.barnehage", b"", headers)
    await owners.bare("aud.4999.barnehage", owners.row(1).body, headers)
    await owners.send(owners.row(2))
    assert [row["source_position"] for row in await stored(audit, 1)] == [2]


async def test_a_subject_that_names_no_municipality_is_left_out(audit: asyncpg.Connection, owners: Owners) -> None:
    await owners.send(owners.sign("aud.fjordvik.barnehage", owners.row(1).body, 1))
    await owners.send(owners.row(2))
    assert [row["source_position"] for row in await stored(audit, 1)] == [2]
    assert await left_out(audit) == {("unknown", "malformed"): 1}


async def test_an_owner_that_contradicts_itself_is_counted_and_what_stood_stands(
    audit: asyncpg.Connection, owners: Owners
) -> None:
    first = owners.row(1)
    await owners.send(first)
    await stored(audit, 1)
    await owners.send(owners.row(1, action="another-act"))
    await owners.send(owners.row(2))
    rows = await stored(audit, 2)
    assert rows[0]["body"] == first.body
    assert await left_out(audit) == {("barnehage", "contradicted"): 1}


async def test_rows_cannot_be_changed_or_removed_by_the_service_itself(
    installation: Installation, database: asyncpg.Connection
) -> None:
    service = await asyncpg.connect(installation.settings("audit").dsn)
    for statement in (
        "UPDATE entries SET actor = 'x'",
        "DELETE FROM entries",
        "TRUNCATE entries",
        "DROP TABLE entries",
    ):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await service.execute(statement)
    await service.close()
