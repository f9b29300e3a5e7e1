"""A superuser edits, deletes, inserts, reorders and back-dates at random, triggers off: each is seen, with its place.

`STAFETT_TRIALS=1000` for as many as the audit log's proof asks for.
"""

import os
import random
from collections.abc import Callable

import asyncpg
import pytest

from services.audit.checking import Checking, check
from services.audit.log import SQL, Log
from shared.background import Background
from shared.contracts.common import Category
from tests.integration.audit.sequencing import TABLES, Keys, sequencer, store
from tests.integration.audit.trail import Owners

TRIALS, SIZE = int(os.environ.get("STAFETT_TRIALS", "60")), 40


def edit(n: int, _: random.Random) -> str:
    written = "replace(body::text, '72656164', '77656164')::bytea"
    return f"UPDATE entries SET body = {written} WHERE position = {n}"


def edit_what_is_searched(n: int, drawn: random.Random) -> str:
    column = drawn.choice(("actor", "action", "child", "outcome", "code", "unit", "role"))
    return f"UPDATE entries SET {column} = 'another' WHERE position = {n}"


def back_date(n: int, drawn: random.Random) -> str:
    return f"UPDATE entries SET at = at - interval '{drawn.randint(1, 900)} seconds' WHERE position = {n}"


def delete(n: int, _: random.Random) -> str:
    return f"DELETE FROM entries WHERE position = {n}"


def delete_with_its_leaf(n: int, _: random.Random) -> str:
    return f"DELETE FROM leaves WHERE position = {n}; DELETE FROM entries WHERE position = {n}"


def hide_its_leaf(n: int, _: random.Random) -> str:
    return f"DELETE FROM leaves WHERE position = {n}"


def change_its_commitment(n: int, _: random.Random) -> str:
    return f"UPDATE leaves SET commitment = sha256(commitment) WHERE position = {n}"


def change_commitment_and_node(n: int, _: random.Random) -> str:
    node = f"(SELECT index FROM leaves WHERE position = {n})"
    return (
        f"UPDATE leaves SET commitment = sha256('x') WHERE position = {n};"
        f"UPDATE nodes SET hash = sha256('\\x00'::bytea || sha256('x')) WHERE level = 0 AND index = {node}"
    )


def reorder(n: int, drawn: random.Random) -> str:
    other = n - 1 if drawn.random() < 0.5 else n + 1
    return (
        "UPDATE entries e SET body = o.body, signature = o.signature, at = o.at, child = o.child, "
        "correlation = o.correlation FROM entries o "
        f"WHERE (e.position, o.position) IN (({n}, {other}), ({other}, {n}))"
    )


def renumber(n: int, drawn: random.Random) -> str:
    return f"UPDATE entries SET source_position = {drawn.randint(1000, 2000)} WHERE position = {n}"


ACTS: list[Callable[[int, random.Random], str]] = [
    edit, edit_what_is_searched, back_date, delete, delete_with_its_leaf, hide_its_leaf, change_its_commitment,
    change_commitment_and_node, reorder, renumber,
]  # fmt: skip


async def test_every_change_is_seen_and_its_entry_named(database: asyncpg.Connection, owners: Owners) -> None:
    await database.execute(f"TRUNCATE {TABLES}")
    keys, key_of, drawn = Keys(), owners.installation.settings("audit").trusted.signing, random.Random(1)
    rows = [owners.row(n, child=f"c-{n % 5}" if n % 2 else None) for n in range(1, SIZE + 1)]
    await store(database, key_of, rows)
    await sequencer(keys).look(database)
    log = Log(*(await database.fetch(SQL["log"], "4999", "barnehage", 2026))[0])
    held = {
        str(key): data
        for n in range(5)
        for key, data in (await keys.ring().keys("4999", f"c-{n}", [("audit", Category.PRIVATE)])).items()
    }
    places = {row["position"]: row["index"] for row in await database.fetch("SELECT position, index FROM leaves")}
    assert await check(database, log, key_of, held) == []
    for trial in range(TRIALS):
        position = drawn.choice([*places][1:-1])
        act = ACTS[trial % len(ACTS)]
        change = database.transaction()
        await change.start()
        await database.execute("SET LOCAL session_replication_role = replica")
        await database.execute(act(position, drawn))
        found = await check(database, log, key_of, held)
        await change.rollback()
        assert f"leaf {places[position]}" in found, (trial, act.__name__)
    await database.execute(f"TRUNCATE {TABLES}")


@pytest.mark.parametrize("forged", [True, False])
async def test_what_was_put_in_is_named(database: asyncpg.Connection, owners: Owners, *, forged: bool) -> None:
    await database.execute(f"TRUNCATE {TABLES}")
    key_of = owners.installation.settings("audit").trusted.signing
    await store(database, key_of, [owners.row(n, child=None) for n in range(1, 9)])
    await sequencer(Keys()).look(database)
    await database.execute(
        "INSERT INTO entries (kommune, owner, source_position, at, actor, role, action, outcome, correlation, body, "
        "signature) SELECT kommune, owner, 900, at, actor, role, action, outcome, correlation, body, "
        f"{'sha256(signature)' if forged else 'signature'} FROM entries LIMIT 1"
    )
    await database.execute("UPDATE entries SET source_position = -7 WHERE source_position = 7")
    await sequencer(Keys()).look(database)
    log = Log(*(await database.fetch(SQL["log"], "4999", "barnehage", 2026))[0])
    found = await check(database, log, key_of, {})
    await Checking("", key_of, Background()).look(database)
    told = {row["item"] for row in await database.fetch(SQL["findings"], "4999")}
    assert told == {f"{log.origin} {place}" for place in found}
    await database.execute(f"TRUNCATE {TABLES}")
    assert {"leaf 6", "leaf 8"} <= set(found)
