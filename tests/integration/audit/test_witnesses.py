"""What a witness has seen, the log can never unsay: rewritten, cut, set back or forked, it is refused and told of."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import asyncpg
import pytest_asyncio
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from services.audit.log import SQL
from services.audit.witnesses import Witnesses
from tests.integration.audit.others import NAMES, ORIGIN, Others
from tests.integration.audit.sequencing import TABLES, Keys, sequencer, store, tree
from tests.integration.audit.trail import Owners

SET_BACK = """
DELETE FROM cosignatures WHERE size > {0}; DELETE FROM log_checkpoints WHERE size > {0};
DELETE FROM leaves WHERE index >= {0}; DELETE FROM nodes WHERE (index + 1) << level > {0};
UPDATE logs SET size = {0}, position = (SELECT max(position) FROM leaves)
"""


@dataclass
class Log:
    """The audit service's database, and rows that come."""

    database: asyncpg.Connection
    owners: Owners
    others: Others
    said: int = 0

    async def grow(self, count: int) -> None:
        """In a process that has just begun."""
        rows = [self.owners.row(self.said + n + 1, child=None) for n in range(count)]
        self.said += count
        await store(self.database, self.owners.installation.settings("audit").trusted.signing, rows)
        await self.look()

    async def look(self) -> None:
        one = sequencer(Keys(), witnesses=Witnesses(self.others.policy, self.others.ask))
        await one.look(self.database)
        await one.show(self.database)

    async def size(self) -> int:
        return (await tree(self.database))[0]

    async def wrong(self) -> set[tuple[str, str]]:
        return {(row["kind"], row["item"]) for row in await self.database.fetch(SQL["findings"], "4999")}


@pytest_asyncio.fixture
async def log(database: asyncpg.Connection, owners: Owners, others: Others) -> AsyncIterator[Log]:
    await database.execute(f"TRUNCATE {TABLES}")
    made = Log(database, owners, others)
    await made.grow(5)
    yield made
    await database.execute(f"TRUNCATE {TABLES}")


def by_all(size: int) -> set[tuple[str, str]]:
    return {("denied", f"{ORIGIN}/{name}/{size}") for name in NAMES}


async def test_a_log_that_grows_is_cosigned_by_everybody(log: Log) -> None:
    await log.grow(7)
    seen = await log.database.fetch("SELECT service FROM cosignatures WHERE size = 12 ORDER BY service")
    assert [row["service"] for row in seen] == sorted(NAMES)
    assert await log.wrong() == set()


async def test_an_older_copy_signs_nothing_until_it_is_whole_again(log: Log) -> None:
    await log.grow(7)
    await log.database.execute(SET_BACK.format(5))
    await log.grow(3)
    assert (await log.size(), await log.wrong()) == (5, by_all(12))
    await log.database.execute(f"TRUNCATE {TABLES}")  # from before the log had begun
    log.said = 0
    await log.grow(2)
    assert (await log.size(), await log.wrong()) == (0, by_all(12))


async def test_every_earlier_copy_is_known_for_what_it_is(log: Log) -> None:
    for _ in range(6):
        await log.grow(1)
    for size in range(5, 11):
        restored = log.database.transaction()
        await restored.start()
        await log.database.execute(SET_BACK.format(size))
        await log.look()
        assert (await log.size(), await log.wrong()) == (size, by_all(11))
        await restored.rollback()


async def test_a_copy_that_went_on_by_itself_is_a_fork(log: Log) -> None:
    await log.grow(4)
    await log.database.execute(SET_BACK.format(5))
    await sequencer(Keys()).look(log.database)  # by somebody who has the key, and asks nobody
    assert await log.size() == 9
    await log.grow(1)
    assert (await log.size(), await log.wrong()) == (9, by_all(9))


async def test_with_too_few_witnesses_nothing_is_signed_and_nothing_is_wrong(log: Log, others: Others) -> None:
    others.away |= {"ppt", "notify"}
    await log.grow(1)
    assert (await log.size(), await log.wrong()) == (5, set())
    others.away.remove("ppt")
    await log.look()
    assert (await log.size(), await log.wrong()) == (6, set())
    others.away.clear()
    await log.grow(1)
    assert await log.database.fetchval("SELECT count(*) FROM cosignatures WHERE size = 7") == 3


async def test_one_that_forged_a_cosignature_does_not_count(log: Log, others: Others) -> None:
    policy = others.policy
    others.keys = {name: Ed25519PrivateKey.generate() for name in NAMES}
    one = sequencer(Keys(), witnesses=Witnesses(policy, others.ask))
    await store(log.database, log.owners.installation.settings("audit").trusted.signing, [log.owners.row(6)])
    await one.look(log.database)
    assert await log.size() == 5
