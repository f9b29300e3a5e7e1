"""Each service's database: a role that logs in and owns nothing, and one that owns the schema and migrates it."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

import asyncpg

from deploy import identities
from deploy.process import ROOT, FailedToStart
from deploy.topology import Service, Topology
from shared.migrate import MigrationChanged, migrate


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
    return await database(admin, service.database, password, owner_password, folders(service.name))


async def database(admin: str, name: str, password: str, owner_password: str, migrations: Sequence[Path]) -> list[str]:
    """One database, with the roles `<name>` and `<name>_owner`. Returns the migrations applied."""
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
    try:
        return await migrate(f"postgresql://{owner}:{owner_password}@{where}/{name}", migrations)
    except MigrationChanged as error:
        raise FailedToStart(f"the migration {error} was edited after it was applied in {name}") from error


def folders(service: str | None = None) -> list[Path]:
    """Where migrations stand: the kernel's, then the service's own."""
    own = [ROOT / "services" / service / "sql" / "migrations"] if service else []
    return [folder for folder in (ROOT / "shared" / "sql" / "migrations", *own) if folder.exists()]


async def _role(connection: asyncpg.Connection, name: str, password: str) -> None:
    """The file is the truth: a password changed there is changed here. Ours need no quoting."""
    if not await connection.fetchval("SELECT 1 FROM pg_roles WHERE rolname = $1", name):
        await connection.execute(f'CREATE ROLE "{name}" LOGIN')
    await connection.execute(f"ALTER ROLE \"{name}\" PASSWORD '{password}'")
