"""Every entry gets its place, once and in order, whatever ends the sequencer; what was signed is what is stored."""

from collections.abc import AsyncIterator

import asyncpg
import orjson
import pytest
import pytest_asyncio

from services.audit.log import SQL
from services.audit.openings import opened
from shared.contracts.common import Category
from shared.sealing import KeyId
from shared.transparency.checkpoint import open_checkpoint
from shared.transparency.commitment import open_commitment
from shared.transparency.merkle import EMPTY
from shared.witnessing import log_key, origin
from tests.integration.audit.sequencing import KEY, TABLES, Breaking, Broken, Keys, sequencer, store, tree
from tests.integration.audit.trail import Owners
from tests.servers import Installation
from tests.waiting import until

ORIGIN = origin("4999", "barnehage", 2026)
VKEY = log_key(ORIGIN, KEY.public_key().public_bytes_raw())


@pytest_asyncio.fixture
async def log(database: asyncpg.Connection, installation: Installation) -> AsyncIterator[asyncpg.Connection]:
    await database.execute(f"TRUNCATE {TABLES}")
    yield database
    await database.execute(f"TRUNCATE {TABLES}")


@pytest.fixture
def signing(installation: Installation) -> object:
    return installation.settings("audit").trusted.signing


async def signed(log: asyncpg.Connection) -> tuple[int, bytes]:
    """What the newest checkpoint promises."""
    note = await log.fetchval("SELECT note FROM log_checkpoints ORDER BY size DESC LIMIT 1")
    promised = open_checkpoint(note, [VKEY]).checkpoint
    return promised.size, promised.root


async def test_every_entry_is_committed_to_in_its_owners_order(
    log: asyncpg.Connection, signing: object, owners: Owners
) -> None:
    await store(log, signing, [owners.row(n, child=None) for n in range(1, 1201)])
    await sequencer(Keys()).look(log)
    rows = await log.fetch(
        "SELECT index, source_position FROM leaves JOIN entries USING (position) ORDER BY leaves.index"
    )
    assert [(row["index"], row["source_position"]) for row in rows] == [(n, n + 1) for n in range(1200)]
    assert await signed(log) == await tree(log)


async def test_it_goes_on_where_it_was(log: asyncpg.Connection, signing: object, owners: Owners) -> None:
    for number in range(1, 8):
        await store(log, signing, [owners.row(number, child=None)])
        await sequencer(Keys()).look(log)
        assert await signed(log) == await tree(log) != (0, EMPTY)
    await sequencer(Keys()).look(log)
    assert (await tree(log))[0] == 7


async def test_owners_and_years_have_logs_of_their_own(
    log: asyncpg.Connection, signing: object, owners: Owners
) -> None:
    await store(log, signing, [owners.row(1, child=None), owners.row(1, owner="ppt", producer="case-ppt", child=None)])
    await sequencer(Keys()).look(log)
    await store(log, signing, [owners.row(2, child=None)])
    await sequencer(Keys(), year=2027).look(log)
    assert [(await tree(log, *which))[0] for which in ((2026,), (2026, "ppt"), (2027,))] == [1, 1, 1]
    await store(log, signing, [owners.row(3, child=None)])
    await sequencer(Keys(), year=2026).look(log)  # a clock that was set back
    assert (await tree(log, 2027))[0] == 2


@pytest.mark.parametrize("done", [False, True], ids=["failed before saving", "saved but reported failed"])
async def test_an_end_at_any_step_leaves_a_log_that_goes_on(
    log: asyncpg.Connection, signing: object, owners: Owners, *, done: bool
) -> None:
    broken = 0
    for step in range(1, 100):
        await store(log, signing, [owners.row(step, child=None)])
        try:
            await sequencer(Keys()).look(Breaking(log, step, done=done))  # type: ignore[arg-type]
        except Broken:
            broken += 1
        else:
            break
    await sequencer(Keys()).look(log)
    assert broken > 8
    rows = await log.fetch("SELECT source_position FROM leaves JOIN entries USING (position) ORDER BY leaves.index")
    assert [row["source_position"] for row in rows] == list(range(1, broken + 2))
    assert await signed(log) == await tree(log)
    assert await log.fetchval("SELECT count(*) FROM findings") == 0


