"""Sessions in a real PostgreSQL: what is kept, for how long, and what a thief of the table would have."""

from collections.abc import AsyncIterator
from datetime import timedelta

import asyncpg
import pytest

from services.portal.sessions import Session, Sessions
from shared import database
from shared.contracts.common import Actor, Role
from tests.servers import Installation

KARI = Actor(id="p-0000000a", role=Role.EMPLOYEE, kommune="4999", owner="barnehage", unit="bekkelia")
HOUR = timedelta(hours=1)


@pytest.fixture
async def pool(system: Installation) -> AsyncIterator[asyncpg.Pool]:
    """With the rights that the portal itself has."""
    made = await database.pool(system.settings("portal").dsn)
    await made.execute("DELETE FROM sessions")
    yield made
    made.terminate()


async def age(pool: asyncpg.Pool, *, started: str = "0", seen: str = "0") -> None:
    await pool.execute(
        "UPDATE sessions SET started_at = now() - $1::text::interval, seen_at = now() - $2::text::interval",
        started, seen,
    )  # fmt: skip


async def test_a_session_is_found_by_its_cookie_and_by_nothing_else(pool: asyncpg.Pool) -> None:
    sessions = Sessions(pool, idle=HOUR)
    session = await sessions.open(KARI)
    since = await pool.fetchval("SELECT started_at FROM sessions")
    assert await sessions.find(session.secret) == Session(session.secret, KARI, since=since)
    assert await sessions.find("") is None
    assert await sessions.find(session.secret[:-1]) is None


async def test_the_table_does_not_hold_what_a_thief_would_need(pool: asyncpg.Pool) -> None:
    session = await Sessions(pool, idle=HOUR).open(KARI)
    (row,) = await pool.fetch("SELECT * FROM sessions")
    assert len(session.secret) >= 43  # 256 bits
    assert len(row["id"]) == 32
    assert session.secret not in str(dict(row))


@pytest.mark.parametrize(("started", "seen"), [("0", "61 minutes"), ("8 hours 1 second", "0")])
async def test_a_session_ends_when_nobody_comes_and_after_a_working_day(
    pool: asyncpg.Pool, started: str, seen: str
) -> None:
    sessions = Sessions(pool, idle=HOUR)
    session = await sessions.open(KARI)
    await age(pool, started=started, seen=seen)
    assert await sessions.find(session.secret) is None


async def test_coming_back_in_time_keeps_it_alive(pool: asyncpg.Pool) -> None:
    sessions = Sessions(pool, idle=HOUR)
    session = await sessions.open(KARI)
    await age(pool, started="2 hours", seen="59 minutes")
    assert await sessions.find(session.secret)
    assert await pool.fetchval("SELECT now() - seen_at < interval '1 minute' FROM sessions")


async def test_a_word_for_the_next_page_is_given_once(pool: asyncpg.Pool) -> None:
    sessions = Sessions(pool, idle=HOUR)
    session = await sessions.open(KARI)
    await sessions.leave_word(session, "written", "barnehage-7-p")
    found, again = await sessions.find(session.secret), await sessions.find(session.secret)
    assert found == Session(session.secret, KARI, "written", "barnehage-7-p", found and found.since)
    assert again == Session(session.secret, KARI, since=found and found.since)


async def test_signing_out_leaves_nothing(pool: asyncpg.Pool) -> None:
    sessions = Sessions(pool, idle=HOUR)
    session = await sessions.open(KARI)
    await sessions.close(session.secret)
    assert await sessions.find(session.secret) is None
    assert await pool.fetchval("SELECT count(*) FROM sessions") == 0


async def test_old_sessions_are_swept_when_somebody_signs_in(pool: asyncpg.Pool) -> None:
    sessions = Sessions(pool, idle=HOUR)
    await sessions.open(KARI)
    await age(pool, started="9 hours")
    await sessions.open(KARI)
    assert await pool.fetchval("SELECT count(*) FROM sessions") == 1
