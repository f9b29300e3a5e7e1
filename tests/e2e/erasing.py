"""A child of the demo is erased: what people do for it, time that passes, and backups of the whole database server."""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import asyncpg

from deploy import nats
from deploy.health import await_ready
from deploy.postgres import programs, run_as
from deploy.process import Process
from services.consent.keys.rolling import Rolling
from services.consent.keys.roots import Roots, Wrapped
from services.consent.keys.store import wrapped
from shared.background import Background
from shared.contracts import consent as c
from shared.contracts.common import Envelope, Id
from shared.sealing import DataKey, KeyId, SealBroken, from_text, place
from shared.wire import parse_envelope
from tests.e2e.world import World, let_fall_due
from tests.servers import Installation
from tests.waiting import until

OMBUD, DECIDES = "Sunniva", "Siv"
BASIS = "pvf-17-1"
OWNERS = ("barnehage", "helsestasjon", "ppt", "barnevern", "familie")


async def proposed(w: World, child: Id) -> Id:
    """Nothing of the child's is bound for the archive. Returns the erasure."""
    await w.ask(OMBUD, c.DecideNothingToArchive(child=child, reason="Ingenting å arkivere"))
    await w.ask(OMBUD, c.ProposeErasure(child=child, legal_basis=BASIS, reason="Familien har bedt om det"))
    view: c.ErasureView = await w.ask(OMBUD, c.ReadErasure(child=child))
    assert view.erasure
    return view.erasure


async def agreed(w: World, child: Id) -> Id:
    erasure = await proposed(w, child)
    await w.ask(DECIDES, c.ConfirmErasure(child=child, erasure=erasure))
    return erasure


async def three_days_later(platform: Installation, child: Id, erasure: Id) -> None:
    """As only a superuser can: the deadline is moved, in the log and in the timer."""
    connection = await platform.superuser("consent")
    moved = (
        "UPDATE events SET data = convert_to(jsonb_set(convert_from(data, 'UTF8')::jsonb, '{due_at}',"
        " to_jsonb(now() - interval '1 minute'))::text, 'UTF8') WHERE child = $1 AND type = 'erasure-confirmed'"
    )
    await connection.execute(moved, child)
    await connection.close()
    await let_fall_due(platform, "consent", erasure)


async def destroyed(platform: Installation, w: World, child: Id, missing: tuple[str, ...] = ()) -> c.Certificate:
    """Every owner has given its receipt, but these."""
    await three_days_later(platform, child, await agreed(w, child))
    found: list[c.Certificate] = []

    async def told() -> bool:
        view: c.ErasureView = await w.ask(OMBUD, c.ReadErasure(child=child))
        found[:] = [view.certificate] if view.certificate and view.state is c.ErasureState.DESTROYED else []
        return bool(found) and view.missing == missing

    await until(told)
    return found[0]


@dataclass
class Stored:
    """What the databases hold of a child that is closed: its keys, its owners' leases of them, and its words."""

    keys: list[Wrapped]
    leases: int
    sealed: list[tuple[bytes, bytes]]  # where each may be opened, and itself


async def stored(platform: Installation, child: Id) -> Stored:
    found = Stored([], 0, [])
    for service in platform.topology.services:
        connection = await platform.superuser(service.database)
        rows = await connection.fetch("SELECT * FROM events WHERE child = $1 AND sealed IS NOT NULL", child)
        found.sealed += [_of_event(row) for row in rows]
        bodies = [row["body"] for row in await connection.fetch("SELECT body FROM facts WHERE child = $1", child)]
        found.sealed += [_of_fact(envelope) for body in bodies if (envelope := parse_envelope(body)).sealed]
        found.leases += await connection.fetchval("SELECT count(*) FROM own_leases WHERE child = $1", child)
        if service.name == "consent":
            found.keys += [
                wrapped(row) for row in await connection.fetch("SELECT * FROM data_keys WHERE child = $1", child)
            ]
        await connection.close()
    return found


def _of_event(row: asyncpg.Record) -> tuple[bytes, bytes]:
    sealed_as = f"{row['type']}/{row['schema_version']}"
    return place(row["kommune"], row["stream"], row["event_id"], sealed_as, KeyId.parse(row["key_id"])), row["sealed"]


