"""Names that are no secret: municipalities, their units and staff. In the demo also whom a visitor may choose to be."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from services.portal.words import FAMILY, RELATIONS, _
from shared.contracts.common import Actor, Id, Kommune, Owner, Role
from shared.municipality import Demo, DemoChild, DemoGuardian, Municipality, load, load_demo


class Person(BaseModel):
    """Someone who may sign in."""

    model_config = ConfigDict(frozen=True)

    id: Id
    name: str
    title: str
    place: str
    role: Role
    kommune: Kommune
    owner: Owner
    unit: Id | None = None

    @property
    def actor(self) -> Actor:
        return Actor(id=self.id, role=self.role, kommune=self.kommune, owner=self.owner, unit=self.unit)


class Directory:
    def __init__(self, municipalities: Mapping[Kommune, Municipality], demos: Iterable[Demo]) -> None:
        self._municipalities = municipalities
        found = (person for demo in demos for person in _people(demo, municipalities[demo.kommune]))
        self._people = {person.id: person for person in found}

    @classmethod
    def read(cls, folder: Path, *, demo: bool) -> "Directory":
        return cls(load(folder), load_demo(folder) if demo else ())

    def __iter__(self) -> Iterator[Person]:
        return iter(self._people.values())

    def municipality(self, kommune: Kommune | None = None) -> Municipality:
        """None: the one whose name stands on the first page."""
        return self._municipalities[kommune or min(self._municipalities)]

    def person(self, who: Id) -> Person | None:
        return self._people.get(who)

    def unit_of(self, one: Person) -> list[Person]:
        """Those who work where this one does, themselves first."""
        same = (person for person in self._people.values() if person.actor.unit == one.unit and one.unit)
        others = (person for person in same if (person.kommune, person.owner) == (one.kommune, one.owner))
        return [one, *sorted((person for person in others if person != one), key=lambda person: person.name)]

    def colleague(self, who: Id) -> str | None:
        """The name of someone who works here. Parents' names come only with the record that they stand in."""
        person = self._people.get(who)
        return person.name if person and person.role is not Role.GUARDIAN else None


def _people(demo: Demo, of: Municipality) -> Iterator[Person]:
    units = {unit.id: unit.name for unit in of.units}
    for one in demo.staff:
        yield Person(kommune=demo.kommune, place=units.get(one.unit or "", of.name), **one.model_dump())
    for child in demo.children:
        for guardian in child.guardians:
            yield Person(
                id=guardian.id, name=guardian.name, title=_relation(guardian, child), place=of.name,
                role=Role.GUARDIAN, kommune=demo.kommune, owner=FAMILY,
            )  # fmt: skip


def _relation(guardian: DemoGuardian, child: DemoChild) -> str:
    relation = RELATIONS.get(guardian.relation, guardian.relation)
    return _("{relation} til {child}").format(relation=relation, child=child.name.split()[0])
