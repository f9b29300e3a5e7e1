"""A whole log against what was signed: which entry is not as its owner said it, and which leaf is not its own."""

import asyncio
from collections.abc import Callable, Mapping, Sequence

import asyncpg
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from services.audit.findings import Findings, Kind
from services.audit.log import SQL, Log
from services.audit.openings import committed, opened
from services.audit.oversight import SQL as OVERSIGHT
from shared.background import Background
from shared.contracts.audit import AuditEntry
from shared.contracts.common import Kommune, Owner
from shared.database import leading
from shared.sealing import DataKey, SealBroken
from shared.transparency.commitment import open_commitment
from shared.transparency.errors import Malformed, Unproven
from shared.transparency.merkle import leaf_hash
from shared.wire import signed_bytes

WALKED = OVERSIGHT["walked"]
PAGE = 1000
PAUSE = 3600.0  # seconds between rounds
KeyOf = Callable[[str], Ed25519PublicKey | None]


class Checking:
    """Tells what is wrong without opening anything: every row is signed by its owner."""

    def __init__(self, dsn: str, key_of: KeyOf, tasks: Background) -> None:
        self._dsn, self._key_of, self._tasks = dsn, key_of, tasks

    async def run(self) -> None:
        """Become the leader, then look for ever; keep it running in the background."""
        async with leading(self._dsn, "checking") as connection:
            while True:
                await self.look(connection)
                self._tasks.well("checking")
                await asyncio.sleep(PAUSE)

    async def look(self, connection: asyncpg.Connection) -> None:
        wrong: dict[tuple[Kommune, Owner], list[str]] = {}
        for row in await connection.fetch(SQL["every"]):
            log = Log(*row)
            places = await check(connection, log, self._key_of, {})
            await connection.execute(WALKED, log.id, log.size)
            wrong.setdefault((log.kommune, log.owner), []).extend(f"{log.origin} {place}" for place in places)
        for of, places in wrong.items():
            await Findings(connection, *of).tell(Kind.ENTRY, *places)
            await Findings(connection, *of).end(Kind.ENTRY, places)


async def check(connection: asyncpg.Connection, log: Log, key_of: KeyOf, keys: Mapping[str, DataKey]) -> list[str]:
    """What is wrong, as `leaf <index>` or `number <in the owner's trail>`. keys: of those openings that can be opened.

    A tree that was rewritten all the way up is what the signed root and the witnesses tell of.
    """
    wrong: list[str] = []
    index, before = 0, 0
    while rows := await connection.fetch(SQL["stands"], log.id, log.kommune, log.owner, index, PAGE):
        for row in rows:
            wrong += [f"leaf {missing}" for missing in range(index, row["index"])]
            if not _stands(row, log, key_of, keys) or (row["source_position"] or 0) <= before:
                wrong.append(f"leaf {row['index']}")
            index, before = row["index"] + 1, row["source_position"] or before
    wrong += [f"leaf {missing}" for missing in range(index, log.size)]
    outside = await connection.fetch(SQL["outside"], log.id, log.kommune, log.owner, log.position)
    return [*wrong, *(f"number {row['source_position']}" for row in outside)]


def _stands(row: asyncpg.Record, log: Log, key_of: KeyOf, keys: Mapping[str, DataKey]) -> bool:
    if row["body"] is None or row["hash"] != leaf_hash(row["commitment"]):
        return False
    return _said(row, log, key_of) and _as_said(row) and _committed(row, log, keys)


def _said(row: asyncpg.Record, log: Log, key_of: KeyOf) -> bool:
    message = signed_bytes(f"aud.{log.kommune}.{log.owner}", row["source_position"], row["body"])
    return any(_signed(key_of(name), row["signature"], message) for name in (log.owner, f"case-{log.owner}"))


def _signed(key: Ed25519PublicKey | None, signature: bytes, message: bytes) -> bool:
    try:
        return key is not None and key.verify(signature, message) is None
    except InvalidSignature:
        return False


def _as_said(row: asyncpg.Record) -> bool:
    """The columns that are searched."""
    said = AuditEntry.model_validate_json(row["body"])
    searched: Sequence[object] = (
        said.at, said.actor.id, said.actor.role, said.actor.unit, said.action, said.child, said.outcome, said.code,
        said.correlation,
    )  # fmt: skip
    names = ("at", "actor", "role", "unit", "action", "child", "outcome", "code", "correlation")
    return tuple(row[name] for name in names) == searched


def _committed(row: asyncpg.Record, log: Log, keys: Mapping[str, DataKey]) -> bool:
    opening = row["opening"]
    try:
        if row["key_id"]:
            if (key := keys.get(row["key_id"])) is None:
                return True
            opening = opened(key, log.origin, row["commitment"], opening)
        return opening is None or open_commitment(row["commitment"], opening).entry() == committed(row)
    except (SealBroken, Unproven, Malformed):
        return False
