"""Waits until everything sent has had its effect everywhere, and tells what stands in every database then."""

from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass

import asyncpg
from nats.aio.client import Client as Nats
from nats.js import JetStreamContext
from nats.js.errors import NotFoundError

from deploy.health import ready
from deploy.topology import Service
from shared.contracts.case import ContributionWritten
from tests.integration.platform.saying import Speaker
from tests.servers import Installation
from tests.waiting import until

# How far, how much was refused, who is signed in, when witnesses were asked: no content.
MOVING = {
    "checkpoints", "left_out", "sessions", "log_checkpoints", "cosignatures", "witnessed", "trails", "walks",
    "anomalies",
}  # fmt: skip
SOON = "due_at < clock_timestamp() + interval '1 minute'"
COUNTED = {"notices"}  # a notice changes by itself, when it is sent
Contents = dict[str, dict[str, str]]  # by database and table


@dataclass
class Watch:
    """Looks into every database as the superuser, and at every stream as the operator."""

    ground: Installation
    databases: dict[str, asyncpg.Connection]
    operator: Nats
    behind: str = ""  # who was not done when last looked at

    @property
    def jetstream(self) -> JetStreamContext:
        return self.operator.jetstream()

    async def settled(self) -> None:
        """Every log is sent, every stream taken in, every fold and reaction done."""
        try:
            await until(self._is_settled, 60)
        except TimeoutError as error:
            raise AssertionError(self.behind) from error

    async def at_rest(self) -> None:
        """Settled, and nothing happens by itself within a minute: no timer is due, no mail waits."""
        await until(self._rests, 120)
        await self.settled()

    async def _rests(self) -> bool:
        """All timers and notices, of shielded logs too."""
        for connection in self.databases.values():
            for timers in await tables(connection, "timers"):
                if await connection.fetchval(f"SELECT EXISTS (SELECT FROM {timers} WHERE {SOON} AND ended_at IS NULL)"):
                    return False
            for notices in await tables(connection, "notices"):
                waits = f"SELECT EXISTS (SELECT FROM {notices} WHERE {SOON} AND state IN ('waiting', 'sending'))"
                if await connection.fetchval(waits):
                    return False
        return True

    async def contents(self) -> Contents:
        """Everything that stands, as a digest of each table."""
        await self.settled()
        return {name: await _contents(connection) for name, connection in self.databases.items()}

    @property
    def copies(self) -> set[str]:
        """Where what an owner has signed is kept, whether or not it means anything."""
        return {f"{name}.facts" for name in self.databases if name.startswith("case_")}

    async def goes_on(self, proper: Speaker) -> None:
        """A proper fact, said after all that was not, arrives everywhere; nothing waits, and all are ready."""
        good = proper.fact(ContributionWritten.wire_name(), {"stafettlogg": "x", "kind": "note", "category": "notes"})
        await proper.say(good)
        copies = [connection for name, connection in self.databases.items() if name.startswith("case_")]

        async def arrived() -> bool:
            found = "SELECT EXISTS (SELECT FROM facts WHERE owner = $1 AND source_position = $2)"
            return all([await copy.fetchval(found, proper.owner, good.position) for copy in copies])

        await until(arrived)
        await self.settled()
        assert all(ready(self.ground.ports[service.identity]) for service in self.ground.topology.services)

    async def denied(self) -> Counter[str]:
        """By request: how often access was refused, in everybody's audit rows."""
        found: Counter[str] = Counter()
        for connection in self.databases.values():
            for trail in await tables(connection, "audit_trail"):
                rows = await connection.fetch(
                    f"""SELECT told->>'action' AS action, count(*)
                        FROM {trail}, jsonb(convert_from(entry, 'UTF8')) AS told
                        WHERE told->>'outcome' = 'denied' GROUP BY 1"""
                )
                found.update({row["action"]: row["count"] for row in rows})
        return found

    async def parked(self) -> int:
        return (await self.jetstream.stream_info("PARKED")).state.messages

    async def last(self, stream: str) -> int:
        return (await self.jetstream.stream_info(stream)).state.last_seq

    async def comes(self, stream: str, sequence: int) -> bool:
        return await self.last(stream) >= sequence

    async def _is_settled(self) -> bool:
        last = {name: await self.last(name) for name in ("EVT", "AUD")}
        for service in self.ground.topology.services:
            if behind := await self._behind(service):
                self.behind = f"{service.identity}: {behind}"
                return False
        # Reactions and reads write more: settled is when nothing has moved meanwhile.
        return last == {name: await self.last(name) for name in ("EVT", "AUD")}

    async def _last_of(self, stream: str, subjects: str) -> int:
        with suppress(NotFoundError):
            return (await self.jetstream.get_last_msg(stream, subjects)).seq or 0
        return 0

    async def _behind(self, service: Service) -> list[str]:
        connection = self.databases[service.database]
        done = {
            row["name"]: row["position"] for row in await connection.fetch("SELECT name, position FROM checkpoints")
        }
        newest = {
            table: await connection.fetchval(f"SELECT coalesce(max(position), 0) FROM {table}")
            for table in ("events", "audit_trail", "facts")
        }
        expected = {"audit": newest["audit_trail"]}
        if service.name in {"case", "consent"}:
            expected |= {
                "events": newest["events"],
                "own" if service.name == "case" else "family": newest["events"],
            }
        if service.name == "case":
            expected |= {"shared": newest["facts"]}
        if service.intake:
            expected |= {"intake": await self._last_of(*service.intake.split())}
        behind = [name for name, position in expected.items() if done.get(name, 0) < position]
        if service.name == "audit" and await connection.fetchval(UNSEQUENCED):
            behind.append("sequencer")
        if service.durable:
            durable = await self.jetstream.consumer_info("EVT", service.durable)
            if durable.num_pending or durable.num_ack_pending:
                behind.append(f"{service.durable} at {durable.delivered.stream_seq}, {durable.num_redelivered} again")
        return behind


