"""`python -m services.audit.ombud FOLDER TRUST`: the personvernombud's own witness of the audit logs, as tlog-witness.

It runs on a machine that nobody who runs the platform has, keeps its key and how far it has seen each log in FOLDER,
and cosigns only what continues that. TRUST is the installation's `trust.json`, or a copy of it.
"""

import argparse
import asyncio
import base64
import json
import re
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key

from shared.transparency.checkpoint import Checkpoint
from shared.transparency.witness import Answer, Witness
from shared.witnessing import KEEPER, ORIGIN, log_key, witness_key

NAME, PATH = "ombud", "/add-checkpoint"
LARGEST = 100_000  # bytes of a checkpoint with its proof
SEEN = "CREATE TABLE IF NOT EXISTS seen (origin TEXT PRIMARY KEY, size INTEGER NOT NULL, root BLOB NOT NULL)"
BEGIN = "INSERT INTO seen (origin, size, root) VALUES (?, ?, ?) ON CONFLICT DO NOTHING"
MOVE = "UPDATE seen SET size = ?, root = ? WHERE (origin, size, root) = (?, ?, ?)"


class Memory:
    """SQLite, which has written what it answers for."""

    def __init__(self, path: Path) -> None:
        self._path = path
        with self._open() as connection:
            connection.execute(SEEN)

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        with closing(sqlite3.connect(self._path)) as connection, connection:
            connection.execute("PRAGMA synchronous = FULL")
            yield connection

    async def latest(self, origin: str) -> Checkpoint | None:
        with self._open() as connection:
            found = connection.execute("SELECT origin, size, root FROM seen WHERE origin = ?", (origin,)).fetchone()
        return Checkpoint(*found) if found else None

    async def replace(self, known: Checkpoint | None, new: Checkpoint) -> bool:
        with self._open() as connection:
            if known is None:
                return connection.execute(BEGIN, (new.origin, new.size, new.root)).rowcount == 1
            moved = (new.size, new.root, known.origin, known.size, known.root)
            return connection.execute(MOVE, moved).rowcount == 1


@dataclass(frozen=True)
class Ombud:
    """keeper: the public key that signs every log."""

    private: Ed25519PrivateKey
    keeper: bytes
    memory: Memory

    @classmethod
    def at(cls, folder: Path, keeper: bytes) -> "Ombud":
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return cls(_key(folder / "witness.pem"), keeper, Memory(folder / "seen.sqlite"))

    @property
    def vkey(self) -> str:
        return str(witness_key(NAME, self.private.public_key().public_bytes_raw()))

    def add_checkpoint(self, body: bytes) -> Answer:
        found = ORIGIN.search(body.decode(errors="replace"))
        logs = [log_key(found[0], self.keeper)] if found else []
        key = witness_key(NAME, self.private.public_key().public_bytes_raw())
        one = Witness(key, self.private.sign, logs, self.memory, lambda: int(time.time()))
        return asyncio.run(one.add_checkpoint(body))


def _key(path: Path) -> Ed25519PrivateKey:
    if not path.exists():
        made = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        path.touch(mode=0o600)
        path.write_bytes(made)
    found = load_pem_private_key(path.read_bytes(), None)
    if not isinstance(found, Ed25519PrivateKey):
        raise TypeError("witness.pem must hold an Ed25519 key")
    return found


def server(ombud: Ombud, host: str, port: int) -> ThreadingHTTPServer:
    class Handler(BaseHTTPRequestHandler):
        timeout = 5

        def do_POST(self) -> None:
            length = self.headers.get("Content-Length", "")
            if self.path != PATH or not re.fullmatch(r"[0-9]{1,9}", length) or int(length) > LARGEST:
                return self._say(Answer(HTTPStatus.NOT_FOUND))
            return self._say(ombud.add_checkpoint(self.rfile.read(int(length))))

        def _say(self, answer: Answer) -> None:
            said = answer.body.encode()
            self.send_response(answer.status)
            self.send_header("Content-Type", answer.content_type)
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

    return ThreadingHTTPServer((host, port), Handler)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m services.audit.ombud", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("trust", type=Path)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8799)
    told = parser.parse_args()
    keeper = base64.b64decode(json.loads(told.trust.read_text(encoding="utf-8"))[KEEPER]["log"])
    ombud = Ombud.at(told.folder, keeper)
    with server(ombud, told.host, told.port) as serving:
        where = f"http://{told.host}:{serving.server_port}"
        print(f"witness {NAME} {ombud.vkey} {where}", flush=True)  # noqa: T201 - a line for `witnesses`
        serving.serve_forever()


if __name__ == "__main__":
    main()
