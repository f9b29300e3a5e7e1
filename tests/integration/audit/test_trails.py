"""A row that was deleted before it had left, an owner that is silent and one that was set back are seen."""

from collections.abc import AsyncIterator

import asyncpg
import pytest_asyncio

from services.audit.log import SQL
from services.audit.trails import SILENT, Trails
from shared.background import Background
from tests.integration.audit.sequencing import TABLES, store
from tests.integration.audit.trail import Owners
from tests.servers import Installation


class Round:
    """The audit service's rounds, and what the one owner answers."""

    def __init__(self, database: asyncpg.Connection, owners: Owners) -> None:
        self.database, self.owners, self.end = database, owners, 0
        self._trails = Trails("", ["4999"], ["barnehage"], self._answer, Background())

    async def _answer(self, _: str, __: str) -> int | None:
        return self.end if self.end >= 0 else None

    async def come(self, *numbers: int) -> None:
        signing = self.owners.installation.settings("audit").trusted.signing
        await store(self.database, signing, [self.owners.row(number) for number in numbers])

    async def look(self) -> set[tuple[str, str]]:
        await self._trails.look(self.database)
        return {(row["kind"], row["item"]) for row in await self.database.fetch(SQL["findings"], "4999")}


@pytest_asyncio.fixture
async def rounds(database: asyncpg.Connection, owners: Owners, installation: Installation) -> AsyncIterator[Round]:
    await database.execute(f"TRUNCATE {TABLES}")
    yield Round(database, owners)
    await database.execute(f"TRUNCATE {TABLES}")


async def test_all_is_well_while_everything_comes(rounds: Round) -> None:
    for number in range(1, 5):
        await rounds.come(number)
        rounds.end = number
        assert await rounds.look() == set()


async def test_a_hole_is_named_until_it_is_filled(rounds: Round) -> None:
    await rounds.come(1, 2, 5, 6, 8)
    rounds.end = 8
    assert await rounds.look() == {("hole", "3-4"), ("hole", "7-7")}
    await rounds.come(7, 3)
    assert await rounds.look() == {("hole", "3-4")}
    await rounds.come(4)
    assert await rounds.look() == set()


async def test_the_end_of_a_trail_cannot_be_deleted_unseen(rounds: Round) -> None:
    await rounds.come(1, 2)
    rounds.end = 4
    assert await rounds.look() == set()  # they may be on their way
    assert await rounds.look() == {("late", "3-4")}
    await rounds.come(3, 4)
    assert await rounds.look() == set()
    rounds.end = 2
    assert await rounds.look() == {("set-back", "2")}


async def test_an_owner_that_does_not_answer_is_told_of_after_a_while(rounds: Round) -> None:
    rounds.end = -1
    assert [await rounds.look() for _ in range(SILENT)][-2:] == [set(), {("silent", "trail")}]
    rounds.end = 0
    assert await rounds.look() == set()
