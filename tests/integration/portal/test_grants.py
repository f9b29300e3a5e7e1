"""What fagsystemer are given, in a real PostgreSQL with the rights that the portal itself has."""

from collections.abc import AsyncIterator

import asyncpg
import pytest

from services.portal.api.grants import Grant, Grants
from services.portal.api.problems import KeyTaken
from services.portal.sessions import SQL
from shared import database
from shared.contracts.common import Actor, Role
from tests.servers import Installation

KARI = Actor(id="p-0000000a", role=Role.EMPLOYEE, kommune="4999", owner="barnehage", unit="bekkelia", client="oppvekst")
GRANT = Grant("4999.oppvekst", KARI)
ONE, OTHER = bytes(32), bytes(31) + b"1"


@pytest.fixture
async def pool(system: Installation) -> AsyncIterator[asyncpg.Pool]:
    made = await database.pool(system.settings("portal").dsn)
    for table in ("assertions", "access_tokens", "idempotency_keys"):
        await made.execute(f"DELETE FROM {table}")
    yield made
    made.terminate()


async def age(pool: asyncpg.Pool, table: str, column: str, by: str) -> None:
    await pool.execute(f"UPDATE {table} SET {column} = {column} - $1::text::interval", by)


async def test_an_assertion_is_spent_once_by_each_client(pool: asyncpg.Pool) -> None:
    grants = Grants(pool)
    spent = [await grants.spend(client, "id") for client in ("4999.a", "4999.a", "4999.b")]
    assert spent == [True, False, True]


async def test_a_token_is_found_for_five_minutes_and_by_itself_alone(pool: asyncpg.Pool) -> None:
    grants = Grants(pool)
    token = await grants.give(*GRANT)
    assert await grants.find(token) == GRANT
    assert await grants.find(token[:-1]) is None
    (row,) = await pool.fetch("SELECT * FROM access_tokens")
    assert token not in str(dict(row))
    await age(pool, "access_tokens", "given_at", "301 seconds")
    assert await grants.find(token) is None


async def test_a_token_ends_with_foreldreansvar_as_a_session_does(pool: asyncpg.Pool) -> None:
    grants = Grants(pool)
    token = await grants.give(*GRANT)
    await pool.execute(SQL["close_of"], "4999", ["p-another"])
    assert await grants.find(token) == GRANT
    await pool.execute(SQL["close_of"], "4999", [KARI.id])
    assert await grants.find(token) is None


async def test_a_key_stands_for_its_first_request_for_a_day(pool: asyncpg.Pool) -> None:
    grants = Grants(pool)
    for _ in range(2):
        await grants.ask_once(GRANT, "key", ONE)
    with pytest.raises(KeyTaken):
        await grants.ask_once(GRANT, "key", OTHER)
    await grants.ask_once(Grant("4999.another", KARI), "key", OTHER)
    await age(pool, "idempotency_keys", "first_at", "25 hours")
    await grants.give(*GRANT)
    await grants.ask_once(GRANT, "key", OTHER)


async def test_what_counts_no_more_is_swept_when_a_token_is_given(pool: asyncpg.Pool) -> None:
    grants = Grants(pool)
    await grants.spend("4999.a", "id")
    await grants.give(*GRANT)
    await age(pool, "assertions", "spent_at", "6 minutes")
    await age(pool, "access_tokens", "given_at", "6 minutes")
    await grants.give(*GRANT)
    left = [await pool.fetchval(f"SELECT count(*) FROM {table}") for table in ("assertions", "access_tokens")]
    assert left == [0, 1]
