"""What relays read: pages of an owner's log and of its audit rows, as messages for JetStream."""

import logging
from collections.abc import Callable, Mapping
from itertools import compress

import asyncpg

from shared import marks
from shared.audit_trail import SQL as AUDIT
from shared.contracts.common import Fact
from shared.event_store import SQL as EVENTS
from shared.events import Recorded
from shared.relay import Page, Read
from shared.settings import Settings
from shared.wire import Message, fact_message, signed

log = logging.getLogger(__name__)
Published = Mapping[str, type[Fact]]  # event type → the public fact it becomes; other events stay private


def events_as(message: Callable[[Recorded], Message | None]) -> Read:
    """message(row): what an event becomes; None: it stays here."""

    async def read(connection: asyncpg.Connection, after: int, limit: int) -> Page:
        rows = [Recorded(*row) for row in await connection.fetch(EVENTS["after"], after, limit)]
        return [(row.position, message(row)) for row in rows]

    return read


def facts(settings: Settings, published: Published) -> Read:
    def message(row: Recorded) -> Message | None:
        if (fact := published.get(row.type)) is None:
            return None
        return fact_message(row, fact, settings.owner, settings.identity, settings.signing_key)

    return events_as(message)


def audit_rows(settings: Settings) -> Read:
    """Those that are what was written. The number of one that is not stays a hole, which the audit service tells of."""
    secret = marks.secret_of(settings.signing_key)

    async def read(connection: asyncpg.Connection, after: int, limit: int) -> Page:
        rows = await connection.fetch(AUDIT["after"], after, limit)
        writers = {marks.writer(row["mark"]) for row in rows}
        earlier = await connection.fetch(AUDIT["last_of_writers"], list(writers), after)
        before = {one.writer: one for row in earlier if (one := _link(secret, row))}
        wrong = marks.wrong((_link(secret, row) for row in rows), before)
        for row in compress(rows, wrong):
            item = f"{row['number']}-{row['number']}"
            log.error("an audit row was changed before it left", extra={"owner": settings.owner, "item": item})
        return [
            (row["position"], None if bad else _audit_message(settings, row))
            for row, bad in zip(rows, wrong, strict=True)
        ]

    return read


def _link(secret: bytes, row: asyncpg.Record) -> marks.Link | None:
    return marks.link(secret, (row["kommune"], row["entry"]), row["mark"])


def _audit_message(settings: Settings, row: asyncpg.Record) -> Message:
    """Its place is the row's number, which has no holes."""
    subject, trace = f"aud.{row['kommune']}.{settings.owner}", row["traceparent"]
    headers = {"traceparent": trace} if trace else {}
    message = Message(subject, row["entry"], row["number"], settings.identity, b"", headers)
    return signed(message, f"{settings.identity}-audit-{row['position']}", settings.signing_key)
