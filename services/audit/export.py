"""A log as files that others' programs read (C2SP tlog-tiles), with what one case needs opened beside it.

It is handed out in parts that fit in a message; which files there are follows from the checkpoint alone, and what is
opened comes last, so that no part depends on when it was asked for.
"""

import base64
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple, cast

import asyncpg

from services.audit import access
from services.audit import log as logs
from services.audit.investigations import found
from services.audit.log import SQL, Log
from services.audit.openings import CATEGORY, opened
from services.audit.refusals import NotWitnessed
from services.audit.witnesses import published
from shared.contracts.audit import ExportedFile, ExportLog, ExportPart
from shared.contracts.common import Id, Owner
from shared.decider import Act
from shared.errors import Unknown
from shared.node import Node
from shared.sealing import Keyring
from shared.transparency.checkpoint import Opened
from shared.transparency.errors import Unproven
from shared.transparency.note import Key
from shared.transparency.policy import Policy, parse
from shared.transparency.proof import Proof
from shared.transparency.tiles import CHECKPOINT, Tile, bundle, tiles
from shared.witnessing import log_key

POLICY, OPENED, OWNERS, VERIFIER = "policy", "opened", "owners", "kontroll.py"
LATEST = 100  # checkpoints that are looked through for one that enough have seen
LARGEST = 600_000  # bytes of files in one part; written as base64, it is still a message

Files = list[tuple[str, bytes]]
Step = Callable[[], Awaitable[Files]]


class Part(NamedTuple):
    files: Files
    size: int
    next: int | None


class Export:
    """policy: as its file has it, without logs; this one is added. owners: keys that rows may be signed with."""

    def __init__(
        self, connection: asyncpg.Connection, log: Log, policy: bytes, key: Key, owners: Mapping[str, bytes]
    ) -> None:
        self._connection, self._log, self._owners = connection, log, owners
        self._text = f"log {key}\n".encode() + policy
        self._policy: Policy = parse(self._text)

    async def part(self, keyring: Keyring, child: Id, size: int | None = None, first: int = 0) -> Part:
        """Raises NotWitnessed, also when enough have not seen a log of this size."""
        note, seen = await self.checkpoint(size)
        steps = await self._steps(note, seen.checkpoint.size, keyring, child)
        files: Files = []
        while first < len(steps) and sum(len(content) for _, content in files) < LARGEST:
            files += await steps[first]()
            first += 1
        return Part(files, seen.checkpoint.size, first if first < len(steps) else None)

    async def checkpoint(self, size: int | None = None) -> tuple[bytes, Opened]:
        """The newest that the policy believes, or the one of this size. Raises NotWitnessed."""
        for row in await self._connection.fetch(SQL["cosigned_at"], self._log.id, size, LATEST):
            note = await published(self._connection, self._log, row["size"], row["note"])
            try:
                return note, self._policy.open(note)
            except Unproven:
                continue
        raise NotWitnessed

    async def _steps(self, note: bytes, size: int, keyring: Keyring, child: Id) -> Sequence[Step]:
        return (
            partial(self._head, note),
            *(partial(self._tile, tile) for tile in tiles(size)),
            *await self._openings(note, size, keyring, child),
        )

    async def _head(self, note: bytes) -> Files:
        keys = "".join(f"{name} {base64.b64encode(key).decode()}\n" for name, key in self._owners.items())
        verifier = Path(__file__).with_name("verify.py").read_bytes()
        return [(CHECKPOINT, note), (POLICY, self._text), (OWNERS, keys.encode()), (VERIFIER, verifier)]

    async def _tile(self, tile: Tile) -> Files:
        """Commitments and hashes, which tell nothing about anybody."""
        stored = await logs.nodes(self._connection, self._log, tile.nodes())
        files = [(tile.path(), b"".join(stored[node] for node in tile.nodes()))]
        if tile.level == 0:
            files.append((tile.entries_path(), bundle(await self._commitments(tile))))
        return files

    async def _openings(self, note: bytes, size: int, keyring: Keyring, child: Id) -> list[Step]:
        """Every entry about a child that can still be opened."""
        about = (self._log.id, self._log.kommune, self._log.owner, child, size)
        rows = await self._connection.fetch(SQL["about"], *about)
        keys = await keyring.keys(self._log.kommune, child, [(keyring.owner, CATEGORY)]) if rows else {}
        held = {str(key): data for key, data in keys.items()}

        async def entry(row: asyncpg.Record) -> Files:
            """With the proof that it stands in the log."""
            hashes = await logs.inclusion(self._connection, self._log, row["index"], size)
            content = opened(held[row["key_id"]], self._log.origin, row["commitment"], row["opening"])
            path, proof = f"{OPENED}/{row['index']}", Proof(row["index"], tuple(hashes), note)
            return [(path, content), (f"{path}.tlog-proof", proof.encode())]

        return [partial(entry, row) for row in rows if row["key_id"] in held]

    async def _commitments(self, tile: Tile) -> list[bytes]:
        first = tile.nodes()[0][1]
        rows = await self._connection.fetch(SQL["commitments"], self._log.id, first, first + tile.width)
        return [row["commitment"] for row in rows]


class Exports:
    """log_public: of the key that signs every log."""

    def __init__(self, node: Node, log_public: bytes, policy: bytes) -> None:
        self._node, self._public, self._policy = node, log_public, policy

    async def read(self, request: ExportLog, act: Act) -> ExportPart:
        """A row for the first part, and for each in which something is opened."""
        async with self._node.pool.acquire() as pooled:
            connection = cast(asyncpg.Connection, pooled)
            looked_into = await found(connection, act.by.kommune, request.investigation)
            is_open = looked_into["closed_at"] is None
            decision = access.on_investigation(act, request.name, act.by.kommune, is_open=is_open)
            row = await connection.fetchrow(SQL["log"], act.by.kommune, request.owner, request.year)
            if row is None:
                raise Unknown
            export = self._export(connection, Log(*row))
            part = await export.part(self._node.keyring, request.child, request.size, request.first)
        if request.first == 0 or any(path.startswith(OPENED) for path, _ in part.files):
            about = (request.investigation, f"{request.owner}-{request.year}")
            entry = self._node.trail.entry(
                act, request.name, child=request.child, resources=about, decision=decision
            )  # fmt: skip
            await self._node.trail.record(entry)
        files = tuple(ExportedFile(path=path, content=content) for path, content in part.files)
        return ExportPart(files=files, size=part.size, next=part.next)

    def _export(self, connection: asyncpg.Connection, log: Log) -> Export:
        return Export(connection, log, self._policy, log_key(log.origin, self._public), self._signers(log.owner))

    def _signers(self, owner: Owner) -> dict[str, bytes]:
        known = {name: self._node.settings.trusted.signing(name) for name in (owner, f"case-{owner}")}
        return {name: key.public_bytes_raw() for name, key in known.items() if key}
