"""What the demo's people did some days ago: on the first day no deadline could have passed otherwise.

The service's own code carries it out, by its rules, with its keys and audit row; only the day of the act is another.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

from services.case.casework.handlers import Casework
from shared import bus, database
from shared.contracts.case import RegisterConcern, ShareConcern
from shared.contracts.common import Actor, Command, Done
from shared.decider import Act
from shared.municipality import load
from shared.node import Node
from shared.settings import Settings


async def done_then(settings: Settings, command: Command, actor: Actor, days: int) -> Done:
    """settings: those of the owner whose casework it is."""
    act = Act(by=actor, at=datetime.now(UTC) - timedelta(days=days), id=command.id, correlation=command.id)
    async with _casework(settings) as casework:
        match command:
            case RegisterConcern():
                return await casework.register(command, act)
            case ShareConcern():
                return await casework.on_case(command, act)
            case _:
                raise TypeError(f"{command.name} has no past")


@asynccontextmanager
async def _casework(settings: Settings) -> AsyncIterator[Casework]:
    pool, broker = await database.pool(settings.dsn), bus.connect(settings)
    await broker.connect()
    node = Node(settings, pool, broker)
    node.begin()
    try:
        yield Casework(node, load(settings.municipalities))
    finally:
        await node.tasks.stop()
        await broker.stop()
        pool.terminate()
