"""The kernel assembled for one process: an owner's log, its copy of others' facts, its keys and its place on NATS."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from uuid import UUID

import asyncpg

from shared import bus, database, marks, outgoing, readiness
from shared.audit_trail import AuditTrail
from shared.background import Background
from shared.commands import CommandHandler, Handled
from shared.connection import Broker
from shared.contracts.audit import Outcome
from shared.contracts.common import Done, Request
from shared.decider import Act
from shared.errors import Unknown
from shared.event_store import SQL as EVENTS
from shared.event_store import EventStore
from shared.events import Recorded
from shared.intake import FactIntake, StreamSource
from shared.leases import Leases
from shared.outgoing import Published
from shared.projector import FACTS as FACT_SQL
from shared.projector import SQL as CHECKPOINTS
from shared.projector import Apply, FactSource, LogSource, Projector
from shared.projector import Fact as StoredFact
from shared.reactions import Reaction, react
from shared.relay import Read, Relay
from shared.sealing import Fetch, Keyring
from shared.settings import Settings
from shared.wire import Message

NAMED = ("child", "case", "stafettlogg", "contribution", "report", "consultation")
LAG = 5000  # items behind at which a process calls itself not ready


class Node:
    """What a service's `app.py` builds on."""

    def __init__(self, settings: Settings, pool: asyncpg.Pool, broker: Broker, apart: str | None = None) -> None:
        """apart: the schema of a log beside the owner's own."""
        self.settings, self.pool, self.broker, self.nats = settings, pool, broker, broker.nats
        self.log = f"{settings.owner}-{apart}" if apart else settings.owner  # how marks name it
        self._apart = apart
        self.tasks = Background()
        self.held = AsyncExitStack()  # let go of when this service stops
        self.bell = database.Bell(settings.dsn)
        known = marks.secret_of(settings.signing_key)
        self.store = EventStore(settings.dsn, pool, marks.Marks(known))
        self.trail = AuditTrail(settings.dsn, settings.service, settings.owner, known)
        self.client = bus.Client(broker, settings)
        leases = Leases(self.client, settings, pool)
        self.take_keys_from(leases.fetch)
        self.server = bus.Server(broker, settings, self._denied)
        self.bell.on("erased", self._forget)
        self.durables: list[tuple[str, str]] = []
        self.projectors: list[Projector[Recorded] | Projector[StoredFact] | Projector[Message]] = []
        self.others: list[Node] = []
        self._published: Published = {}
        self._relays: list[Relay] = []
        self._later: list[tuple[str, Callable[[], Awaitable[None]]]] = []
        self._first: list[Callable[[], Awaitable[None]]] = []
        self._joined = False
        if apart is None:
            self.later("own leases", leases.renew)
            self.relay("audit", "AUD", f"aud.*.{settings.owner}", outgoing.audit_rows(settings))

    def beside(self, schema: str) -> "Node":
        """A log in a schema of its own of the same database: its own positions, audit rows, checkpoints and timers.

        Nothing that the owner's own log shows moves with it, and nothing of it leaves unless `relay` says so.
        """
        where = {"database": database.in_schema(self.settings.database, schema)}
        settings = self.settings.model_copy(update=where)
        self.others.append(Node(settings, database.pool_to_open(settings.dsn), self.broker, schema))
        return self.others[-1]

    def take_keys_from(self, fetch: Fetch) -> None:
        """Instead of leasing them from the consent service."""
        self.keyring = Keyring(self.settings.owner, fetch)
        self.commands = CommandHandler(self.store, self.keyring)

    def publish(self, published: Published) -> None:
        self._published = published
        facts = outgoing.facts(self.settings, published)
        self.relay("events", "EVT", f"evt.*.{self.settings.owner}.>", facts)

    def relay(self, name: str, stream: str, subjects: str, read: Read) -> None:
        """Send to a JetStream stream what `read` makes of this log, in order.

        subjects: where nobody else publishes, and this relay everything.
        """
        where = (stream, subjects, self.settings.dsn, self.nats)
        self._relays.append(Relay(name, *where, read, self.bell, self.tasks))

    def fold_events(self, name: str, apply: Apply[Recorded]) -> None:
        """Fold this owner's own events into its tables."""
        self.projectors.append(
            Projector(name, self.settings.dsn, LogSource(self.bell.ear("events")), apply, self.tasks)
        )

    def fold_facts(self, name: str, apply: Apply[StoredFact]) -> None:
        """Keep a copy of every owner's facts, and fold it into this owner's tables."""
        self.projectors.append(
            Projector(name, self.settings.dsn, FactSource(self.bell.ear("facts")), apply, self.tasks)
        )

    def take_in(self, stream: str, subjects: str, apply: Apply[Message], reader: str = "intake") -> None:
        """Copy a JetStream stream into this database."""
        consumer = f"{self.settings.identity}-{reader}"
        source = StreamSource(self.nats, stream, consumer, subjects, f"{bus.inbox(self.settings)}.{reader}")
        self.projectors.append(Projector(reader, self.settings.dsn, source, apply, self.tasks))

    def take_in_facts(self) -> None:
        self.take_in("EVT", "evt.>", FactIntake(self.settings.trusted.signing).apply)

    def react(self, durable: str, reaction: Reaction) -> None:
        """Act on every fact of a provisioned durable."""
        self.durables.append(("EVT", durable))
        react(self.broker, self.settings, durable, reaction)

    def later(self, name: str, run: Callable[[], Awaitable[None]]) -> None:
        """Start a background task together with the others."""
        self._later.append((name, run))

    def before_serving(self, run: Callable[[], Awaitable[None]]) -> None:
        """Done when NATS answers, and before anybody is answered; where it fails, it is tried again and nobody is."""
        self._first.append(run)

    def act(self, kommune: str, command_id: UUID, correlation: UUID) -> Act:
        """An act of this service itself."""
        return Act(by=self.client.itself(kommune), at=datetime.now(UTC), id=command_id, correlation=correlation)

    async def seen(self, kommune: str, mark: str | None, patience: float = 1.0) -> None:
        """Wait until what a `Done.event` marks has been folded in here, at most `patience` seconds."""
        if not (parsed := _parse_mark(mark)):
            return
        owner, position, public = parsed
        deadline = asyncio.get_running_loop().time() + patience
        while not await self._has_seen(kommune, owner, position, public=public):
            if asyncio.get_running_loop().time() > deadline:
                return
            await asyncio.sleep(0.004)

    async def _has_seen(self, kommune: str, owner: str, position: int, *, public: bool) -> bool:
        folded = {row["name"]: row["position"] for row in await self.pool.fetch(CHECKPOINTS["all"])}
        if owner == self.log and any(
            folded.get(p.name, 0) < position for p in self.projectors if isinstance(p.source, LogSource)
        ):
            return False
        told = [p.name for p in self.projectors if isinstance(p.source, FactSource)]
        if not (public and told):  # where no facts are taken in, as beside the shielded log, none is waited for
            return True
        arrived = await self.pool.fetchval(FACT_SQL["seen"], owner, kommune, position)
        return arrived is not None and all(folded.get(name, 0) >= arrived for name in told)

    def done(self, stream: str, handled: Handled) -> Done:
        """The reply to a command. Its mark tells whose log, how far, and whether the last event is public."""
        if handled.position is None:
            return Done(stream=stream)
        # What leaves a log beside is letters, and comes back to nobody as a fact: who waited for one, waited in vain.
        public = "p" if handled.types[-1] in self._published and not self._apart else "o"
        return Done(stream=stream, event=f"{self.log}-{handled.position}-{public}")

    def start(self) -> None:
        """Start every background task; what needs NATS begins when it answers."""
        self.tasks.start("nats", self._join)
        self.begin()
        for other in self.others:
            other.begin()

    def begin(self) -> None:
        """What needs no NATS."""
        self.tasks.start("store", self.store.run)
        self.tasks.start("trail", self.trail.run)
        self.tasks.start("bell", self.bell.run)
        for name, run in self._later:
            self.tasks.start(name, run)

    async def open(self) -> None:
        """Make the pools of the logs beside it usable."""
        for other in self.others:
            await other.pool

    async def stop(self) -> None:
        for node in (*self.others, self):
            await node.tasks.stop()
            await node.held.aclose()
            node.pool.terminate()

    async def _join(self) -> None:
        """Connect, however long that takes, and answer requests from then on."""
        await self.broker.connect()
        for node in (self, *self.others):
            await node.prepare()
        await self.broker.start()
        for node in (self, *self.others):
            node.talk()
        await asyncio.Event().wait()

    async def prepare(self) -> None:
        for run in self._first:
            await run()

    def _forget(self, child: str) -> None:
        self.keyring.forget(child)

    def talk(self) -> None:
        for relay in self._relays:
            self.tasks.start(f"relay:{relay.name}", relay.run)
        for projector in self.projectors:
            self.tasks.start(f"projection:{projector.name}", projector.run)
        self._joined = True

    async def ready(self) -> list[str]:
        """What is wrong, in words of ours; empty when this process does its work."""
        streams = [relay.stream for relay in self._relays]
        return [
            *([] if self._joined else ["still starting"]),
            *[f"{name} fails" for name in self.tasks.failing],
            *[f"{p.name} is behind" for p in self.projectors if p.behind > LAG],
            *await readiness.database(self.pool),
            *await readiness.jetstream(self.nats, streams, self.durables),
            *[wrong for other in self.others for wrong in await other.ready()],
        ]

    async def _denied(self, request: Request | None, action: str, act: Act, code: str) -> None:
        """Of ids only those that something here goes by: what was typed as one may be somebody's name."""
        told = {name: one for name in NAMED if isinstance(one := getattr(request, name, None), str)}
        known = {row["id"] for row in await self.pool.fetch(EVENTS["known"], act.by.kommune, list(told.values()))}
        if code != Unknown.__name__:  # it was found before it was refused
            known.add(told.get("stafettlogg", ""))
        resources = [one for name, one in told.items() if one in known and name != "child"]
        child = told.get("child") if told.get("child") in known else None
        await self.trail.record(
            self.trail.entry(act, action, child=child, resources=resources, outcome=Outcome.DENIED, code=code)
        )


def _parse_mark(mark: str | None) -> tuple[str, int, bool] | None:
    try:
        owner, position, public = (mark or "").rsplit("-", 2)
        return owner, int(position), public == "p"
    except ValueError:
        return None
