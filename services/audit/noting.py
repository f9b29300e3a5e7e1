"""What is found wrong with a log, or restored from an older copy, stands in the audit service's own log too.

So it is witnessed within seconds, and whoever may change this database cannot make it unsaid.
"""

import asyncio
from collections.abc import Mapping
from pathlib import Path

import asyncpg
import uuid_utils.compat as uuid

from services.audit.findings import Kind
from shared.database import leading
from shared.node import Node
from shared.statements import statements

SQL = statements(Path(__file__).parent / "sql" / "findings.sql")
PAUSE = 10.0  # seconds between rounds
FAULT = "find-fault"
ACTIONS: Mapping[Kind, str] = {Kind.SET_BACK: "find-restore"}


class Noting:
    def __init__(self, node: Node) -> None:
        self._node = node

    async def run(self) -> None:
        """Become the leader, then look for ever; keep it running in the background."""
        async with leading(self._node.settings.dsn, "noting") as connection:
            while True:
                await self.look(connection)
                self._node.tasks.well("noting")
                await asyncio.sleep(PAUSE)

    async def look(self, connection: asyncpg.Connection) -> None:
        async with connection.transaction():
            for row in await connection.fetch(SQL["noted"]):
                act = self._node.act(row["kommune"], uuid.uuid7(), uuid.uuid7())
                about = [f"f-{row['id']}", row["kind"], row["owner"]]
                entry = self._node.trail.entry(act, ACTIONS.get(Kind(row["kind"]), FAULT), resources=about)
                await self._node.trail.write(connection, entry)
