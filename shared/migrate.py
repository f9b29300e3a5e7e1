"""Numbered SQL, forward only, one transaction each, under a lock; run by a role that the service does not have."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

import asyncpg

LEDGER = """
CREATE TABLE IF NOT EXISTS migrations (
    folder text NOT NULL, number int NOT NULL, name text NOT NULL, sha256 text NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (folder, number))
"""


class MigrationChanged(RuntimeError):
    """An applied migration was edited; write a new one instead."""


async def migrate(dsn: str, folders: Sequence[Path]) -> list[str]:
    """Bring the database up to date. Returns the names applied now; two runs at once apply each file once."""
    connection = await asyncpg.connect(dsn)
    try:
        await connection.execute("SELECT pg_advisory_lock(hashtext('migrations'))")
        await connection.execute(LEDGER)
        return [name for folder in folders for path in _numbered(folder) if (name := await _apply(connection, path))]
    finally:
        await connection.close()


def _numbered(folder: Path) -> list[Path]:
    """The files of a folder in order; numbers start at 1 without holes, so that a forgotten file is noticed."""
    paths = sorted(folder.glob("[0-9][0-9][0-9][0-9]_*.sql"))
    if [int(path.name[:4]) for path in paths] != list(range(1, len(paths) + 1)):
        raise ValueError(f"migrations in {folder.parent.parent.name} are not numbered 1…{len(paths)}")
    return paths


async def _apply(connection: asyncpg.Connection, path: Path) -> str | None:
    folder, number = path.parent.parent.parent.name, int(path.name[:4])
    text = path.read_text(encoding="utf-8")
    digest = hashlib.sha256(text.encode()).hexdigest()
    async with connection.transaction():
        known = await connection.fetchval(
            "SELECT sha256 FROM migrations WHERE folder = $1 AND number = $2", folder, number
        )
        if known == digest:
            return None
        if known is not None:
            raise MigrationChanged(f"{folder}/{path.name}")
        await connection.execute(text)
        await connection.execute(
            "INSERT INTO migrations (folder, number, name, sha256) VALUES ($1, $2, $3, $4)",
            folder, number, path.name, digest,
        )  # fmt: skip
    return f"{folder}/{path.name}"
