"""Looks for words in everything that is kept: every row, every file, every message."""

import asyncio
import io
import json
import shlex
import subprocess
import tempfile
from base64 import b64decode, b64encode
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import orjson
from nats.aio.client import Client as Nats

from deploy.process import ROOT
from deploy.system import topology
from tests.integration.platform.stillness import Watch, tables
from tests.servers import Installation

STREAMS = tuple(stream.name for stream in topology().streams)
AT_ONCE = 50
ARCHIVE = "archive"  # where the municipality fetches what it shall keep, in the clear
MAIL = "mail"  # the folder of those that were sent: the one place where an address must stand


def forms(secrets: Iterable[bytes]) -> set[str]:
    """As text, escaped as in JSON and in addresses, as hex, and as base64 wherever in a coded text it begins."""
    return {
        form for secret in secrets
        for form in (*_as_text(secret), secret.hex(), secret.hex().upper(), *_coded(secret))
    }  # fmt: skip


def _as_text(secret: bytes) -> list[str]:
    try:
        text = secret.decode()
    except UnicodeDecodeError:
        return []  # a key
    return [text, json.dumps(text)[1:-1], quote(text)] if text.isprintable() else []


def _wide(words: Iterable[str]) -> list[str]:
    """In UTF-16, little- and big-endian alike: for grep, which takes no zero byte in an argument that is no pattern."""
    spelled = ("\\x00".join(f"\\x{byte:02x}" for byte in word.encode()) for word in words if word.isascii())
    return ["grep", "-rlaPs", "|".join(sorted(spelled))]


def _coded(secret: bytes) -> list[str]:
    """Without the signs at either end that depend on what stands beside it."""
    whole = [(b64encode(bytes(before) + secret).decode(), before) for before in range(3)]
    bare = [text[(4 * before + 2) // 3 : len(text) - 4] for text, before in whole]
    return [*bare, *(text.replace("+", "-").replace("/", "_") for text in bare)]


def _grep(words: Iterable[str], where: str | Path, *options: str) -> list[str]:
    patterns = [part for word in sorted(words) for part in ("-e", word)]
    return ["grep", "-rlaFs", *options, *patterns, str(where)]


async def in_files_of_postgresql(ground: Installation, words: Iterable[str], where: str = ".") -> set[str]:
    """Tables, indexes and write-ahead log, as they lie on its disk; where: or in a backup of them."""
    admin = await ground.superuser()
    try:
        await admin.execute("CHECKPOINT")
        await admin.execute("CREATE TEMP TABLE found (path text)")
        for search in (_grep(words, where), ["env", "LC_ALL=C", *_wide(words), where]):
            await admin.execute(f"COPY found FROM PROGRAM $grep${shlex.join(search)} || true$grep$")
        return {row["path"] for row in await admin.fetch("SELECT path FROM found")}
    finally:
        await admin.close()


def in_other_files(ground: Installation, words: Iterable[str]) -> set[str]:
    """JetStream's store, logs, and whatever else lies beside them."""
    open_to_all = [f"--exclude-dir={MAIL}", f"--exclude-dir={ARCHIVE}"]
    lines: list[str] = []
    for command in (_grep(words, ground.state, *open_to_all), [*_wide(words), *open_to_all, str(ground.state)]):
        told = {"LC_ALL": "C"} if command[1] != "-rlaFs" else None
        found = subprocess.run(command, capture_output=True, text=True, check=False, env=told)
        assert found.stderr == ""  # its status is 1: nowhere, or 2: a file went away
        lines += found.stdout.splitlines()
    return {str(Path(line).relative_to(ground.state)) for line in lines}


def in_processes(words: Iterable[str]) -> set[str]:
    """What each process on this machine was started with, as far as we may read it."""
    return {
        str(path)
        for name in ("environ", "cmdline")
        for path in Path("/proc").glob(f"[0-9]*/{name}")
        if _holds(path, words)
    }


def in_left_files(words: Iterable[str], since: float) -> set[str]:
    """Temporary files that somebody let lie since then, and memory that a crash wrote down."""
    lying = (*Path(tempfile.gettempdir()).iterdir(), *ROOT.glob("core*"))
    return {str(path) for path in lying if path.is_file() and path.stat().st_mtime > since and _holds(path, words)}


def _holds(path: Path, words: Iterable[str]) -> bool:
    try:
        whole = path.read_bytes()
    except OSError:  # it has ended, or is somebody else's
        return False
    return any(word.encode() in whole or word.encode("utf-16-le") in whole for word in words)


def _found(search: list[str], whole: bytes) -> bool:
    return bool(subprocess.run(search, input=whole, stdout=subprocess.PIPE, check=False).stdout)


async def in_rows(watch: Watch, words: Iterable[str]) -> set[str]:
    """`database.table`, also of what PostgreSQL has packed. By grep: LIKE goes through each row once for each word."""
    search, found = _grep(words, "-"), set[str]()
    for name, connection in watch.databases.items():
        for table in await tables(connection):
            rows = io.BytesIO()
            await connection.copy_from_query(f"SELECT t::text FROM {table} t", output=rows, format="binary")
            if _found(search, rows.getvalue()):
                found.add(f"{name}.{table}")
    return found


@dataclass(frozen=True)
class Kept:
    """One message of a stream: its subject, and all that it is."""

    subject: str
    whole: bytes


async def messages(watch: Watch) -> list[Kept]:
    """Of every stream. One by one: a subject that is not UTF-8 ends the connection of whoever subscribes."""
    found: list[Kept] = []
    for stream in STREAMS:
        state = (await watch.jetstream.stream_info(stream)).state
        for first in range(1, state.last_seq + 1, AT_ONCE):
            some = range(first, min(first + AT_ONCE, state.last_seq + 1))
            found += await asyncio.gather(*(_message(watch.operator, stream, sequence) for sequence in some))
    return found


async def _message(operator: Nats, stream: str, sequence: int) -> Kept:
    reply = await operator.request(f"$JS.API.STREAM.MSG.GET.{stream}", orjson.dumps({"seq": sequence}), 10)
    message = orjson.loads(reply.data)["message"]
    parts = [b64decode(message[part]) for part in ("hdrs", "data") if part in message]
    return Kept(message["subject"], b"\n".join((message["subject"].encode(), *parts)))


def in_messages(kept: Collection[Kept], words: Collection[str]) -> set[str]:
    """The subjects of messages that hold one, wherever: subject, headers or body."""
    if not _found(_grep(words, "-"), b"\n".join(one.whole for one in kept)):  # all words at once
        return set()
    wanted = [word.encode() for word in words]
    return {one.subject for one in kept if any(word in one.whole for word in wanted)}
