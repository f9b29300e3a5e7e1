"""This owner's copies of what others shared: struck when no consent lets it read them, and fetched when one does.

Struck is the sealed part alone: the rest is what logs are folded from, and says nothing about anybody.
"""

import base64
from collections.abc import Mapping, Sequence
from contextlib import aclosing
from datetime import UTC, date, datetime

import asyncpg
import orjson

from services.case import reading
from services.case.access import FAMILY, Circle
from services.case.dates import OSLO
from shared import bus
from shared.contracts.common import Category, Owner
from shared.contracts.consent import ReportPurge, purge_receipt
from shared.database import Ear, leading
from shared.days import day_of
from shared.intake import StreamSource
from shared.node import Node
from shared.projector import FACTS
from shared.sealing import KeyId
from shared.timers import Timer
from shared.wire import Message, proven

STRUCK = "struck"  # stands for what was sealed, and opens under no key
Place = tuple[str, Owner, int]  # kommune, owner and position in its log


def may_hold(circle: Circle, me: Owner, owner: Owner, category: Category, written: date) -> bool:
    """Whether what `owner` shared in a category on a day is there for `me` to read now."""
    let_in = owner == FAMILY or owner in circle.consented(category)
    return me == owner or (let_in and me in circle.sharing(owner, category, written))


class Copies:
    def __init__(self, node: Node) -> None:
        self._node, self._me = node, node.settings.owner
        self._admitted: Ear = node.bell.ear("admitted")

    async def purge(self, timer: Timer) -> None:
        """timer: its subject is the child, its item the consent that ended."""
        kommune, child = timer.kommune, timer.subject
        circle = await self._circle(kommune, child)
        if self._me not in {consent.service for consent in circle.consents}:
            return  # it was never to be let in, and has no key to anything
        struck = await self._strike(kommune, child, circle)
        self._admitted.ring()  # a new yes may have come since the circle was read, and found nothing struck to fetch
        now, signing = datetime.now(UTC), self._node.settings.signing_key
        signature = signing.sign(purge_receipt(kommune, self._me, child, timer.item, struck, now))
        report = ReportPurge(
            id=timer.command_id(), child=child, consent=timer.item, struck=struck, purged_at=now,
            signature=base64.b64encode(signature).decode("ascii"),
        )  # fmt: skip
        await self._node.client.ask(report, owner=self._me, actor=self._node.client.itself(kommune))

    async def refill(self) -> None:
        """Fetch anew what may be read again, whenever a service is let in; run it in the background.

        By a reader of its own, from the stream's beginning: what others say meanwhile must not wait for it.
        """
        async with leading(self._node.settings.dsn, "copies") as connection:
            while True:
                while wanted := await self._wanted():
                    if not await self._read_again(connection, wanted):
                        break
                await self._admitted.wait(poll=3600)

    async def _strike(self, kommune: str, child: str, circle: Circle) -> int:
        struck = []
        for row in await self._node.pool.fetch(FACTS["of_child"], kommune, child):
            told = orjson.loads(row["body"])
            if told.get("sealed", STRUCK) != STRUCK and not self._holds(circle, told):
                struck.append(row["position"])
        if struck:
            await self._node.pool.execute(FACTS["strike"], struck)
        return len(struck)

    async def _wanted(self) -> set[Place]:
        circles: dict[tuple[str, str], Circle] = {}
        found = set()
        for row in await self._node.pool.fetch(FACTS["struck"]):
            of = row["kommune"], row["child"]
            circle = circles.get(of) or await self._circle(*of)
            circles[of] = circle
            if self._holds(circle, orjson.loads(row["body"])):
                found.add((row["kommune"], row["owner"], row["source_position"]))
        return found

    async def _read_again(self, connection: asyncpg.Connection, wanted: set[Place]) -> int:
        """How many were found on the stream."""
        settings, found = self._node.settings, 0
        reader = f"{settings.identity}-refill"
        source = StreamSource(self._node.nats, "EVT", reader, "evt.>", f"{bus.inbox(settings)}.refill")
        async with aclosing(source.batches(connection, None)) as batches:
            async for batch in batches:
                fitting = [message for message in batch.items if _place(message) in wanted]
                found += await self._restore(fitting)
                if not batch.behind or found >= len(wanted):
                    break
        return found

    async def _restore(self, messages: Sequence[Message]) -> int:
        key_of = self._node.settings.trusted.signing
        told = [(found, message.body) for message in messages if (found := proven(message, key_of))]
        rows = [(found.kommune, found.owner, found.position, body) for found, body in told]
        if rows:
            await self._node.pool.execute(FACTS["restore"], *zip(*rows, strict=True))
        return len(rows)

    def _holds(self, circle: Circle, told: Mapping[str, str]) -> bool:
        key = KeyId.parse(told["key"])
        written = day_of(datetime.fromisoformat(told["at"]))
        return may_hold(circle, self._me, key.owner, key.category, written)

    async def _circle(self, kommune: str, child: str) -> Circle:
        known = await reading.consents(self._node.pool, kommune, child)
        today = datetime.now(OSLO).date()
        return Circle(child, {}, frozenset(), frozenset(), known, today)


def _place(message: Message) -> Place:
    _, kommune, owner, *_ = message.subject.split(".")
    return kommune, owner, message.position
