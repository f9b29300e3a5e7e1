"""Answers whose birth number it is that somebody has signed in with; the row is stored before the answer leaves."""

from services.consent import access
from services.consent.people.blind_index import BlindIndex
from services.consent.queries import SQL
from services.consent.records import Families, names
from shared.contracts.common import Id, Name
from shared.contracts.consent import FindPerson, FoundPerson
from shared.decider import Act
from shared.errors import Unknown
from shared.node import Node


class Finding:
    def __init__(self, node: Node, index: BlindIndex, families: Families) -> None:
        self._node, self._index, self._families = node, index, families

    async def find(self, request: FindPerson, act: Act) -> FoundPerson:
        """Raises Unknown for everybody who is no parent of a child here, and no child that is old enough.

        Who is both, comes in as a parent.
        """
        person = await self._index.person(act.by.kommune, request.birth_number)
        decision = access.on_person(act.by, request.name, person)
        parent = await self._name(act, person) if person else None
        name = parent or (await self._own_name(act, person) if person else None)
        if person is None or name is None:
            raise Unknown
        entry = self._node.trail.entry(act, request.name, resources=[person], decision=decision)
        await self._node.trail.record(entry)
        return FoundPerson(person=person, person_name=name, itself=parent is None)

    async def _own_name(self, act: Act, child: Id) -> Name | None:
        rows, family = await self._families.load(act, child)
        return (await names(self._node, rows)).child if family.of_own else None

    async def _name(self, act: Act, person: Id) -> Name | None:
        """As the register told it of the first child whose keys are there; without foreldreansvar one may still ask."""
        for row in await self._node.pool.fetch(SQL["related"], act.by.kommune, person):
            rows, _ = await self._families.load(act, row["child"])
            try:
                return (await names(self._node, rows)).guardians[person][0]
            except Unknown:  # its keys are destroyed
                continue
        return None
