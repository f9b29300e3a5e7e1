"""One child's stream, read whole: what the family has allowed, and who they are when somebody may see it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from services.consent.events import SCHEMA, ChildRegistered, FamilyEvent, GuardianRegistered, SharedByLaw
from services.consent.family import CARER, Family, evolve, today
from services.consent.keys import OWNER
from services.consent.legal import described
from services.consent.people.law import LAWLESS, Law
from shared.contracts.common import Category, Id, Kommune
from shared.contracts.consent import SharingByLaw
from shared.decider import Act
from shared.errors import Unknown
from shared.events import Recorded
from shared.node import Node
from shared.sealing import DataKey, KeyId, place


@dataclass(frozen=True, slots=True)
class Names:
    """guardians: name and relation of everybody who is or was registered, and of the child, which may answer too."""

    child: str
    guardians: Mapping[Id, tuple[str, str]]
    shared_by_law: tuple[SharingByLaw, ...]


class Families:
    """laws: by kommune."""

    def __init__(self, node: Node, laws: Mapping[Kommune, Law]) -> None:
        self._node, self._laws = node, laws

    async def load(self, act: Act, child: Id) -> tuple[list[Recorded], Family]:
        """As the rules see it at the moment of the act. Of an unregistered child nobody may do anything."""
        rows, raw = await self.raw(act.by.kommune, child)
        return rows, self._laws.get(act.by.kommune, LAWLESS).on(raw, today(act.at))

    async def raw(self, kommune: Kommune, child: Id) -> tuple[list[Recorded], Family]:
        rows = await self._node.store.read(kommune, child)
        born = await self._born(rows)
        family = Family()
        for row in rows:
            family = evolve(family, SCHEMA.read(row))
        return rows, replace(family, born=born)

    async def _born(self, rows: Sequence[Recorded]) -> date | None:
        """The newest word of the register. None: a child that it has not told of, or whose keys are destroyed."""
        told = next((row for row in reversed(rows) if row.type == ChildRegistered.type), None)
        if told is None or told.key_id is None:
            return None
        keys = await self._node.keyring.keys(told.kommune, told.child, [(OWNER, Category.PRIVATE)])
        event = _whole(told, keys) if KeyId.parse(told.key_id) in keys else None
        return event.born if isinstance(event, ChildRegistered) else None


async def opened(node: Node, rows: Sequence[Recorded]) -> list[FamilyEvent]:
    """What is sealed, whole, oldest first; nothing once the keys are destroyed."""
    keys = await node.keyring.keys(rows[0].kommune, rows[0].child, [(OWNER, Category.PRIVATE)]) if rows else {}
    found = (_whole(row, keys) for row in rows if row.key_id and KeyId.parse(row.key_id) in keys)
    return [event for event in found if event]


async def names(node: Node, rows: Sequence[Recorded]) -> Names:
    """Opens the sealed half of what the register told; rows: of one child, registered."""
    keys = await node.keyring.keys(rows[0].kommune, rows[0].child, [(OWNER, Category.PRIVATE)])
    child, guardians, by_law = "", {CARER: ("Barnevernet", "carer")}, []
    for row in rows:
        match _whole(row, keys):
            case ChildRegistered(child_name=child):
                guardians[row.child] = (child, "child")
            case GuardianRegistered(guardian=guardian, person_name=name, relation=relation):
                guardians[guardian] = (name, relation)
            case SharedByLaw() as told:
                by_law.append(_told(told))
    return Names(child, guardians, tuple(by_law))


def _told(event: SharedByLaw) -> SharingByLaw:
    return SharingByLaw(
        sharing=event.sharing, by=event.by, to=event.to, legal_basis=described(event.legal_basis) or "",
        categories=event.categories, on=event.on, what=event.what,
    )  # fmt: skip


def _whole(row: Recorded, keys: Mapping[KeyId, DataKey]) -> FamilyEvent | None:
    """None: nothing in it is sealed, so nobody is named."""
    if row.sealed is None or row.key_id is None:
        return None
    if (key := keys.get(KeyId.parse(row.key_id))) is None:
        raise Unknown  # destroyed with the child's other keys
    where = place(row.kommune, row.stream, row.event_id, f"{row.type}/{row.schema_version}", key.id)
    return SCHEMA.read(row, key.open(where, row.sealed))
