"""A real PostgreSQL and a real nats-server that a test may kill: the same data directory and port every time."""

import asyncio
import ctypes
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from abc import ABC, abstractmethod
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from tempfile import mkdtemp

import asyncpg
import nats
from nats.aio.client import Client
from nats.js.api import StreamConfig

from deploy.postgres import programs, run_as
from deploy.streams import STREAMS
from shared.migrate import migrate

KERNEL = Path(__file__).parents[2] / "shared/sql/migrations"
BIN = programs()
PRCTL, PR_SET_PDEATHSIG = ctypes.CDLL(None).prctl, 1
USER = run_as()


def die_with_us() -> None:
    """In the child: a run that is killed must leave nothing behind."""
    PRCTL(PR_SET_PDEATHSIG, signal.SIGKILL)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def folder(name: str) -> Path:
    made = Path(mkdtemp(prefix=f"stafett-{name}-"))
    if USER:
        shutil.chown(made, USER)
    return made


class Server(ABC):
    """A process group on a port; `kill` is kill -9 of all of it."""

    def __init__(self) -> None:
        self.port, self.data = free_port(), folder(type(self).__name__.lower())
        self._process: subprocess.Popen[bytes] | None = None

    @abstractmethod
    def command(self) -> Sequence[str]: ...

    def start(self) -> None:
        """Again and again, because those that were killed may hold its memory for another moment."""
        deadline = time.monotonic() + 90
        while not (self._process and self._process.poll() is None and self.answers()):
            if time.monotonic() > deadline:
                raise RuntimeError((self.data / "output").read_text()[-2000:])
            if self._process is None or self._process.poll() is not None:
                self._spawn()
            time.sleep(0.02)

    def _spawn(self) -> None:
        with (self.data / "output").open("ab") as output:
            self._process = subprocess.Popen(
                self.command(), stdout=output, stderr=output, user=USER, start_new_session=True,
                preexec_fn=die_with_us,  # noqa: PLW1509 - no other thread starts processes
            )  # fmt: skip

    def answers(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def kill(self) -> None:
        if self._process:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._process = None

    def remove(self) -> None:
        self.kill()
        shutil.rmtree(self.data, ignore_errors=True)


class Postgres(Server):
    def __init__(self) -> None:
        super().__init__()
        subprocess.run(
            [BIN / "initdb", "-D", self.data / "pg", "-U", "postgres", "-A", "trust", "--no-sync", "-E", "UTF8"],
            check=True, stdout=subprocess.DEVNULL, user=USER,
        )  # fmt: skip

    def command(self) -> Sequence[str]:
        here = str(self.data)
        options = {"listen_addresses": "127.0.0.1", "port": self.port, "unix_socket_directories": here,
                   "max_connections": 300, "shared_buffers": "64MB",
                   "recovery_init_sync_method": "syncfs"}  # fmt: skip
        settings = (f"--{name}={value}" for name, value in options.items())
        return [str(BIN / "postgres"), "-D", f"{here}/pg", *settings]

    def answers(self) -> bool:
        """A port that is open may still be recovering from a crash."""
        return subprocess.run(
            [BIN / "pg_isready", "-q", "-U", "postgres", "-h", "127.0.0.1", "-p", str(self.port)], check=False
        ).returncode == 0  # fmt: skip

    def dsn(self, database: str, user: str = "postgres") -> str:
        return f"postgresql://{user}@127.0.0.1:{self.port}/{database}"

    async def database(self, name: str, *folders: Path) -> str:
        """A new database with the kernel's tables and a role that may do what a service may. Returns its dsn."""
        admin = await asyncpg.connect(self.dsn("postgres"))
        await admin.execute(f"CREATE ROLE {name} LOGIN")
        await admin.execute(f"CREATE DATABASE {name}")
        await admin.close()
        await migrate(self.dsn(name), [KERNEL, *folders])
        return self.dsn(name, name)

    async def drop(self, dsn: str) -> None:
        """After each test: recovery after a crash looks at every file there is."""
        admin = await asyncpg.connect(self.dsn("postgres"))
        await admin.execute(f"DROP DATABASE {dsn.rpartition('/')[2]} WITH (FORCE)")
        await admin.close()


class Nats(Server):
    def command(self) -> Sequence[str]:
        return [str(Path(sys.executable).parent / "nats-server"), "-a", "127.0.0.1", "-p", str(self.port),
                "-js", "-sd", str(self.data / "store")]  # fmt: skip

    @property
    def url(self) -> str:
        return f"nats://127.0.0.1:{self.port}"

    def wipe(self) -> None:
        """Lose the whole JetStream store; call it while the server is down."""
        shutil.rmtree(self.data / "store")

    def save(self) -> Path:
        """Keep the store as it is now; call it while the server is down."""
        copy: Path = shutil.copytree(self.data / "store", self.data / "saved")
        return copy

    def load(self, saved: Path) -> None:
        self.wipe()
        shutil.copytree(saved, self.data / "store")
        if USER:
            for path in (self.data / "store", *(self.data / "store").rglob("*")):
                shutil.chown(path, USER)

    async def provision(self, streams: Sequence[StreamConfig] = STREAMS) -> None:
        client = await self.connect()
        for stream in streams:
            await client.jetstream().add_stream(stream)
        await client.close()

    async def connect(self) -> Client:
        return await connected(self.url)


async def connected(url: str) -> Client:
    """As the services connect, but quicker to come back."""
    return await nats.connect(url, max_reconnect_attempts=-1, reconnect_time_wait=0.1, error_cb=_ignore)


async def _ignore(_: Exception) -> None:
    await asyncio.sleep(0)