UNSEQUENCED = """
SELECT EXISTS (SELECT FROM entries e WHERE e.position > (
    SELECT coalesce(max(l.position), 0) FROM logs l WHERE (l.kommune, l.owner) = (e.kommune, e.owner)))
"""


@asynccontextmanager
async def watching(ground: Installation) -> AsyncIterator[Watch]:
    async with AsyncExitStack() as stack:
        databases = {}
        for service in ground.topology.services:
            connection = await ground.superuser(service.database)
            stack.push_async_callback(connection.close)
            databases[service.database] = connection
        operator = await ground.connect("operator")
        stack.push_async_callback(operator.close)
        yield Watch(ground, databases, operator)


ROWS = {"audit_trail", "entries", "logs", "leaves", "nodes"}
OF_AUDIT = {"audit.own_leases"}  # an audit key for each child that somebody asked about
NOT_OF_AUDIT = {
    "data_keys": "(SELECT * FROM data_keys WHERE owner <> 'audit')",
    # A busy owner is late for a while, and what was found before is marked and ended meanwhile.
    "findings": "(SELECT id, owner, kind, item FROM findings WHERE kind NOT IN ('late', 'silent'))",
}


def done(before: Contents, after: Contents) -> set[str]:
    """What has changed beside the rows that tell who asked."""
    return {table for table in changed(before, after) - OF_AUDIT if table.rpartition(".")[2] not in ROWS}


def changed(before: Contents, after: Contents) -> set[str]:
    """The tables, as `database.table`."""
    return {
        f"{name}.{table}"
        for name, tables in before.items()
        for table, digest in tables.items()
        if after[name][table] != digest
    }


async def _contents(connection: asyncpg.Connection) -> dict[str, str]:
    names = [name for name in await tables(connection) if name.rpartition(".")[2] not in MOVING]
    return {name: await connection.fetchval(_digest(name)) for name in names}


async def tables(connection: asyncpg.Connection, named: str = "%") -> list[str]:
    """Of every schema of ours; those that are not public with its name before them."""
    rows = await connection.fetch(
        """SELECT CASE schemaname WHEN 'public' THEN '' ELSE schemaname || '.' END || tablename AS name FROM pg_tables
           WHERE schemaname NOT IN ('pg_catalog', 'information_schema') AND tablename LIKE $1 ORDER BY name""",
        named,
    )
    return [row["name"] for row in rows]


def _digest(table: str) -> str:
    if table in COUNTED:
        return f"SELECT count(*)::text FROM {table}"
    return f"SELECT md5(coalesce(string_agg(t::text, '' ORDER BY t::text), '')) FROM {NOT_OF_AUDIT.get(table, table)} t"
