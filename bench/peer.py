"""The Python package `eventsourcing` on the same PostgreSQL, as its users use it: aggregates through an application.

It blocks, so each of its callers is a thread.
"""

import asyncio
import ctypes.util
from collections.abc import Callable
from itertools import cycle
from threading import Thread
from time import perf_counter, process_time
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from bench.sample import TEXT
from bench.servers import Stage
from bench.slices import Runner, Slice
from deploy.postgres import WHEEL

if ctypes.util.find_library("pq") is None:  # psycopg without its own libpq finds the server's
    ctypes.util.find_library = lambda _: str(WHEEL / "pginstall18/lib/libpq.so.5")  # type: ignore[assignment]

import psycopg
from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event

THREADS = 64
PAGE = 1000


class Diary(Aggregate):
    def __init__(self, item: str, text: str) -> None:
        self.item, self.text, self.notes = item, text, 0

    @event("Noted")
    def note(self, item: str, text: str) -> None:
        self.item, self.text, self.notes = item, text, self.notes + 1


class Diaries(Application[UUID]):
    log_section_size = PAGE


class Peer:
    """Its default recorder locks the table for each append, so its readers miss nothing, as ours."""

    name = "eventsourcing 9.5.6"
    driver = f"psycopg {psycopg.__version__} ({psycopg.pq.__impl__})"

    def __init__(self, app: Diaries) -> None:
        self._app = app

    @classmethod
    async def on(cls, stage: Stage) -> "Peer":
        await stage.as_owner("postgres", "CREATE DATABASE peer")
        where = urlsplit(stage.system.postgres.dsn())
        env = {
            "PERSISTENCE_MODULE": "eventsourcing.postgres", "POSTGRES_DBNAME": "peer", "POSTGRES_HOST": "127.0.0.1",
            "POSTGRES_PORT": str(where.port), "POSTGRES_USER": str(where.username),
            "POSTGRES_PASSWORD": str(where.password),
            "POSTGRES_POOL_SIZE": str(THREADS), "POSTGRES_MAX_OVERFLOW": "8",
        }  # fmt: skip
        return cls(await asyncio.to_thread(Diaries, env))

    def appends(self, callers: int) -> Runner:
        """One event to a stream of its own."""
        return self._threads(callers, lambda: self._app.save(Diary("note", TEXT)))

    def handles(self, callers: int, diaries: list[UUID]) -> Runner:
        """Load an aggregate, decide, append."""
        turns = cycle(diaries)

        def handle() -> None:
            diary: Diary = self._app.repository.get(next(turns))
            diary.note("note", TEXT)
            self._app.save(diary)

        return self._threads(callers, handle)

    def reads(self, diaries: list[UUID]) -> Runner:
        turns = cycle(diaries)
        return self._threads(1, lambda: self._app.repository.get(next(turns)))

    async def diaries(self, count: int, events: int) -> list[UUID]:
        return [await asyncio.to_thread(self._diary, events) for _ in range(count)]

    async def tail(self) -> int:
        """Read the whole log and decode it. Returns how many events there were."""
        return await asyncio.to_thread(self._tail)

    def close(self) -> None:
        self._app.close()

    def _tail(self) -> int:
        seen, start = 0, 1
        while page := self._app.notification_log.select(start=start, limit=PAGE):
            for notification in page:
                self._app.mapper.to_domain_event(notification)
            seen, start = seen + len(page), page[-1].id + 1
        return seen

    def _diary(self, events: int) -> UUID:
        diary = Diary("note", TEXT)
        for _ in range(events - 1):
            diary.note("note", TEXT)
        self._app.save(diary)
        return diary.id

    def _threads(self, callers: int, call: Callable[[], Any]) -> Runner:
        async def run(seconds: float) -> Slice:
            return await asyncio.to_thread(_closed_loop, callers, seconds, call)

        return run


def _closed_loop(callers: int, seconds: float, call: Callable[[], Any]) -> Slice:
    latencies: list[float] = []
    began, cpu = perf_counter(), process_time()

    def caller() -> None:
        while (asked := perf_counter()) < began + seconds:
            call()
            latencies.append(perf_counter() - asked)

    threads = [Thread(target=caller) for _ in range(callers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Slice(len(latencies), perf_counter() - began, process_time() - cpu, sorted(latencies))
