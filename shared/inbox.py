"""Remembers which messages have had their effect; the memory and the effect are one transaction."""

from pathlib import Path
from uuid import UUID

import asyncpg

from shared.statements import statements

SQL = statements(Path(__file__).parent / "sql" / "inbox.sql")


async def first_time(connection: asyncpg.Connection, consumer: str, message_id: UUID) -> bool:
    """False when this consumer has taken the message before. Call it inside the transaction that holds the effect."""
    return await connection.fetchval(SQL["remember"], consumer, message_id) is not None
