"""Looks for words in everything that is kept: every row, every file, every message."""

import shlex
import subprocess
from base64 import b64encode
from collections.abc import AsyncIterator, Iterable
from pathlib import Path

from nats.js import JetStreamContext
from nats.js.api import AckPolicy, ConsumerConfig, DeliverPolicy

from deploy.system import topology
from tests.integration.platform.stillness import Watch, tables
from tests.servers import Installation

STREAMS = tuple(stream.name for stream in topology().streams)
ARCHIVE = "archive"  # where the municipality fetches what it shall keep, in the clear
MAIL = "mail"  # the folder of those that were sent: the one place where an address must stand


def forms(secrets: Iterable[bytes]) -> set[str]:
    """As text, as hex, and as base64 wherever in a coded text it begins."""
    return {form for secret in secrets for form in (*_as_text(secret), secret.hex(), *_coded(secret))}


def _as_text(secret: bytes) -> list[str]:
    return [secret.decode()] if secret.isascii() and secret.decode().isprintable() else []


def _coded(secret: bytes) -> list[str]:
    """Without the signs at either end that depend on what stands beside it."""
    whole = [(b64encode(bytes(before) + secret).decode(), before) for before in range(3)]
    return [text[(4 * before + 2) // 3 : len(text) - 4] for text, before in whole]


def _grep(words: Iterable[str], where: str | Path, *options: str) -> list[str]:
    patterns = [part for word in sorted(words) for part in ("-e", word)]
    return ["grep", "-rlaFs", *options, *patterns, str(where)]


async def in_files_of_postgresql(ground: Installation, words: Iterable[str]) -> set[str]:
    """Tables, indexes and write-ahead log, as they lie on its disk."""
    admin = await ground.superuser()
    try:
        await admin.execute("CHECKPOINT")
        await admin.execute("CREATE TEMP TABLE found (path text)")
        await admin.execute(f"COPY found FROM PROGRAM $grep${shlex.join(_grep(words, '.'))} || true$grep$")
        return {row["path"] for row in await admin.fetch("SELECT path FROM found")}
    finally:
        await admin.close()


def in_other_files(ground: Installation, words: Iterable[str]) -> set[str]:
    """JetStream's store, logs, and whatever else lies beside them."""
    command = _grep(words, ground.state, f"--exclude-dir={MAIL}", f"--exclude-dir={ARCHIVE}")
    found = subprocess.run(command, capture_output=True, text=True, check=False)  # 1: nowhere, 2: a file went away
    assert found.stderr == ""
    return {str(Path(line).relative_to(ground.state)) for line in found.stdout.splitlines()}


async def in_rows(watch: Watch, words: Iterable[str]) -> set[str]:
    """`database.table`, also of what PostgreSQL has packed."""
    patterns, found = [f"%{word}%" for word in words], set()
    for name, connection in watch.databases.items():
        for table in await tables(connection):
            if await connection.fetchval(f"SELECT EXISTS (SELECT FROM {table} t WHERE t::text LIKE ANY($1))", patterns):
                found.add(f"{name}.{table}")
    return found


async def in_messages(watch: Watch, words: Iterable[str]) -> set[str]:
    """The subjects of messages that hold one, wherever: subject, headers or body."""
    wanted = [word.encode() for word in words]
    return {
        subject.decode(errors="replace")
        for stream in STREAMS
        async for subject, whole in _messages(watch.jetstream, stream)
        if any(word in whole for word in wanted)
    }


async def _messages(jetstream: JetStreamContext, stream: str) -> AsyncIterator[tuple[bytes, bytes]]:
    left = (await jetstream.stream_info(stream)).state.messages
    everything = ConsumerConfig(deliver_policy=DeliverPolicy.ALL, ack_policy=AckPolicy.NONE)
    pull = await jetstream.pull_subscribe("", stream=stream, config=everything)
    while left > 0:
        for message in await pull.fetch(min(left, 200), timeout=5):
            left -= 1
            headers = repr(message.headers).encode()
            yield message.subject.encode(), b"\n".join((message.subject.encode(), headers, message.data))
    await pull.unsubscribe()
