"""One owner's transparency log of one year, as it stands in the database."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import asyncpg

from shared.contracts.common import Kommune, Owner
from shared.statements import statements
from shared.transparency import merkle
from shared.transparency.checkpoint import Checkpoint
from shared.witnessing import origin

SQL = statements(Path(__file__).parent / "sql" / "log.sql")


class Fenced(Exception):
    """Another sequencer has grown this log."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """position: of its entry. key: of the child's that the opening is sealed under; None of an open one."""

    position: int
    commitment: bytes
    opening: bytes | None
    key: str | None


@dataclass(frozen=True, slots=True)
class Log:
    """Where a log stood when it was read; `position` is that of the newest entry in it."""

    id: int
    kommune: Kommune
    owner: Owner
    year: int
    size: int
    position: int

    @property
    def origin(self) -> str:
        return origin(self.kommune, self.owner, self.year)


@dataclass(frozen=True, slots=True)
class Growth:
    """What a log becomes: nothing of it is seen by anybody before all of it is committed."""

    log: Log
    leaves: Sequence[Leaf]
    nodes: Sequence[tuple[merkle.Node, bytes]]
    checkpoint: Checkpoint


async def nodes(connection: asyncpg.Connection, log: Log, wanted: Iterable[merkle.Node]) -> dict[merkle.Node, bytes]:
    levels, indexes = zip(*found, strict=True) if (found := [*wanted]) else ((), ())
    rows = await connection.fetch(SQL["nodes"], log.id, levels, indexes)
    return {(row["level"], row["index"]): row["hash"] for row in rows}


async def root(connection: asyncpg.Connection, log: Log, size: int) -> bytes | None:
    """What the stored nodes say that the tree of `size` is; None: they do not reach so far."""
    cover = merkle.cover(0, size)
    stored = await nodes(connection, log, cover)
    return merkle.fold([stored[node] for node in cover]) if stored.keys() >= set(cover) else None


async def consistency(connection: asyncpg.Connection, log: Log, old: int, size: int) -> list[bytes]:
    ranges = merkle.consistency_ranges(old, size) if old else []
    return await _assembled(connection, log, ranges)


async def inclusion(connection: asyncpg.Connection, log: Log, index: int, size: int) -> list[bytes]:
    return await _assembled(connection, log, merkle.inclusion_ranges(index, size))


async def grown(connection: asyncpg.Connection, log: Log, leaves: Sequence[Leaf]) -> Growth:
    cover = merkle.cover(0, log.size)
    stored = await nodes(connection, log, cover)
    frontier = [stored[node] for node in cover]
    rows, frontier = merkle.grow(log.size, frontier, (merkle.leaf_hash(leaf.commitment) for leaf in leaves))
    return Growth(log, leaves, rows, Checkpoint(log.origin, log.size + len(leaves), merkle.fold(frontier)))


async def save(connection: asyncpg.Connection, growth: Growth, note: bytes) -> None:
    """Leaves, nodes and the signed promise are there together, or none of them is. Raises Fenced."""
    log, size = growth.log, growth.checkpoint.size
    position = growth.leaves[-1].position if growth.leaves else log.position
    async with connection.transaction():
        if not await connection.fetchval(SQL["grow"], log.id, log.size, size, position):
            raise Fenced
        if growth.leaves:
            await connection.execute(SQL["add_leaves"], log.id, *_columns(log.size, growth.leaves))
            places = ((level, index, hash_) for (level, index), hash_ in growth.nodes)
            await connection.execute(SQL["add_nodes"], log.id, *zip(*places, strict=True))
        await connection.execute(SQL["add_checkpoint"], log.id, size, note)


def _columns(size: int, leaves: Sequence[Leaf]) -> Iterable[Sequence[object]]:
    return zip(
        *((index, leaf.position, leaf.commitment, leaf.opening, leaf.key) for index, leaf in enumerate(leaves, size)),
        strict=True,
    )


async def _assembled(connection: asyncpg.Connection, log: Log, ranges: Sequence[merkle.Range]) -> list[bytes]:
    stored = await nodes(connection, log, {node for one in ranges for node in merkle.cover(*one)})
    return merkle.assemble(ranges, stored)
