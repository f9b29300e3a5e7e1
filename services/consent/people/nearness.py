"""Readers compared with children where the names are. Only what is near leaves, and of it only how."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from services.consent import access
from services.consent.family import today
from services.consent.people.blind_index import BlindIndex
from services.consent.records import Families, names
from shared.contracts.common import Id, Kommune
from shared.contracts.consent import Compared, CompareReaders, Near, Nearness, Reading
from shared.decider import Act
from shared.errors import Unknown
from shared.municipality import DemoEmployee, Municipality
from shared.node import Node
from shared.staff import Staff


@dataclass(frozen=True, slots=True)
class Likeness:
    """family: those who decide for the child; of a reader, all who work in the same unit, as parents."""

    surnames: frozenset[str] = frozenset()
    family: frozenset[Id] = frozenset()


def near(reader: Likeness, child: Likeness, common: Collection[str]) -> Iterator[Nearness]:
    """common: names that so many have that they tell of no kinship."""
    if (reader.surnames & child.surnames) - {name.casefold() for name in common}:
        yield Nearness.SURNAME
    if reader.family & child.family:
        yield Nearness.COLLEAGUE


def surnames(name: str) -> frozenset[str]:
    """All but the first name, and each half of a double one: a middle name is often the other parent's."""
    return frozenset(part for word in name.split()[1:] for part in re.split("[-\u2010]", word.casefold()))


class Comparing:
    """staff: the directory that the portal has, too."""

    def __init__(
        self,
        node: Node,
        families: Families,
        index: BlindIndex,
        municipalities: Mapping[Kommune, Municipality],
        staff: Staff,
    ) -> None:
        self._node, self._families, self._index, self._municipalities = node, families, index, municipalities
        self._staff = staff

    async def compare(self, request: CompareReaders, act: Act) -> Compared:
        common = self._municipalities[act.by.kommune].watch.common_names
        found: list[Near] = []
        for one in request.readings:
            child, reader = await self._child(one, act), await self._reader(act.by.kommune, one.reader)
            found += [Near(reader=one.reader, child=one.child, how=how) for how in near(reader, child, common)]
        return Compared(near=tuple(found))

    async def _child(self, reading: Reading, act: Act) -> Likeness:
        """Raises AccessDenied. Nobody is like a child whose keys are destroyed, or whom nobody knows."""
        rows, family = await self._families.load(act, reading.child)
        decision = access.on_child(act.by, CompareReaders.name, reading.child, family, today(act.at))
        entry = self._node.trail.entry(
            act, CompareReaders.name, child=reading.child, resources=[reading.reader], decision=decision
        )
        await self._node.trail.record(entry)
        try:
            name = (await names(self._node, rows)).child if rows else ""
        except Unknown:
            return Likeness()
        return Likeness(surnames(name), frozenset(family.guardians))

    async def _reader(self, kommune: Kommune, reader: Id) -> Likeness:
        known = self._staff.people.get((kommune, reader))
        if known is None:
            return Likeness()
        numbers = [one.birth_number for one in self._unit(kommune, known) if one.birth_number]
        people = [await self._index.person(kommune, number) for number in numbers]
        return Likeness(surnames(known.name), frozenset(person for person in people if person))

    def _unit(self, kommune: Kommune, of: DemoEmployee) -> Iterator[DemoEmployee]:
        """Themselves, and those they work with."""
        for (where, _), one in self._staff.people.items():
            if one is of or (where == kommune and one.unit is not None and one.unit == of.unit):
                yield one