def _of_fact(told: Envelope) -> tuple[bytes, bytes]:
    where = place(told.kommune, told.stream, told.id, told.sealed_as or "", KeyId.parse(told.key or ""))
    return where, from_text(told.sealed or "")


async def keys(installation: Installation, child: str) -> int:
    connection = await installation.superuser("consent")
    count: int = await connection.fetchval("SELECT count(*) FROM data_keys WHERE child = $1", child)
    await connection.close()
    return count


async def leases(installation: Installation, child: str, *databases: str) -> int:
    """databases: of every owner, when none is named."""
    total = 0
    for database in databases or [f"case_{owner}" for owner in OWNERS]:
        connection: asyncpg.Connection = await installation.superuser(database)
        total += await connection.fetchval("SELECT count(*) FROM own_leases WHERE child = $1", child)
        await connection.close()
    return total


async def no_leases(installation: Installation, child: str, *databases: str) -> bool:
    return await leases(installation, child, *databases) == 0


async def leased(installation: Installation, child: str, *databases: str) -> bool:
    return await leases(installation, child, *databases) > 0


async def openable(roots: Roots, found: Stored) -> int:
    """How many of the words any of the keys opens that any root there is opens."""
    keys = []
    for one in found.keys:
        with suppress(SealBroken):
            keys += await roots.unwrap([one])
    return sum(any(_opens(key, *one) for key in keys) for one in found.sealed)


def _opens(key: DataKey, where: bytes, sealed: bytes) -> bool:
    with suppress(SealBroken):
        key.open(where, sealed)
        return True
    return False


async def a_week_passes(platform: Installation, roots: Roots) -> None:
    """For the roots: a newer one is made, what lives comes under it, and those before it are destroyed."""
    connection = await platform.superuser("consent")
    week, now = timedelta(days=7), datetime.now(UTC)
    keeping = Rolling(platform.postgres.dsn("consent"), roots, timedelta(0), week, Background())
    await keeping.look(connection, now)
    await Rolling(platform.postgres.dsn("consent"), roots, 9 * week, week, Background()).look(
        connection, now + 2 * week
    )
    await connection.close()
    assert len(await roots.known()) == 1


class Backup:
    """Of the whole server, taken while it runs."""

    def __init__(self, platform: Installation, folder: Path) -> None:
        self._platform, self.folder = platform, folder
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(mode=0o700)
        if user := run_as():
            shutil.chown(folder, user)
        command = [programs() / "pg_basebackup", "-D", folder, "-d", platform.postgres.dsn(), "--checkpoint=fast"]
        subprocess.run(command, check=True, capture_output=True, user=run_as(), cwd="/")

    def restore(self) -> None:
        self._platform.postgres.stop()
        data = self._platform.postgres.home / "data"
        shutil.rmtree(data)
        shutil.copytree(self.folder, data, symlinks=True)
        for path in (data, *data.rglob("*")):
            if user := run_as():
                shutil.chown(path, user)
        self._platform.postgres.start()


async def lose_the_stream(platform: Installation, newcomer: Process, database: str) -> None:
    """JetStream's whole store goes while everybody works, and one owner's copy with it: it reads what is sent again."""
    newcomer.stop()
    platform.nats.stop()
    shutil.rmtree(platform.state / "nats" / "store")
    platform.nats.start()
    await nats.provision(platform.nats.url, platform.secrets, platform.topology)
    connection = await platform.superuser(database)
    await connection.execute("TRUNCATE facts, logs, log_people, standings")
    await connection.execute("DELETE FROM checkpoints WHERE name IN ('intake', 'shared')")
    await connection.close()
    newcomer.start()
    await_ready({newcomer: platform.ports[newcomer.name]})


@contextmanager
def stopped(platform: Installation, processes: dict[str, Process]) -> Iterator[None]:
    """These services, while something is done to their database."""
    for process in processes.values():
        process.stop()
    yield
    for process in processes.values():
        process.start()
    await_ready({process: platform.ports[name] for name, process in processes.items()})
