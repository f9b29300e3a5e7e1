"""Each service's database: a role that logs in and owns nothing, and one that owns the schema and migrates it."""

import asyncio
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

import asyncpg

from deploy import identities
from deploy.process import ROOT, FailedToStart
from deploy.topology import SHIELDED, Service, Topology
from shared.database import in_schema
from shared.migrate import MigrationChanged, migrate

SHIELDED_MIGRATIONS = ROOT / "services" / "case" / "report" / "sql" / "migrations"


async def provision(admin: str, secrets: Path, topology: Topology) -> list[str]:
    """Make what is missing and bring every schema up to date. Returns the migrations applied.

    admin: a superuser's dsn.
    """
    await _close_shared(admin)
    applied = await asyncio.gather(*(_service(admin, secrets, service) for service in topology.services))
    return [name for names in applied for name in names]


async def _close_shared(admin: str) -> None:
    """Every role may open these two unless told otherwise."""
    connection = await asyncpg.connect(admin)
    try:
        await connection.execute("REVOKE ALL ON DATABASE postgres, template1 FROM PUBLIC")
    finally:
        await connection.close()


async def _service(admin: str, secrets: Path, service: Service) -> list[str]:
    password = identities.password(secrets, service.identity)
    owner_password = identities.owner_password(secrets, service.identity)
    apart = {SHIELDED: [*folders(), SHIELDED_MIGRATIONS]} if service.peers else {}
    return await database(admin, service.database, password, owner_password, folders(service.name), apart)


async def database(
    admin: str,
    name: str,
    password: str,
    owner_password: str,
    migrations: Sequence[Path],
    apart: Mapping[str, Sequence[Path]] = MappingProxyType({}),
) -> list[str]:
    """One database, with the roles `<name>` and `<name>_owner`. Returns the migrations applied.

    apart: the migrations of what stands in schemas of its own.
    """
    owner = f"{name}_owner"
    connection = await asyncpg.connect(admin)
    try:
        await _role(connection, name, password)
        await _role(connection, owner, owner_password)
        if not await connection.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", name):
            await connection.execute(f'CREATE DATABASE "{name}" OWNER "{owner}"')
        await connection.execute(f'REVOKE ALL ON DATABASE "{name}" FROM PUBLIC')
        await connection.execute(f'GRANT CONNECT ON DATABASE "{name}" TO "{name}"')
    finally:
        await connection.close()
    where = admin.rpartition("@")[2].rpartition("/")[0]
    dsn = f"postgresql://{owner}:{owner_password}@{where}/{name}"
    try:
        applied = await migrate(dsn, migrations)
        for schema, own in apart.items():
            await _schema(dsn, schema, name)
            applied += [f"{schema}: {file}" for file in await migrate(in_schema(dsn, schema), own)]
    except MigrationChanged as error:
        raise FailedToStart(f"the migration {error} was edited after it was applied in {name}") from error
    return applied


async def _schema(dsn: str, schema: str, role: str) -> None:
    connection = await asyncpg.connect(dsn)
    try:
        await connection.execute(f'CREATE SCHEMA IF NOT EXISTS "{schema}"')
        await connection.execute(f'GRANT USAGE ON SCHEMA "{schema}" TO "{role}"')
    finally:
        await connection.close()


def folders(service: str | None = None) -> list[Path]:
    """Where migrations stand: the kernel's, then the service's own."""
    own = [ROOT / "services" / service / "sql" / "migrations"] if service else []
    return [folder for folder in (ROOT / "shared" / "sql" / "migrations", *own) if folder.exists()]


async def _role(connection: asyncpg.Connection, name: str, password: str) -> None:
    """The file is the truth: a password changed there is changed here. Ours need no quoting."""
    if not await connection.fetchval("SELECT 1 FROM pg_roles WHERE rolname = $1", name):
        await connection.execute(f'CREATE ROLE "{name}" LOGIN')
    await connection.execute(f"ALTER ROLE \"{name}\" PASSWORD '{password}'")
