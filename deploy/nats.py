"""The NATS server: an nkey and exact permissions for each identity; `operator` alone makes streams and durables."""

import sys
import time
from dataclasses import fields
from pathlib import Path
from typing import Any

import nats
import orjson
from nats.aio.client import Client
from nats.js.api import Base, ConsumerConfig, StreamConfig
from nats.js.errors import Error as JetStreamError
from nats.js.errors import NotFoundError

from deploy import identities
from deploy.process import FailedToStart, Process
from deploy.topology import OPERATOR, Permissions, Topology

LARGEST = 1_048_576  # bytes of a message


class SettingsDiffer(FailedToStart):
    """A stream or durable exists with settings that cannot be changed into those it must have."""


def configuration(topology: Topology, secrets: Path, *, host: str, port: int, store: str) -> str:
    """The text of the server's configuration file; JSON is a subset of its language."""
    trust = orjson.loads((secrets / "trust.json").read_bytes())
    users = [
        {"nkey": trust[identity]["nats"], "permissions": _permissions(topology.permissions[identity])}
        for identity in topology.identities
    ]
    whole = {
        "server_name": "stafett",
        "host": host,
        "port": port,
        "max_payload": LARGEST,
        "jetstream": {"store_dir": store},
        "authorization": {"users": users},
    }
    return orjson.dumps(whole, option=orjson.OPT_INDENT_2).decode()


def _permissions(allowed: Permissions) -> dict[str, Any]:
    answers = {"allow_responses": {"max": 1, "expires": "30s"}} if allowed.answers else {}
    return {"publish": {"allow": allowed.publish}, "subscribe": {"allow": allowed.subscribe}, **answers}


class NatsServer:
    """The server of one state folder; its streams outlive its process."""

    def __init__(self, state: Path, port: int, topology: Topology, secrets: Path) -> None:
        self.port = port
        self._topology, self._secrets = topology, secrets
        self._folder = state / "nats"
        program = Path(sys.executable).parent / "nats-server"
        self.process = Process("nats", [program, "-c", self._folder / "nats.conf"], state / "log")

    @property
    def url(self) -> str:
        return f"nats://127.0.0.1:{self.port}"

    def start(self, patience: float = 30) -> None:
        """Returns when it takes connections. Raises FailedToStart."""
        self._folder.mkdir(parents=True, exist_ok=True)
        store = str(self._folder.resolve() / "store")
        text = configuration(self._topology, self._secrets, host="127.0.0.1", port=self.port, store=store)
        (self._folder / "nats.conf").write_text(text, encoding="utf-8")
        self.process.start()
        deadline = time.monotonic() + patience
        while "Server is ready" not in self.process.said():
            if not self.process.running or time.monotonic() > deadline:
                self.process.kill()
                raise self.process.failure()
            time.sleep(0.02)

    def stop(self) -> None:
        self.process.stop(60)


async def connect(url: str, secrets: Path, identity: str = OPERATOR) -> Client:
    try:
        return await nats.connect(
            url,
            name=identity,
            nkeys_seed_str=identities.nats_seed(secrets, identity),
            inbox_prefix=f"_INBOX_{identity}".encode(),
            connect_timeout=10,
            max_reconnect_attempts=3,
        )
    except (nats.errors.Error, OSError) as error:
        raise FailedToStart(f"NATS does not answer {identity}: {type(error).__name__}") from error


async def provision(url: str, secrets: Path, topology: Topology) -> None:
    """Make every stream and durable as it must be. Raises SettingsDiffer."""
    client = await connect(url, secrets)
    try:
        for stream in topology.streams:
            await _stream(client, stream)
        for durable in topology.durables.values():
            await _durable(client, durable)
    finally:
        await client.close()


async def _stream(client: Client, wanted: StreamConfig) -> None:
    jetstream = client.jetstream()
    try:
        await jetstream.stream_info(wanted.name or "")
    except NotFoundError:
        await jetstream.add_stream(wanted)
    try:
        found = await jetstream.update_stream(wanted)
    except JetStreamError as error:
        raise SettingsDiffer(f"stream {wanted.name}: {error.description}") from error
    _require(f"stream {wanted.name}", wanted, found.config)


async def _durable(client: Client, wanted: ConsumerConfig) -> None:
    """Said explicitly each time: what a service asks for has no effect on a durable that exists."""
    try:
        found = await client.jetstream().add_consumer("EVT", wanted)
    except JetStreamError as error:
        raise SettingsDiffer(f"durable {wanted.durable_name}: {error.description}") from error
    _require(f"durable {wanted.durable_name}", wanted, found.config)


def _require(what: str, wanted: Base, found: Base | None) -> None:
    """Whatever we set must stand; what we leave open is the server's choice."""
    for field in fields(wanted):
        said = getattr(wanted, field.name)
        if said is not None and said != getattr(found, field.name):
            raise SettingsDiffer(f"{what}: {field.name} is not what it must be")
