"""Each service's real database password, against everything that it must not reach."""

from collections.abc import AsyncIterator
from stat import S_IMODE

import asyncpg
import pytest

from deploy import identities
from deploy.fagsystem import CLIENT
from deploy.system import topology
from deploy.topology import OPERATOR, PORTAL
from tests.servers import Installation

SERVICES = [service.identity for service in topology().services]
WRITTEN_ONCE = {
    "events", "audit_trail", "facts", "inbox", "entries", "leaves", "nodes",
    "log_checkpoints", "cosignatures",
}  # fmt: skip
FOR_GOOD = {"SELECT", "INSERT"}
READ_MODEL = FOR_GOOD | {"UPDATE", "DELETE"}
REFUSED = (asyncpg.InsufficientPrivilegeError, asyncpg.InvalidAuthorizationSpecificationError)
FORBIDDEN = {
    "changes the log": "UPDATE events SET data = ''",
    "removes from the log": "DELETE FROM events",
    "empties the log": "TRUNCATE events",
    "changes its audit rows": "UPDATE audit_trail SET entry = ''",
    "removes its audit rows": "DELETE FROM audit_trail",
    "changes a fact": "UPDATE facts SET body = ''",
    "removes a fact": "DELETE FROM facts",
    "forgets a message": "DELETE FROM inbox",
    "drops a table": "DROP TABLE events",
    "alters a table": "ALTER TABLE events ADD COLUMN spy text",
    "stops a constraint": "ALTER TABLE events DISABLE TRIGGER ALL",
    "makes a table": "CREATE TABLE spy (text text)",
    "makes a temporary table": "CREATE TEMP TABLE spy (text text)",
    "makes a schema": "CREATE SCHEMA spy",
    "makes a function": "CREATE FUNCTION spy() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "makes a role": "CREATE ROLE spy SUPERUSER",
    "makes a database": "CREATE DATABASE spy",
    "becomes the owner": 'SET ROLE "{owner}"',
    "becomes the superuser": "SET SESSION AUTHORIZATION postgres",
    "changes the owner's password": "ALTER ROLE \"{owner}\" PASSWORD 'x'",
    "reads passwords": "SELECT rolpassword FROM pg_authid",
    "reads files": "SELECT pg_read_file('PG_VERSION')",
    "writes files": "COPY (SELECT 1) TO '/tmp/spy'",
    "runs programs": "COPY events (data) FROM PROGRAM 'id'",
    "changes the server": "ALTER SYSTEM SET log_statement = 'all'",
    "skips triggers": "SET session_replication_role = replica",
    "shows parameters in logs": "SET log_parameter_max_length = -1",
    "logs what it is asked": "SET log_statement = 'all'",
    "ends others": "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename <> current_user",
}


def dsn(ground: Installation, identity: str, *, database: str | None = None, role: str | None = None) -> str:
    """As the service finds it, but for another database or as another role with the same password."""
    password = identities.password(ground.secrets, identity)
    own = topology().service(identity).database
    return f"postgresql://{role or own}:{password}@127.0.0.1:{ground.postgres.port}/{database or own}"


async def refused(address: str) -> bool:
    try:
        connection = await asyncpg.connect(address)
    except REFUSED:
        return True
    await connection.close()
    return False


@pytest.fixture(params=SERVICES)
async def service(request: pytest.FixtureRequest, ground: Installation) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(dsn(ground, request.param))
    yield connection
    await connection.close()


@pytest.mark.parametrize("identity", SERVICES)
async def test_a_service_reaches_its_own_database_and_no_other(ground: Installation, identity: str) -> None:
    admin = await ground.superuser()
    databases = {row["datname"] for row in await admin.fetch("SELECT datname FROM pg_database WHERE datallowconn")}
    await admin.close()
    own = topology().service(identity).database
    assert own in databases
    assert {name for name in databases if not await refused(dsn(ground, identity, database=name))} == {own}


