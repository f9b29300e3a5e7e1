"""Every service is a witness of the audit logs: what it has seen of one, that log can never unsay."""

import logging
import re
import time
from pathlib import Path
from typing import TYPE_CHECKING

import asyncpg

from shared.audit_trail import SQL as TRAIL
from shared.contracts.audit import Outcome
from shared.contracts.common import Kommune, Owner
from shared.contracts.witness import AddCheckpoint, ReadTrailEnd, TrailEnd, Witnessed
from shared.decider import Act
from shared.errors import AccessDenied
from shared.statements import statements
from shared.transparency.checkpoint import Checkpoint
from shared.transparency.note import Key, Kind
from shared.transparency.witness import Witness

if TYPE_CHECKING:
    from shared.node import Node

log = logging.getLogger(__name__)
SQL = statements(Path(__file__).parent / "sql" / "witness.sql")
KEEPER = "audit"  # the identity that keeps the logs
FORKED = 422
ORIGIN = re.compile(r"^stafett/[0-9]{4}/[a-z][a-z0-9-]{1,30}/[0-9]{4}$", re.MULTILINE)


def origin(kommune: Kommune, owner: Owner, year: int) -> str:
    return f"stafett/{kommune}/{owner}/{year}"


def log_key(origin: str, public: bytes) -> Key:
    """The audit service has one key; by its name it is each log's own."""
    return Key(origin, Kind.LOG, public)


def witness_key(owner: Owner, public: bytes) -> Key:
    return Key(f"stafett/witness/{owner}", Kind.WITNESS, public)


class Memory:
    """In the witness's own database, which the audit service cannot reach."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool

    async def latest(self, origin: str) -> Checkpoint | None:
        found = await self._pool.fetchrow(SQL["latest"], origin)
        return Checkpoint(*found) if found else None

    async def replace(self, known: Checkpoint | None, new: Checkpoint) -> bool:
        how, left = ("move", (known.size, known.root)) if known else ("begin", ())
        return bool(await self._pool.fetchval(SQL[how], new.origin, new.size, new.root, *left))


class Witnessing:
    def __init__(self, node: "Node") -> None:
        self._node = node

    async def add_checkpoint(self, request: AddCheckpoint, act: Act) -> Witnessed:
        """A tree that denies what was seen is written down here too: the audit service might keep silent about it."""
        settings = self._node.settings
        _must_be_keeper(act)
        found = ORIGIN.search(request.body)
        public = settings.trusted.raw(KEEPER, "log")
        keys = [log_key(found[0], public)] if found and public else []
        private = settings.ed25519("witness")
        key = witness_key(settings.owner, private.public_key().public_bytes_raw())
        one = Witness(key, private.sign, keys, Memory(self._node.pool), lambda: int(time.time()))
        answer = await one.add_checkpoint(request.body.encode())
        if answer.status == FORKED:
            log.error("an audit log denies what it has said", extra={"stream": found[0] if found else ""})
            entry = self._node.trail.entry(act, request.name, outcome=Outcome.REFUSED, code="LogForked")
            await self._node.trail.record(entry)
        return Witnessed(status=int(answer.status), body=answer.body)

    async def end_of_trail(self, _: ReadTrailEnd, act: Act) -> TrailEnd:
        _must_be_keeper(act)
        return TrailEnd(number=await self._node.pool.fetchval(TRAIL["end"], act.by.kommune))


def witness(node: "Node") -> None:
    """What every service but the keeper does beside its own work."""
    if node.settings.identity != KEEPER:
        answering = Witnessing(node)
        node.server.serve({AddCheckpoint: answering.add_checkpoint, ReadTrailEnd: answering.end_of_trail})


def _must_be_keeper(act: Act) -> None:
    if act.by.id != KEEPER:
        raise AccessDenied
