"""Names that are no secret: the municipality, its units and its staff. In the demo also whom a visitor may be."""

from collections.abc import Iterable, Iterator, Mapping

from pydantic import BaseModel, ConfigDict

from shared.contracts.common import Actor, Id, Kommune, Owner, Role

STAFF = frozenset({Role.EMPLOYEE, Role.LEADER, Role.DPO})


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
    def first_name(self) -> str:
        return self.name.split()[0]

    @property
    def actor(self) -> Actor:
        return Actor(id=self.id, role=self.role, kommune=self.kommune, owner=self.owner, unit=self.unit)


class Directory:
    def __init__(self, municipality: str, services: Iterable[Owner], people: Iterable[Person]) -> None:
        self.municipality = municipality
        self.services = tuple(services)
        self._people: Mapping[Id, Person] = {person.id: person for person in people}

    def __iter__(self) -> Iterator[Person]:
        return iter(self._people.values())

    def person(self, who: Id) -> Person | None:
        return self._people.get(who)

    def colleague(self, who: Id) -> str | None:
        """The name of someone who works here. Parents' names come only with the record that they stand in."""
        person = self._people.get(who)
        return person.name if person and person.role in STAFF else None
