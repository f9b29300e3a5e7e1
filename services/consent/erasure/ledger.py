"""The shred ledger: what was destroyed when, in a chain of signed hashes that can only grow.

A head is SHA-256 over the head before and the SHA-256 of the entry, so that whoever has one entry can be shown that it
stands in the chain without being shown the others. An entry about no child says that the ledger was replayed.
"""

import base64
import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import asyncpg
import orjson
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from shared.contracts.common import Id, Kommune
from shared.contracts.consent import Certificate
from shared.statements import statements

SQL = statements(Path(__file__).parents[1] / "sql" / "erasure.sql")
BEGINNING = bytes(32)
SORTED = orjson.OPT_SORT_KEYS | orjson.OPT_UTC_Z
Slot = tuple[str, str, int]  # owner, category, and the last epoch


class LedgerBroken(Exception):
    """It is not the chain that this service signed, or there are two of them. Somebody must look before it serves."""


@dataclass(frozen=True, slots=True)
class Line:
    position: int
    entry: bytes
    head: bytes
    signature: bytes

    @property
    def told(self) -> Mapping[str, Any]:
        told: Mapping[str, Any] = orjson.loads(self.entry)
        return told

    def dump(self) -> bytes:
        text = {"entry": _text(self.entry), "head": self.head.hex(), "signature": _text(self.signature)}
        return orjson.dumps({"position": self.position, **text})

    @classmethod
    def parse(cls, text: bytes) -> "Line":
        told = orjson.loads(text)
        entry, signature = (base64.b64decode(told[name], validate=True) for name in ("entry", "signature"))
        return cls(told["position"], entry, bytes.fromhex(told["head"]), signature)


def next_line(before: Line | None, told: Mapping[str, object], key: Ed25519PrivateKey) -> Line:
    position, previous = (before.position + 1, before.head) if before else (1, BEGINNING)
    entry = orjson.dumps(told, option=SORTED)
    head = chained(previous, hashlib.sha256(entry).digest())
    return Line(position, entry, head, key.sign(signed_bytes(position, head)))


def destroyed(kommune: Kommune, child: Id, erasure: Id, slots: Iterable[Slot], at: datetime) -> dict[str, object]:
    return {
        "what": "destroyed",
        "kommune": kommune,
        "child": child,
        "erasure": erasure,
        "slots": sorted(slots),
        "at": at,
    }


def restored(upto: int, slots: int, at: datetime) -> dict[str, object]:
    """upto: the last entry that was replayed; slots: how many keys had come back, and were destroyed again."""
    return {"what": "restored", "kommune": "", "child": "", "erasure": f"restored-{upto}", "slots": slots, "at": at}


def chained(head: bytes, digest: bytes) -> bytes:
    return hashlib.sha256(head + digest).digest()


def signed_bytes(position: int, head: bytes) -> bytes:
    return f"stafettlogg/shred-ledger/v1\n{position}\n{head.hex()}".encode()


def check(lines: Iterable[Line], key: Ed25519PublicKey) -> None:
    """Raises LedgerBroken."""
    head = BEGINNING
    for position, line in enumerate(lines, start=1):
        head = chained(head, hashlib.sha256(line.entry).digest())
        if (line.position, line.head) != (position, head) or not _signed(line.position, head, line.signature, key):
            raise LedgerBroken


def certified(lines: Sequence[Line], position: int, receipts: Mapping[str, str]) -> Certificate:
    """lines: the whole ledger."""
    last = lines[-1]
    return Certificate(
        entry=_text(lines[position - 1].entry), size=last.position, head=last.head.hex(),
        before=(lines[position - 2].head if position > 1 else BEGINNING).hex(),
        following=tuple(hashlib.sha256(line.entry).hexdigest() for line in lines[position:]),
        signature=_text(last.signature), receipts=dict(receipts),
    )  # fmt: skip


def proves(certificate: Certificate, key: Ed25519PublicKey) -> bool:
    """Whether its entry stands in a ledger whose head this key has signed."""
    entry = hashlib.sha256(base64.b64decode(certificate.entry)).digest()
    head = bytes.fromhex(certificate.before)
    for digest in (entry, *map(bytes.fromhex, certificate.following)):
        head = chained(head, digest)
    signature = base64.b64decode(certificate.signature)
    return head.hex() == certificate.head and _signed(certificate.size, head, signature, key)


async def append(
    connection: asyncpg.Connection, told: Mapping[str, Any], key: Ed25519PrivateKey, before: Line | None
) -> Line:
    line = next_line(before, told, key)
    await store(connection, line)
    return line


async def store(connection: asyncpg.Connection, line: Line) -> None:
    told = line.told
    of = (told["kommune"], told["child"], told["erasure"])
    await connection.execute(SQL["add"], line.position, *of, line.entry, line.head, line.signature)


async def read(connection: "asyncpg.Connection | asyncpg.Pool") -> list[Line]:
    return [Line(*row) for row in await connection.fetch(SQL["ledger"])]


class Copy:
    """The ledger beside the roots, where no restore of a database sets it back: a line per entry."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def read(self) -> list[Line]:
        """A last line that a crash cut off was told to nobody, and comes again."""
        whole = self._file.read_bytes() if self._file.exists() else b""
        return [Line.parse(line) for line in whole[: whole.rfind(b"\n") + 1].splitlines()]

    def catch_up(self, lines: Sequence[Line]) -> None:
        """Durable before this returns. Raises LedgerBroken when it holds another ledger."""
        known = self.read()
        if [line.head for line in lines[: len(known)]] != [line.head for line in known]:
            raise LedgerBroken
        if missing := lines[len(known) :]:
            self._write(known, missing)

    def _write(self, known: Sequence[Line], missing: Sequence[Line]) -> None:
        self._file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        kept = sum(len(line) for line in _dumped(known))
        with os.fdopen(os.open(self._file, os.O_RDWR | os.O_CREAT, 0o600), "r+b") as file:
            file.truncate(kept)
            file.seek(kept)
            file.writelines(_dumped(missing))
            file.flush()
            os.fsync(file.fileno())
        folder = os.open(self._file.parent, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _dumped(lines: Iterable[Line]) -> Iterator[bytes]:
    return (line.dump() + b"\n" for line in lines)


def _signed(position: int, head: bytes, signature: bytes, key: Ed25519PublicKey) -> bool:
    try:
        key.verify(signature, signed_bytes(position, head))
    except InvalidSignature:
        return False
    return True


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode("ascii")
