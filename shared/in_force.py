"""Which access rules a service decides by: new ones are a row in every municipality's audit log before they decide."""

import hashlib
from functools import partial
from pathlib import Path
from typing import cast

import asyncpg
import uuid_utils.compat as uuid

from shared.municipality import load
from shared.node import Node
from shared.statements import statements

SQL = statements(Path(__file__).parent / "sql" / "in_force.sql")
ACTION = "change-policies"
LENGTH = 48  # of a digest in an id


def decides_by(node: Node, folder: Path) -> None:
    """Every policy below this folder, as it is now. Nobody is answered before it is told."""
    node.before_serving(partial(_tell, node, digest(folder)))


def digest(folder: Path) -> str:
    paths = sorted(folder.rglob("access.cedar*"))
    said = [path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes() for path in paths]
    return "sha256-" + hashlib.sha256(b"".join(hashlib.sha256(one).digest() for one in said)).hexdigest()[:LENGTH]


async def _tell(node: Node, now: str) -> None:
    """In one transaction, and once however many processes of this service begin at the same time."""
    async with node.pool.acquire() as pooled, pooled.transaction():
        connection = cast(asyncpg.Connection, pooled)
        if await connection.fetchval(SQL["note"], now):
            acts = (node.act(kommune, uuid.uuid7(), uuid.uuid7()) for kommune in load(node.settings.municipalities))
            await node.trail.write(connection, *(node.trail.entry(act, ACTION, resources=[now]) for act in acts))
