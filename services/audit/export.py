"""A log as files that others' programs read (C2SP tlog-tiles), with what one case needs opened beside it."""

import base64
import io
import zipfile
from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import asyncpg

from services.audit import log as logs
from services.audit.log import SQL, Log
from services.audit.openings import CATEGORY, opened
from services.audit.witnesses import published
from shared.contracts.common import Id
from shared.sealing import Keyring
from shared.transparency.checkpoint import Opened
from shared.transparency.errors import Unproven
from shared.transparency.note import Key
from shared.transparency.policy import Policy, parse
from shared.transparency.proof import Proof
from shared.transparency.tiles import CHECKPOINT, Tile, bundle, tiles

POLICY, OPENED, OWNERS, VERIFIER = "policy", "opened", "owners", "kontroll.py"
LATEST = 100  # checkpoints that are looked through for one that enough have seen


class NotWitnessed(Exception):
    """No checkpoint of this log has been seen by enough witnesses yet."""


class Export:
    """policy: as its file has it, without logs; this one is added."""

    def __init__(self, connection: asyncpg.Connection, log: Log, policy: bytes, key: Key) -> None:
        self._connection, self._log = connection, log
        self._text = f"log {key}\n".encode() + policy
        self._policy: Policy = parse(self._text)

    async def latest(self) -> tuple[bytes, Opened]:
        """The newest checkpoint that the policy believes. Raises NotWitnessed."""
        for row in await self._connection.fetch(SQL["cosigned"], self._log.id, LATEST):
            note = await published(self._connection, self._log, row["size"], row["note"])
            try:
                return note, self._policy.open(note)
            except Unproven:
                continue
        raise NotWitnessed

    async def files(self) -> AsyncIterator[tuple[str, bytes]]:
        """Path and content: commitments and hashes, which tell nothing about anybody."""
        note, found = await self.latest()
        yield CHECKPOINT, note
        yield POLICY, self._text
        for tile in tiles(found.checkpoint.size):
            stored = await logs.nodes(self._connection, self._log, tile.nodes())
            yield tile.path(), b"".join(stored[node] for node in tile.nodes())
            if tile.level == 0:
                yield tile.entries_path(), bundle(await self._commitments(tile))

    async def opened(self, keyring: Keyring, child: Id) -> AsyncIterator[tuple[str, bytes]]:
        """Every entry about a child that can still be opened, each with the proof that it stands in the log."""
        note, found = await self.latest()
        size = found.checkpoint.size
        keys = await keyring.keys(self._log.kommune, child, [(keyring.owner, CATEGORY)])
        held = {str(key): data for key, data in keys.items()}
        about = (self._log.id, self._log.kommune, self._log.owner, child, size)
        for row in await self._connection.fetch(SQL["about"], *about):
            if row["key_id"] in held:
                hashes = await logs.inclusion(self._connection, self._log, row["index"], size)
                key = held[row["key_id"]]
                yield f"{OPENED}/{row['index']}", opened(key, self._log.origin, row["commitment"], row["opening"])
                yield f"{OPENED}/{row['index']}.tlog-proof", Proof(row["index"], tuple(hashes), note).encode()

    async def _commitments(self, tile: Tile) -> list[bytes]:
        first = tile.nodes()[0][1]
        rows = await self._connection.fetch(SQL["commitments"], self._log.id, first, first + tile.width)
        return [row["commitment"] for row in rows]


async def case(export: Export, keyring: Keyring, child: Id, owners: Mapping[str, bytes]) -> bytes:
    """One file for whoever checks from outside. owners: the key that each may have signed its rows with."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as file:
        async for path, content in export.files():
            file.writestr(path, content)
        async for path, content in export.opened(keyring, child):
            file.writestr(path, content)
        lines = (f"{name} {base64.b64encode(key).decode()}\n" for name, key in owners.items())
        file.writestr(OWNERS, "".join(lines))
        file.write(Path(__file__).with_name("verify.py"), VERIFIER)
    return written.getvalue()
