"""Sessions in a real PostgreSQL: what is kept, for how long, and what a thief of the table would have."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import asyncpg
import pytest

from services.portal.sessions import Login, Session, Sessions
from services.portal.signin.attempts import Attempts
from services.portal.signin.kept import Kept
from shared import database
from shared.contracts.common import Actor, Role
from tests.servers import Installation

KARI = Actor(id="p-0000000a", role=Role.EMPLOYEE, kommune="4999", owner="barnehage", unit="bekkelia")
INGRID = Actor(id="p-0000000b", role=Role.GUARDIAN, kommune="4999", owner="familie", level="idporten-loa-high")
HOUR = timedelta(hours=1)
DOOR = "/inn/4999/id-porten"


def login(sub: str = "s-1", sid: str | None = "session-1") -> Login:
    return Login(
        DOOR, datetime(2026, 11, 23, 12, tzinfo=UTC), sub, sid, Kept(name="Ingrid Oppdiktet", id_token="a.b.c")
    )


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


async def test_what_a_sign_in_elsewhere_leaves_is_read_with_the_cookie_alone(pool: asyncpg.Pool) -> None:
    sessions = Sessions(pool, idle=HOUR)
    session = await sessions.open(INGRID, login())
    found = await sessions.find(session.secret)
    assert found == Session(session.secret, INGRID, since=login().at, door=DOOR, kept=login().kept)
    (row,) = await pool.fetch("SELECT * FROM sessions")
    for told in ("Ingrid", "a.b.c", "s-1", "session-1"):
        assert told.encode() not in b"".join(value for value in row.values() if isinstance(value, bytes))
        assert told not in str({name: value for name, value in row.items() if not isinstance(value, bytes)})


@pytest.mark.parametrize(
    ("sub", "sid", "left"),
    [
        (None, "session-1", 2), ("s-1", None, 1), ("s-1", "session-1", 2), ("s-1", "another", 3), ("another", None, 3),
        (None, None, 3),
    ],
)  # fmt: skip
async def test_a_provider_ends_what_it_names_and_nothing_else(
    pool: asyncpg.Pool, sub: str | None, sid: str | None, left: int
) -> None:
    sessions = Sessions(pool, idle=HOUR)
    await sessions.open(INGRID, login())
    await sessions.open(INGRID, login(sid=None))
    await sessions.open(KARI)
    await sessions.close_by_provider("/inn/4999/helseid", sub, sid)
    assert await pool.fetchval("SELECT count(*) FROM sessions") == 3
    await sessions.close_by_provider(DOOR, sub, sid)
    assert await pool.fetchval("SELECT count(*) FROM sessions") == left


async def test_a_sign_in_under_way_is_taken_once_and_in_time(pool: asyncpg.Pool) -> None:
    attempts = Attempts(pool)
    begun = await attempts.begin(DOOR, "/barn/c-1/nodapning", fresh=True)
    assert await attempts.take("another") is None
    assert await attempts.take(begun.secret) == begun
    assert await attempts.take(begun.secret) is None
    late = await attempts.begin(DOOR, "", fresh=False)
    await pool.execute("UPDATE attempts SET started_at = now() - interval '11 minutes'")
    assert await attempts.take(late.secret) is None
    await attempts.begin(DOOR, "", fresh=False)
    assert await pool.fetchval("SELECT count(*) FROM attempts") == 1


async def test_nothing_that_must_fit_stands_in_the_table(pool: asyncpg.Pool) -> None:
    begun = await Attempts(pool).begin(DOOR, "", fresh=False)
    row = await pool.fetchrow("SELECT * FROM attempts ORDER BY started_at DESC LIMIT 1")
    for told in (begun.secret, begun.state, begun.nonce, begun.verifier, begun.challenge):
        assert len(told) == 43
        assert told not in str(dict(row))
