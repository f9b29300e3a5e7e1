"""Asks the consent service as one identity, properly or not."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, datetime
from itertools import count
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import orjson
from faststream.nats import NatsBroker

from shared import bus, tokens
from shared.contracts.audit import AuditEntry
from shared.contracts.common import Actor, Category, Done, Id, Owner, Request, Role
from shared.contracts.consent import AskConsent, Consents, GuardianEntry, ReadConsents, RegisterFamily
from shared.errors import RemoteRefused
from shared.leases import Leases
from shared.sealing import DataKey, Slot
from shared.settings import Settings
from tests.servers import Installation
from tests.unit.consent.world import KOMMUNE, SHARED, actor, synthetic, teacher

NAMES = ("Barnet Oppdiktet", "Moren Oppdiktet", "Faren Oppdiktet")
_families = count()


class Asker:
    def __init__(self, broker: NatsBroker, settings: Settings) -> None:
        self.broker, self.settings = broker, settings
        self.client = bus.Client(broker, settings)

    @classmethod
    @asynccontextmanager
    async def of(cls, installation: Installation, identity: str) -> AsyncIterator["Asker"]:
        settings = installation.settings(identity)
        broker = bus.connect(settings)
        await broker.connect()
        try:
            yield cls(broker, settings)
        finally:
            await broker.stop()

    @property
    def itself(self) -> Actor:
        itself = self.client.itself(KOMMUNE)
        return itself.model_copy(update={"role": Role.REGISTER}) if self.settings.identity == "register" else itself

    async def ask(self, request: Request, by: Actor | None = None, *, patience: float = 5.0) -> Any:
        """Where this identity asks: a case service at its own owner's subject, all others at the service's."""
        owner = self.settings.owner if self.settings.service == "case" else "consent"
        return await self.client.ask(request, owner=owner, actor=by or self.itself, patience=patience)

    async def refusal(self, request: Request, by: Actor | None = None) -> str:
        """The code, where no answer may come."""
        try:
            await self.ask(request, by)
        except RemoteRefused as refused:
            return refused.code
        raise AssertionError("was not refused")

    async def leases(self, child: Id, *slots: Slot) -> list[tuple[DataKey, datetime]]:
        async with asyncpg.create_pool(self.settings.dsn, min_size=0, max_size=1) as pool:
            return await Leases(self.client, self.settings, pool).fetch(KOMMUNE, child, slots)

    async def epochs(self, child: Id, slot: Slot) -> list[int]:
        """Of the keys that may be had."""
        return [key.id.epoch for key, _ in await self.leases(child, slot)]

    async def lease(self, child: Id, *slots: Slot) -> dict[Slot, tuple[DataKey, datetime]]:
        """The newest of each slot."""
        found = await self.leases(child, *slots)
        return {(key.id.owner, key.id.category): (key, until) for key, until in found}

    def token(self, by: Actor, body: bytes, audience: str) -> str:
        return tokens.mint(self.settings.signing_key, self.settings.identity, audience, by, body)

    async def send(self, where: str, body: bytes, token: str | None, patience: float = 5.0) -> str | None:
        """Any bytes to any subject. Returns the code of the refusal; None: it was answered."""
        headers = {} if token is None else {tokens.HEADER: token}
        reply = await self.broker.request(body, where, headers=headers, timeout=patience)
        return reply.headers.get(bus.CODE) and str(orjson.loads(reply.body)["code"])


@dataclass(frozen=True)
class Household:
    """A family of its own for one test."""

    child: Id
    mother: Actor
    father: Actor
    numbers: tuple[str, str, str]

    @classmethod
    def new(cls) -> "Household":
        mark, n = uuid4().hex[:8], next(_families)
        mother, father = (actor(f"p-{mark}-{who}", Role.GUARDIAN, "familie") for who in ("m", "f"))
        return cls(f"c-{mark}", mother, father, (synthetic(3 * n), synthetic(3 * n + 1), synthetic(3 * n + 2)))

    def told(self, *, father_responsible: bool = True, id: UUID | None = None) -> RegisterFamily:  # noqa: A002
        child, mother, father = NAMES
        relations = zip(
            (self.mother, self.father), (mother, father), self.numbers[1:], ("mother", "father"), strict=True
        )
        return RegisterFamily(
            id=id or uuid4(), child=self.child, child_name=child, birth_number=self.numbers[0], born=date(2022, 5, 14),
            guardians=tuple(
                GuardianEntry(
                    person=who.id, person_name=name, birth_number=number, relation=relation,
                    parental_responsibility=relation == "mother" or father_responsible,
                )
                for who, name, number, relation in relations
            ),
            units=(("barnehage", "bekkelia"),),
        )  # fmt: skip


async def ask(
    portal: Asker,
    home: Household,
    expires_on: date,
    *services: Owner,
    categories: Sequence[Category] = SHARED,
    by: Actor | None = None,
) -> dict[Owner, Id]:
    """Ask the family. Returns the consents that wait for an answer of `by` (the mother), by service."""
    done: Done = await portal.ask(
        AskConsent(child=home.child, services=services, categories=tuple(categories), expires_on=expires_on), teacher
    )
    assert done.stream == home.child
    known: Consents = await portal.ask(ReadConsents(child=home.child), by or home.mother)
    return {view.service: view.consent for view in known.consents if view.consent in known.mine}


async def rows(database: asyncpg.Connection, action: str, child: str | None) -> list[AuditEntry]:
    """The audit rows of an action on a child, oldest first."""
    found = await database.fetch("SELECT entry FROM audit_trail ORDER BY position")
    entries = [AuditEntry.model_validate_json(row["entry"]) for row in found]
    return [entry for entry in entries if entry.action == action and entry.child == child]


async def changed(database: asyncpg.Connection) -> int:
    """How many events there are."""
    count: int = await database.fetchval("SELECT count(*) FROM events")
    return count
