"""Numbered, forward only, each file once, never edited."""

import asyncio
from pathlib import Path

import asyncpg
import pytest

from shared.migrate import MigrationChanged, migrate
from tests.faults.servers import KERNEL, Postgres


@pytest.fixture
async def fresh(postgres: Postgres) -> str:
    admin = await asyncpg.connect(postgres.dsn("postgres"))
    name = f"fresh_{await admin.fetchval('SELECT count(*) FROM pg_database')}"
    await admin.execute(f"CREATE ROLE {name}")
    await admin.execute(f"CREATE DATABASE {name}")
    await admin.close()
    return postgres.dsn(name)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "case/sql/migrations"
    made.mkdir(parents=True)
    (made / "0001_first.sql").write_text("CREATE TABLE first (n int); INSERT INTO first VALUES (1);")
    (made / "0002_second.sql").write_text("ALTER TABLE first ADD m int;")
    return made


def kernel() -> list[Path]:
    return sorted(KERNEL.glob("*.sql"))


async def test_each_file_is_applied_once_in_order(fresh: str, folder: Path) -> None:
    assert await migrate(fresh, [KERNEL, folder]) == [
        *(f"shared/{path.name}" for path in kernel()), "case/0001_first.sql", "case/0002_second.sql",
    ]  # fmt: skip
    assert await migrate(fresh, [KERNEL, folder]) == []
    (folder / "0003_third.sql").write_text("ALTER TABLE first ADD o int;")
    assert await migrate(fresh, [KERNEL, folder]) == ["case/0003_third.sql"]


async def test_two_that_start_together_apply_each_file_once(fresh: str, folder: Path) -> None:
    applied = await asyncio.gather(*(migrate(fresh, [KERNEL, folder]) for _ in range(4)))
    assert sorted(map(len, applied)) == [0, 0, 0, len(kernel()) + 2]


async def test_an_edited_file_is_refused_and_changes_nothing(fresh: str, folder: Path) -> None:
    await migrate(fresh, [folder])
    (folder / "0001_first.sql").write_text("DROP TABLE first;")
    with pytest.raises(MigrationChanged, match=r"case/0001_first\.sql"):
        await migrate(fresh, [folder])
    connection = await asyncpg.connect(fresh)
    assert await connection.fetchval("SELECT n FROM first") == 1
    await connection.close()


@pytest.mark.parametrize("numbers", [[2], [1, 3], [1, 1]])
async def test_a_hole_or_a_double_in_the_numbers_is_refused_before_anything_runs(
    fresh: str, folder: Path, numbers: list[int]
) -> None:
    for path in folder.iterdir():
        path.unlink()
    for place, number in enumerate(numbers):
        (folder / f"{number:04}_{'ab'[place]}.sql").write_text("CREATE TABLE never (n int);")
    with pytest.raises(ValueError, match="case are not numbered"):
        await migrate(fresh, [folder])
    connection = await asyncpg.connect(fresh)
    assert await connection.fetchval("SELECT to_regclass('never')") is None
    await connection.close()


async def test_a_file_that_fails_leaves_nothing_and_the_earlier_ones_stay(fresh: str, folder: Path) -> None:
    (folder / "0003_third.sql").write_text("CREATE TABLE third (n int); SELECT 1 / 0;")
    with pytest.raises(asyncpg.DivisionByZeroError):
        await migrate(fresh, [folder])
    (folder / "0003_third.sql").write_text("CREATE TABLE third (n int);")
    assert await migrate(fresh, [folder]) == ["case/0003_third.sql"]


async def test_a_service_may_add_to_the_log_and_never_change_it(postgres: Postgres, sender: str) -> None:
    connection = await asyncpg.connect(sender)
    for forbidden in ("UPDATE events SET child = ''", "DELETE FROM events", "TRUNCATE events", "DROP TABLE events",
                      "ALTER TABLE events ADD x int", "CREATE TABLE mine (n int)", "DELETE FROM audit_trail",
                      "UPDATE audit_trail SET kommune = ''", "DELETE FROM facts", "UPDATE facts SET child = ''",
                      "DELETE FROM inbox", "DELETE FROM timers", "SELECT * FROM migrations"):  # fmt: skip
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute(forbidden)
    await connection.close()
