"""One child's stream, read whole: what the family has allowed, and who they are when somebody may see it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from services.consent.events import SCHEMA, ChildRegistered, FamilyEvent, GuardianRegistered, SharedByLaw
from services.consent.family import Family, evolve
from services.consent.keys import OWNER
from services.consent.legal import described
from shared.contracts.common import Category, Id, Kommune
from shared.contracts.consent import SharingByLaw
from shared.events import Recorded
from shared.node import Node
from shared.sealing import DataKey, KeyId, place


@dataclass(frozen=True, slots=True)
class Names:
    """guardians: name and relation of everybody who is or was registered."""

    child: str
    guardians: Mapping[Id, tuple[str, str]]
    shared_by_law: tuple[SharingByLaw, ...]


async def load(node: Node, kommune: Kommune, child: Id) -> tuple[list[Recorded], Family]:
    """An unregistered child has an empty family, in which nobody may do anything."""
    rows = await node.store.read(kommune, child)
    family = Family()
    for row in rows:
        family = evolve(family, SCHEMA.read(row))
    return rows, family


async def names(node: Node, rows: Sequence[Recorded]) -> Names:
    """Opens the sealed half of what the register told; rows: of one child, registered."""
    keys = await node.keyring.keys(rows[0].kommune, rows[0].child, [(OWNER, Category.PRIVATE)])
    child, guardians, by_law = "", {}, []
    for row in rows:
        match _whole(row, keys):
            case ChildRegistered(child_name=child):
                pass
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
    key = keys[KeyId.parse(row.key_id)]
    where = place(row.kommune, row.stream, row.event_id, f"{row.type}/{row.schema_version}", key.id)
    return SCHEMA.read(row, key.open(where, row.sealed))
