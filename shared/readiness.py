"""Whether a process does its work. A connection that answers a ping is not enough: every part is asked."""

from collections.abc import Iterable

import asyncpg
from nats.aio.client import Client as Nats
from nats.errors import Error as NatsError

from shared.database import LOST

PATIENCE = 2.0  # seconds


async def database(pool: asyncpg.Pool) -> list[str]:
    try:
        await pool.fetchval("SELECT 1", timeout=PATIENCE)
    except (*LOST, TimeoutError):
        return ["database does not answer"]
    return []


async def jetstream(nats: Nats, streams: Iterable[str], durables: Iterable[tuple[str, str]]) -> list[str]:
    """A wrong disk or encryption key gives an empty server that says it is well; a reader whose durable was deleted
    hears nothing, for ever and without an error.
    """
    if not nats.is_connected:
        return ["nats is not connected"]
    api = nats.jetstream(timeout=PATIENCE)
    try:
        for stream in streams:
            await api.stream_info(stream)
        for stream, durable in durables:
            await api.consumer_info(stream, durable)
    except (NatsError, TimeoutError):
        return ["a stream or durable does not answer"]
    return []
