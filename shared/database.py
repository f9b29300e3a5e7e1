"""Connections to PostgreSQL, and one writer that turns many waiting writes into one commit."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Hashable, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Generic, TypeVar

import asyncpg

from shared.errors import OutcomeUnknown

LOST = (
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,  # a statement sent just as the server's last words arrive
    asyncpg.OperatorInterventionError,
    OSError,
)
"""What a broken, closing or refused connection raises."""

SETTINGS = {
    "jit": "off",
    "idle_in_transaction_session_timeout": "60s",
    # A statement prepared while a table was small must not keep scanning it when it has grown.
    "enable_seqscan": "off",
    "enable_bitmapscan": "off",
}

LEAD = "SELECT pg_try_advisory_lock(hashtext(current_schema() || '.' || $1))"

_Item = TypeVar("_Item")
_Result = TypeVar("_Result")
Write = Callable[[asyncpg.Connection, Sequence[_Item]], Awaitable[Sequence[_Result | Exception]]]


async def connect(dsn: str, **settings: str) -> asyncpg.Connection:
    return await asyncpg.connect(dsn, server_settings=SETTINGS | settings, timeout=10)


async def _leave_as_is(_: object) -> None:
    """No reset query on release: it halves throughput, and nobody here changes a pooled connection's state."""


async def pool(dsn: str, *, size: int = 8) -> asyncpg.Pool:
    """Connects when somebody needs it, so that a process starts while PostgreSQL is away."""
    return await pool_to_open(dsn, size=size)


def pool_to_open(dsn: str, *, size: int = 8) -> asyncpg.Pool:
    """Can be used when it has been awaited."""
    return asyncpg.create_pool(dsn, min_size=0, max_size=size, server_settings=SETTINGS, reset=_leave_as_is)


def in_schema(database: str, schema: str) -> str:
    """The address of the same database, where every table that is named is this schema's."""
    return f"{database}?search_path={schema}"


@asynccontextmanager
async def leading(dsn: str, name: str, *, retry: float = 1.0) -> AsyncIterator[asyncpg.Connection]:
    """Wait until this process alone holds `name` in this schema; the lock ends with the connection."""
    connection = await connect(dsn)
    try:
        while not await connection.fetchval(LEAD, name):  # noqa: ASYNC110 - the lock is PostgreSQL's
            await asyncio.sleep(retry)
        yield connection
    finally:
        connection.terminate()


class Ear:
    """One listener's memory: a ring between two waits is not lost."""

    def __init__(self) -> None:
        self._rung = asyncio.Event()

    def ring(self) -> None:
        self._rung.set()

    async def wait(self, poll: float = 1.0) -> None:
        """Returns at once if the bell rang since the last wait; otherwise at the next ring or after `poll` seconds."""
        # Not wait_for: until Python 3.12 it swallows a cancellation that comes with the ring, and stopping hangs.
        with suppress(TimeoutError):
            async with asyncio.timeout(poll):
                await self._rung.wait()
        self._rung.clear()


class Bell:
    """Rings when something was committed. LISTEN is only a hint: when its connection dies, the polls go on."""

    def __init__(self, dsn: str) -> None:
        self._dsn = dsn
        self._ears: dict[str, list[Callable[[str], None]]] = {}

    def ear(self, *channels: str) -> Ear:
        ear = Ear()
        for channel in channels:
            self.on(channel, lambda _: ear.ring())
        return ear

    def on(self, channel: str, heard: Callable[[str], None]) -> None:
        """Call `heard` with the payload of every notification; call this before `run`."""
        self._ears.setdefault(channel, []).append(heard)

    async def run(self) -> None:
        """Keep it running in the background. Raises ConnectionError when PostgreSQL goes away."""
        connection = await connect(self._dsn)
        lost = asyncio.Event()
        connection.add_termination_listener(lambda _: lost.set())
        try:
            for channel in self._ears:
                await connection.add_listener(channel, self._ring)
            await lost.wait()
            raise ConnectionError
        finally:
            connection.terminate()

    def _ring(self, _connection: object, _pid: int, channel: str, payload: object) -> None:
        for heard in self._ears.get(channel, ()):
            heard(str(payload))


class Batcher(Generic[_Item, _Result]):
    """One connection; whatever waits when it is free goes out as one statement.

    Items with the same `key` never share a batch. Tenants take turns, so that one municipality's burst does not make
    the others wait. A caller that is cancelled does not cancel the statement that carries its item.
    """

    def __init__(
        self,
        dsn: str,
        write: Write[_Item, _Result],
        *,
        tenant: Callable[[_Item], str],
        key: Callable[[_Item], Hashable] = id,
        limit: int = 256,
    ) -> None:
        self._dsn, self._write, self._tenant, self._key, self._limit = dsn, write, tenant, key, limit
        self._waiting: dict[str, deque[tuple[_Item, asyncio.Future[_Result]]]] = {}
        self._some = asyncio.Event()

    async def submit(self, item: _Item) -> _Result:
        """Returns when the item is committed. Raises what `write` made of it, or OutcomeUnknown.

        While PostgreSQL is away that is soon too: whoever asked is told, and does not wait for its return.
        """
        future: asyncio.Future[_Result] = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(self._tenant(item), deque()).append((item, future))
        self._some.set()
        return await future

    async def run(self) -> None:
        try:
            # Otherwise a statement of arrays is planned anew each time: a third of what a single append costs.
            await self._write_on(await connect(self._dsn, plan_cache_mode="force_generic_plan"))
        finally:
            while self._waiting:
                _fail([future for _, future in self._take()])

    async def _write_on(self, connection: asyncpg.Connection) -> None:
        try:
            while True:
                await self._some.wait()
                await self._flush(connection, self._take())
        finally:
            connection.terminate()

    async def _flush(self, connection: asyncpg.Connection, batch: list[tuple[_Item, asyncio.Future[_Result]]]) -> None:
        futures = [future for _, future in batch]
        try:
            results = await self._write(connection, [item for item, _ in batch])
        except BaseException:
            _fail(futures)
            raise
        _settle(futures, results)

    def _take(self) -> list[tuple[_Item, asyncio.Future[_Result]]]:
        batch: list[tuple[_Item, asyncio.Future[_Result]]] = []
        keys: set[Hashable] = set()
        queues = deque(self._waiting.items())
        while queues and len(batch) < self._limit:
            tenant, queue = queues.popleft()
            if (key := self._key(queue[0][0])) in keys:
                continue  # this tenant's next item waits for the next batch
            keys.add(key)
            batch.append(queue.popleft())
            del self._waiting[tenant]
            if queue:
                self._waiting[tenant] = queue  # behind everybody who has not had a turn
                queues.append((tenant, queue))
        if not self._waiting:
            self._some.clear()
        return batch


def _fail(futures: Sequence[asyncio.Future[_Result]]) -> None:
    _settle(futures, [OutcomeUnknown() for _ in futures])


def _settle(futures: Sequence[asyncio.Future[_Result]], results: Sequence[_Result | Exception]) -> None:
    for future, result in zip(futures, results, strict=True):
        if future.done():
            continue
        if isinstance(result, Exception):
            future.set_exception(result)
        else:
            future.set_result(result)