async def test_an_opening_is_the_childs_and_dies_with_its_key(
    log: asyncpg.Connection, signing: object, owners: Owners
) -> None:
    keys, message = Keys(), owners.row(7, child="c-1")
    await store(log, signing, [message])
    await sequencer(keys).look(log)
    leaf = await log.fetchrow("SELECT * FROM leaves")
    (key,) = (await keys.ring().keys("4999", "c-1", [("audit", Category.PRIVATE)])).values()
    assert leaf["key_id"] == str(KeyId("c-1", "audit", Category.PRIVATE, 1))
    assert message.body not in leaf["opening"]
    found = open_commitment(leaf["commitment"], opened(key, ORIGIN, leaf["commitment"], leaf["opening"])).entry()
    assert (found["number"], found["body"].encode()) == (7, message.body)
    before = await signed(log)
    keys.erased.add("c-1")
    await store(log, signing, [owners.row(8, child="c-1")])
    await sequencer(keys).look(log)
    assert (await log.fetchrow("SELECT opening, key_id FROM leaves WHERE index = 1"))[0] is None
    assert await signed(log) == await tree(log) != before


async def test_what_a_stranger_tried_elsewhere_asks_for_no_key(
    log: asyncpg.Connection, signing: object, owners: Owners
) -> None:
    """Asking would be refused, which is a row there too, which asks again."""
    keys = Keys()
    await store(log, signing, [owners.row(1, kommune="0301", child="c-1")])
    await sequencer(keys).look(log)
    assert (keys.secrets, await log.fetchval("SELECT opening FROM leaves")) == ({}, None)
    assert await log.fetchval("SELECT size FROM logs WHERE kommune = '0301'") == 1


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE nodes SET hash = sha256('x') WHERE (level, index) = (0, 2)",
        "DELETE FROM nodes WHERE (level, index) = (1, 0)",
        "UPDATE logs SET size = 2",
        "DELETE FROM log_checkpoints",
        "UPDATE log_checkpoints SET note = replace(note::text, '33', '34')::bytea WHERE size = 3",
    ],
)
async def test_nothing_more_is_signed_over_a_tree_that_was_changed(
    log: asyncpg.Connection, signing: object, owners: Owners, change: str
) -> None:
    await store(log, signing, [owners.row(n, child=None) for n in (1, 2, 3)])
    await sequencer(Keys()).look(log)
    await log.execute(change)
    before = await log.fetchval("SELECT count(*) FROM log_checkpoints")
    await store(log, signing, [owners.row(4, child=None), owners.row(1, owner="ppt", producer="case-ppt", child=None)])
    await sequencer(Keys()).look(log)
    found = await log.fetch(SQL["findings"], "4999")
    assert [(row["owner"], row["kind"], row["item"]) for row in found] == [("barnehage", "changed", ORIGIN)]
    assert await log.fetchval("SELECT count(*) FROM log_checkpoints") == before + 2  # of the other owner


async def test_killed_again_and_again_every_entry_has_one_place(
    installation: Installation, log: asyncpg.Connection, signing: object, owners: Owners
) -> None:
    await store(log, signing, [owners.row(n, child=None) for n in range(1, 6001)])

    ours = "FROM leaves JOIN entries USING (position) WHERE action = 'read-case'"

    async def more(than: int) -> bool:
        return bool(await log.fetchval(f"SELECT count(*) > $1 {ours}", than))

    with installation.running("consent", "notify", "portal", "case-ppt", "case-barnehage"):
        for _ in range(3):
            with installation.running("audit") as running:
                seen = await log.fetchval(f"SELECT count(*) {ours}")
                await until(lambda seen=seen: more(min(seen, 5999)), 30)
                running["audit"].kill()
        with installation.running("audit"):
            await until(lambda: more(5999), 30)
    rows = await log.fetch(f"SELECT body {ours} ORDER BY leaves.index")
    assert len({orjson.loads(row["body"])["id"] for row in rows}) == len(rows) == 6000