@pytest.mark.parametrize("identity", SERVICES)
async def test_its_password_is_nobody_elses(ground: Installation, identity: str) -> None:
    roles = [f"{one.database}{end}" for one in topology().services for end in ("", "_owner")]
    own = topology().service(identity).database
    opened = {role for role in (*roles, "postgres") if not await refused(dsn(ground, identity, role=role))}
    assert opened == {own}


async def test_a_service_does_only_what_it_must(service: asyncpg.Connection) -> None:
    owner = f"{await service.fetchval('SELECT current_user')}_owner"
    done = []
    for act, statement in FORBIDDEN.items():
        try:
            await service.execute(statement.format(owner=owner))
            done.append(act)
        except REFUSED:
            continue
    assert done == []


async def test_a_service_gives_itself_no_more(service: asyncpg.Connection) -> None:
    """PostgreSQL only warns of a grant that gives nothing."""
    await service.execute("SELECT grant_service('UPDATE, DELETE, TRUNCATE', 'events')")
    may = await service.fetchval("SELECT has_table_privilege('events', 'UPDATE, DELETE, TRUNCATE')")
    assert may is False


async def test_what_is_written_once_cannot_be_written_over(service: asyncpg.Connection) -> None:
    rows = await service.fetch(
        """
        SELECT c.relname, p.privilege FROM pg_class c,
               unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER', 'MAINTAIN'])
               AS p (privilege)
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'v', 'm', 'p', 'f')
              AND has_table_privilege(c.oid, p.privilege)
        """
    )
    held: dict[str, set[str]] = {}
    for row in rows:
        held.setdefault(row["relname"], set()).add(row["privilege"])
    assert {name: may for name, may in held.items() if not may <= READ_MODEL} == {}
    assert {name: may for name, may in held.items() if name in WRITTEN_ONCE and may != FOR_GOOD} == {}
    assert {"events", "audit_trail", "facts", "inbox"} <= held.keys()


async def test_a_service_owns_nothing_and_is_nobody_special(service: asyncpg.Connection) -> None:
    owned = await service.fetchval("SELECT count(*) FROM pg_class WHERE relowner = current_user::regrole")
    special = await service.fetchval(
        "SELECT rolsuper OR rolcreaterole OR rolcreatedb OR rolreplication OR rolbypassrls FROM pg_roles "
        "WHERE rolname = current_user"
    )
    member = await service.fetchval("SELECT count(*) FROM pg_auth_members WHERE member = current_user::regrole")
    assert (owned, special, member) == (0, False, 0)


OWN: dict[str, set[str]] = {
    "consent": {"roots", "index.key"},
    "notify": {"webhook.pem"},
    PORTAL: {f"client.{CLIENT}.jwks"},
}


@pytest.mark.parametrize("identity", topology().identities)
def test_secrets_are_closed_to_others_and_hold_nobody_elses(ground: Installation, identity: str) -> None:
    folder = ground.secrets / identity
    assert S_IMODE(folder.stat().st_mode) == 0o700
    assert {S_IMODE(file.stat().st_mode) for file in folder.iterdir() if file.is_file()} == {0o600}
    assert {S_IMODE(inner.stat().st_mode) for inner in folder.iterdir() if inner.is_dir()} <= {0o700}
    held = {file.name for file in folder.iterdir()}
    roots = OWN.get(identity, set())
    if identity in SERVICES and topology().service(identity).peers:
        fiks = {"fiks.json", "fiks.key.pem", "fiks.cert.pem"}
        roots = {"shielded.key"} | (fiks if topology().service(identity).owner in topology().reporters else set())
    owners = {f"{service}.owner.password" for service in SERVICES} if identity == OPERATOR else set()
    vouches = {"log.pem" if identity == "audit" else "witness.pem"} if identity in SERVICES else set()
    assert held == {"database.password", "nats.seed", "signing.pem", "hpke.pem"} | vouches | roots | owners
