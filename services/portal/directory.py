"""Names that are no secret: municipalities, their units and staff. In the demo also whom a visitor may choose to be."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from services.portal.dates import today
from services.portal.signin.roster import Employee, Roster, rosters
from services.portal.words import FAMILY, RELATIONS, _
from shared.choices import Municipalities
from shared.contracts.common import Actor, Id, Kommune, Owner, Role
from shared.municipality import Demo, DemoChild, DemoEmployee, DemoGuardian, Municipality, load, load_demo


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


ON_LEAVE = frozenset({Role.EMPLOYEE, Role.LEADER})


class Directory:
    def __init__(
        self, municipalities: Mapping[Kommune, Municipality], demos: Iterable[Demo], staff: Iterable[Roster] = ()
    ) -> None:
        self.municipalities, self._rosters = Municipalities(municipalities), [*staff]
        found = (person for demo in demos for person in _people(demo, municipalities[demo.kommune]))
        self._invented = {person.id: person for person in found}
        self._listed: dict[Id, Person] = {}
        self._lists: list[tuple[Employee, ...]] = []

    @classmethod
    def read(cls, folder: Path, *, demo: bool) -> "Directory":
        lists = rosters(folder)
        for one in lists:
            _ = one.staff  # what is wrong with it is told at start
        return cls(load(folder), load_demo(folder) if demo else (), lists)

    def __iter__(self) -> Iterator[Person]:
        """Whom a visitor may choose to be: the invented people of a demo, and nobody else."""
        return iter(self._invented.values())

    def invented(self, who: Id) -> Person | None:
        return self.person(who) if who in self._invented else None

    @property
    def _people(self) -> Mapping[Id, Person]:
        lists = [roster.staff for roster in self._rosters]
        if lists != self._lists:
            listed = zip(self._rosters, lists, strict=True)
            people = (_employee(one, self.municipalities[of.kommune]) for of, staff in listed for one in staff)
            self._lists, self._listed = lists, {person.id: person for person in people}
        return {**self._invented, **self._listed} if self._listed else self._invented

    def employee(self, kommune: Kommune, provider: str, subject: str) -> Person | None:
        """Who is known to a provider by what it says."""
        own = (one for roster in self._rosters if roster.kommune == kommune for one in roster.staff)
        found = [one for one in own if one.known_as.get(provider) == subject]
        return self.person(found[0].id) if len(found) == 1 else None

    def signed_in(self, actor: Actor, name: str | None) -> Person | None:
        """None: they are not there any more, or are something else now. name: of a parent, as the register has it."""
        who = actor.model_copy(update={"level": None})
        known = self.person(actor.id)
        if known is None and name and (stranger := OF_FAMILY.get(actor.role)):
            return stranger(self, actor.id, name, actor.kommune)
        return known if known and known.actor == who else None

    def guardian(self, who: Id, name: str, kommune: Kommune) -> Person:
        return Person(
            id=who, name=name, title=_("forelder"), place=self.municipalities[kommune].name, role=Role.GUARDIAN,
            kommune=kommune, owner=FAMILY,
        )  # fmt: skip

    def youth(self, who: Id, name: str, kommune: Kommune) -> Person:
        """The child itself."""
        return Person(
            id=who, name=name, title=_("ungdom"), place=self.municipalities[kommune].name, role=Role.YOUTH,
            kommune=kommune, owner=FAMILY,
        )  # fmt: skip

    def municipality(self, kommune: Kommune | None = None) -> Municipality:
        """None: the one whose name stands on the first page."""
        return self.municipalities[kommune or min(self.municipalities)]

    def person(self, who: Id) -> Person | None:
        """Not an employee who is on leave. Who looks after an administrator is never sent there by one."""
        found = self._people.get(who)
        away = found and found.role in ON_LEAVE and self.municipalities.paused(found.kommune, who, today())
        return None if away else found

    def unit_of(self, one: Person) -> list[Person]:
        """Those who work where this one does, themselves first."""
        same = (person for person in self._people.values() if person.actor.unit == one.unit and one.unit)
        others = (person for person in same if (person.kommune, person.owner) == (one.kommune, one.owner))
        return [one, *sorted((person for person in others if person != one), key=lambda person: person.name)]

    def staff(self, kommune: Kommune) -> list[Person]:
        """Everybody who works for a municipality, leaders first."""
        here = (one for one in self._people.values() if one.kommune == kommune and one.owner != FAMILY)
        return sorted(here, key=lambda one: (one.role is not Role.LEADER, one.name))

    def colleague(self, who: Id) -> str | None:
        """The name of someone who works here. Parents' names come only with the record that they stand in."""
        person = self._people.get(who)
        return person.name if person and person.role not in OF_FAMILY else None


OF_FAMILY: Mapping[Role, Callable[[Directory, Id, str, Kommune], Person]] = {
    Role.GUARDIAN: Directory.guardian,
    Role.YOUTH: Directory.youth,
}
"""Whose names the consent service alone knows."""


def _employee(one: DemoEmployee, of: Municipality) -> Person:
    units = {unit.id: unit.name for unit in of.units}
    return Person(kommune=of.kommune, place=units.get(one.unit or "", of.name), **one.model_dump())


def _people(demo: Demo, of: Municipality) -> Iterator[Person]:
    for one in demo.staff:
        yield _employee(one, of)
    for child in demo.children:
        for guardian in child.guardians:
            yield Person(
                id=guardian.id, name=guardian.name, title=_relation(guardian, child), place=of.name,
                role=Role.GUARDIAN, kommune=demo.kommune, owner=FAMILY,
            )  # fmt: skip
        if _years(child.born) >= of.ages.own_consent:
            yield Person(
                id=child.id, name=child.name, title=_("ungdom"), place=of.name,
                role=Role.YOUTH, kommune=demo.kommune, owner=FAMILY,
            )  # fmt: skip


def _years(born: date) -> int:
    now = today()
    return now.year - born.year - ((now.month, now.day) < (born.month, born.day))


def _relation(guardian: DemoGuardian, child: DemoChild) -> str:
    relation = RELATIONS.get(guardian.relation, guardian.relation)
    return _("{relation} til {child}").format(relation=relation, child=child.name.split()[0])
