"""PostgreSQL and NATS from official images, told the same things as the embedded servers."""

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from testcontainers.core.container import DockerContainer

from deploy import identities, nats
from deploy.containers import answering
from deploy.postgres import FORGETFUL, SETTINGS, SUPERUSER
from deploy.topology import OPERATOR, Topology

INITDB = "--auth=scram-sha-256 --data-checksums --encoding=UTF8 --locale=C --locale-provider=builtin"
OWN = ("listen_addresses", "unix_socket_directories")  # settings that are the image's own affair


class _Said:
    """What a container runs, as `deploy.process.Process` tells it."""

    def __init__(self, container: DockerContainer) -> None:
        self._container = container

    def said(self) -> str:
        return "".join(part.decode() for part in self._container.get_logs())


class Postgres:
    def __init__(self, port: int, secrets: Path, home: Path) -> None:
        self.port, self.home, self._password = port, home, identities.password(secrets, OPERATOR)
        settings = {name: value for name, value in (SETTINGS | FORGETFUL).items() if name not in OWN}
        self._container = (
            DockerContainer("postgres:18")
            .with_command(["postgres", *(f"--{name}={value}" for name, value in settings.items())])
            .with_env("POSTGRES_PASSWORD", self._password)
            .with_env("POSTGRES_HOST_AUTH_METHOD", "scram-sha-256")
            .with_env("POSTGRES_INITDB_ARGS", f"{INITDB} --builtin-locale=C.UTF-8")
            .with_bind_ports(5432, port)
        )
        self.process = _Said(self._container)

    def start(self) -> None:
        self._container.start()
        with ThreadPoolExecutor(1) as thread:
            thread.submit(asyncio.run, answering(self.dsn())).result()

    def stop(self) -> None:
        self._container.stop()

    def dsn(self, database: str = "postgres") -> str:
        return f"postgresql://{SUPERUSER}:{self._password}@127.0.0.1:{self.port}/{database}"


class Nats:
    def __init__(self, port: int, topology: Topology, secrets: Path, folder: Path) -> None:
        self.port = port
        conf = folder / "nats.conf"
        conf.write_text(nats.configuration(topology, secrets, host="0.0.0.0", port=4222, store="/data"))
        self._container = (
            DockerContainer("nats:2.12-alpine")
            .with_command(["--config", "/nats.conf"])
            .with_volume_mapping(str(conf), "/nats.conf", "ro")
            .with_bind_ports(4222, port)
        )
        self.process = _Said(self._container)

    @property
    def url(self) -> str:
        return f"nats://127.0.0.1:{self.port}"

    def start(self) -> None:
        self._container.start()
        _until(lambda: "Server is ready" in self.process.said())

    def stop(self) -> None:
        self._container.stop()


def _until(happened: Callable[[], bool], patience: float = 60) -> None:
    deadline = time.monotonic() + patience
    while not happened():
        assert time.monotonic() < deadline, "a container does not answer"
        time.sleep(0.1)
