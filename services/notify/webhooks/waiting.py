"""What waits to be told to a receiver: one word of each kind at most, however much has happened."""

from collections.abc import Iterable, Mapping
from pathlib import Path

import asyncpg

from services.notify.hearing import Circle, Urgency
from services.notify.webhooks.receivers import Key, Receiver
from services.notify.webhooks.word import TYPES
from shared.contracts.common import Envelope, Owner
from shared.ids import derived
from shared.statements import statements

SQL = statements(Path(__file__).parents[1] / "sql" / "webhooks.sql")
GATHER = 5.0  # seconds, so that what one act leads to is told once


class Queue:
    def __init__(self, receivers: Mapping[Key, Receiver]) -> None:
        self._receivers = receivers

    async def put(
        self, connection: asyncpg.Connection, found: Envelope, heard: Mapping[str, Urgency], circle: Circle
    ) -> None:
        """In the transaction that remembers the fact. heard: who hears of it, and how soon."""
        news = {(whose(person, circle), urgency) for person, urgency in heard.items()}
        for receiver, kind in sorted(self._concerned(found.kommune, news)):
            event = derived(found.id, "webhook", found.kommune, receiver, kind)
            await connection.execute(SQL["put"], found.kommune, receiver, kind, event, GATHER)

    def _concerned(self, kommune: str, news: Iterable[tuple[Owner | None, Urgency]]) -> Iterable[tuple[str, str]]:
        for (of, name), receiver in self._receivers.items():
            if of == kommune:
                yield from ((name, TYPES[urgency]) for owner, urgency in news if owner == receiver.owner)


def whose(person: str, circle: Circle) -> Owner | None:
    """The service that an employee works for, as far as facts have told; None also for a parent."""
    if service := circle.participants.get(person):
        return service
    return next((one.asker_service for one in circle.consents.values() if one.asker == person), None)
