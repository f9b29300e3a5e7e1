"""The real consent service on a real PostgreSQL and the real keyrings of its readers, under a clock of our own.

NATS is left out, because nobody waits for it under such a clock: requests are calls of the handlers that answer them,
and each fact is handed over as the envelope that the relay would send, or kept back from whoever is cut off.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

import uuid_utils.compat as uuid

from services.case import projections
from services.case.access import Circle, Consent, on_content
from services.consent.commands import Commands
from services.consent.keys.files import FileRoots
from services.consent.keys.store import KeyStore
from services.consent.people.blind_index import BlindIndex
from services.consent.publish import PUBLISHED
from services.consent.records import Families
from services.consent.release import Release
from shared import bus
from shared.contracts import consent
from shared.contracts.common import Actor, Category, Envelope, Id, Owner, Role
from shared.contracts.consent import ReleaseKeys, WantedKey
from shared.database import pool
from shared.days import day_of
from shared.decider import Act
from shared.errors import Refused, Unavailable
from shared.node import Node
from shared.sealing import DataKey, KeyId, Keyring, Slot, from_text, open_lease, place
from shared.timers import Timer
from shared.wire import envelope, known_fact, parse_envelope
from tests.servers import Installation
from tests.unit.consent.world import KOMMUNE, RULES

KINDS = {fact.wire_name(): fact for fact in consent.FACTS}
NOTE = "note/1"


class Clock:
    """Stands in for `time` and `datetime` in shared.sealing."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def monotonic(self) -> float:
        return self.at.timestamp()

    time = monotonic

    def now(self, _: object = None) -> datetime:
        return self.at


@dataclass(frozen=True)
class Entry:
    """Everybody has the ciphertext of every one; nothing is struck."""

    n: int
    owner: Owner
    category: Category
    at: datetime
    key: KeyId
    sealed: bytes
    loose: bool  # written by a service that was cut off

    @property
    def day(self) -> date:
        return day_of(self.at)

    @property
    def place(self) -> bytes:
        return place(KOMMUNE, f"s-{self.n}", UUID(int=self.n), NOTE, self.key)

    def opens(self, keys: Mapping[KeyId, DataKey]) -> bool:
        key = keys.get(self.key)
        return key is not None and key.open(self.place, self.sealed) == {"text": f"ord {self.n}"}


@dataclass
class Service:
    """One owner: what it has heard, and its keyring. deaf: hears no fact; mute: reaches nobody."""

    owner: Owner
    ground: "Ground"
    child: Id
    standings: dict[Id, Consent] = field(default_factory=dict)
    unheard: list[Envelope] = field(default_factory=list)
    deaf: bool = False
    mute: bool = False

    def __post_init__(self) -> None:
        self.ring = Keyring(self.owner, self._fetch)
        self.person = Actor(id=f"p-{self.owner}", role=Role.EMPLOYEE, kommune=KOMMUNE, owner=self.owner)

    async def _fetch(self, _: str, child: str, slots: Sequence[Slot]) -> list[tuple[DataKey, datetime]]:
        if self.mute:
            raise Unavailable
        return await self.ground.lend(self.owner, child, slots)

    def hear(self) -> None:
        while self.unheard and not self.deaf:
            found = self.unheard.pop(0)
            fact = known_fact(KINDS, found)
            if isinstance(fact, consent.ConsentFact):
                for one in projections._consents(self.owner, found, fact):
                    self._write(one)

    def _write(self, one: Any) -> None:
        """As the statements of the same names do."""
        match one:
            case ("ask_consent", (_, _, id_, service, state, categories, expires_on, *_, partners, covers_from)):
                self.standings[id_] = Consent(
                    id_, 1, service, state, frozenset(categories), expires_on,
                    partners=None if partners is None else frozenset(partners), covers_from=covers_from,
                )  # fmt: skip
            case ("set_consent", (_, _, id_, state)) if id_ in self.standings:
                known = self.standings[id_]
                self.standings[id_] = Consent(
                    id_, known.version + 1, known.service, state, known.categories, known.expires_on,
                    partners=known.partners, covers_from=known.covers_from,
                )  # fmt: skip
            case ("forget_keys", (child,)):
                self.ring.drop(child)

    async def write(self, category: Category, n: int) -> Entry | None:
        """None: it has no key and can get none."""
        at = self.ground.clock.at
        try:
            key = await self.ring.own(KOMMUNE, self.child, category)
        except (Refused, LookupError):
            return None
        made = Entry(n, self.owner, category, at, key.id, b"", loose=self.deaf or self.mute)
        return Entry(**{**vars(made), "sealed": key.seal(made.place, {"text": f"ord {n}"})})

    def permits(self, one: Entry) -> bool:
        """What the policy says, by what has been heard here."""
        today = day_of(self.ground.clock.at)
        circle = Circle(
            self.child, {self.person.id: self.owner}, frozenset(), frozenset(), list(self.standings.values()), today
        )
        return on_content(self.person, "read", circle, one.owner, one.category, one.day).allowed

    async def keys(self, entries: Sequence[Entry]) -> Mapping[KeyId, DataKey]:
        slots = {(one.owner, one.category) for one in entries}
        try:
            return await self.ring.keys(KOMMUNE, self.child, slots, [one.key for one in entries])
        except Refused:  # some of it may be held
            return dict(self.ring._valid(KOMMUNE, self.child, slots).items())


class Ground:
    """clock: what everybody goes by."""

    def __init__(self, system: Installation, clock: Clock) -> None:
        self.system, self.clock = system, clock

    async def start(self) -> None:
        settings = self.system.settings("consent")
        self.pool = await pool(settings.dsn)
        self.node = Node(settings, self.pool, bus.connect(settings))
        roots = FileRoots(self.system.secrets / "consent" / "roots")
        if not await roots.known():
            await roots.roll()
        store = KeyStore(self.pool, roots)
        self.node.take_keys_from(store.fetch)
        self.families = Families(self.node, {KOMMUNE: RULES.law})
        index = BlindIndex(self.pool, bytes.fromhex(settings.secret("index.key")))
        self.commands = Commands(self.node, {KOMMUNE: RULES}, index, self.families)
        self._release = Release(self.node, store, self.families).release
        self.node.begin()

    async def stop(self) -> None:
        await self.node.stop()

    def act(self, by: Actor) -> Act:
        return Act(by=by, at=self.clock.at, id=uuid.uuid7(), correlation=uuid.uuid7())

    async def lend(self, owner: Owner, child: Id, slots: Sequence[Slot]) -> list[tuple[DataKey, datetime]]:
        """Through a sealed lease, as over NATS."""
        itself = Actor(id=f"case-{owner}", role=Role.SYSTEM, kommune=KOMMUNE, owner=owner)
        wanted = tuple(WantedKey(owner=of, category=category) for of, category in slots)
        found = await self._release(ReleaseKeys(child=child, wanted=wanted), self.act(itself))
        private = self.system.settings(f"case-{owner}").hpke_key
        return [
            (open_lease(private, KeyId.parse(one.key), owner, one.until, from_text(one.sealed)), one.until)
            for one in found.keys
        ]

    async def told(self, child: Id, after: int) -> tuple[list[Envelope], int]:
        """The facts that the relay would send, and how far they reach."""
        rows = await self.node.store.read(KOMMUNE, child)
        facts = [
            parse_envelope(envelope(row, PUBLISHED[row.type], "consent"))
            for row in rows[after:]
            if row.type in PUBLISHED
        ]
        return facts, len(rows)

    async def due(self, kind: str, child: Id, item: str, at: datetime) -> None:
        await self.commands.due(Timer(KOMMUNE, kind, child, item, at))
