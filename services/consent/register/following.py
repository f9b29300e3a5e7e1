"""Follows the population register: each change of somebody known here is looked up, and the family told anew.

The place in the register's list is kept in the database. A page that is read again leads to the same: what holds is
looked up, and a family that is as it was is told nothing.
"""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import NAMESPACE_OID

from services.consent.commands import Commands
from services.consent.events import ChildRegistered, GuardianRegistered
from services.consent.people.blind_index import BlindIndex
from services.consent.records import Families, opened
from services.consent.register.port import Change, Changed, Person, PopulationRegister, Unreachable
from shared.background import Background
from shared.contracts.common import Id, Kommune
from shared.contracts.consent import GuardianEntry, RegisterFamily, Residence
from shared.database import leading
from shared.errors import Refused
from shared.ids import derived
from shared.node import Node
from shared.statements import statements

log = logging.getLogger(__name__)
SQL = statements(Path(__file__).parents[1] / "sql" / "register.sql")
TICK = 1.0  # seconds between two looks
NAMELESS = "Navn ikke kjent"  # of whom the register names and does not know: who decides must not wait for a name


@dataclass(frozen=True, slots=True)
class Following:
    """registers: by kommune."""

    node: Node
    commands: Commands
    families: Families
    index: BlindIndex
    registers: Mapping[Kommune, PopulationRegister]

    async def run(self) -> None:
        tasks: Background = self.node.tasks
        async with leading(self.node.settings.dsn, "register"):
            while True:
                await self.pages()
                tasks.well("register")
                await asyncio.sleep(TICK)

    async def pages(self) -> None:
        """One municipality's register that is away keeps no other's news waiting. Raises Unreachable."""
        away = None
        for kommune, register in self.registers.items():
            try:
                await self.page(kommune, register)
            except Unreachable as error:
                away = error
        if away:
            raise away

    async def page(self, kommune: Kommune, register: PopulationRegister) -> None:
        """Raises Unreachable; then the same page is read once more."""
        start = await self.node.pool.fetchval(SQL["place"], kommune) or await register.latest()
        page = await register.changes(start)
        for changed in page.changes:
            concerned = await self._concerned(kommune, changed)
            if not concerned and changed.change is Change.BIRTH:
                await self._born(kommune, register, changed)
            for child in concerned:
                try:
                    await self._tell(kommune, register, child, changed)
                except Refused as refused:
                    log.error("what the register says was refused", extra={"code": refused.code, "child": child})
        if page.next != start:
            await self.node.pool.execute(SQL["keep_place"], kommune, page.next)

    async def _concerned(self, kommune: Kommune, changed: Changed) -> Sequence[Id]:
        """The children whose family a change is about. Nobody: the list tells of the whole country."""
        person = await self.index.person(kommune, changed.number)
        return [row["child"] for row in await self.node.pool.fetch(SQL["concerned"], kommune, person)]

    async def _born(self, kommune: Kommune, register: PopulationRegister, changed: Changed) -> None:
        """A child that lives here is known from its birth, before any service knows it; others are not kept."""
        told = await register.person(changed.number)
        if told is None or not told.responsible or told.residence(kommune) is not Residence.HERE:
            return
        child = await self.index.person_or_new(kommune, told.number)
        guardians = await self._guardians(kommune, register, told, ())
        once = derived(NAMESPACE_OID, "register", kommune, changed.sequence, child)
        act = self.node.act(kommune, once, once)
        command = RegisterFamily(
            id=act.id, child=child, child_name=told.name, birth_number=told.number, born=told.born,
            guardians=tuple(guardians), grading=told.grading,
        )  # fmt: skip
        await self.commands.follow(command, act)

    async def _tell(self, kommune: Kommune, register: PopulationRegister, child: Id, changed: Changed) -> None:
        rows, family = await self.families.raw(kommune, child)
        known = await opened(self.node, rows)
        before = next((event for event in reversed(known) if isinstance(event, ChildRegistered)), None)
        if before is None or (told := await register.person(before.birth_number)) is None:
            return
        guardians = await self._guardians(kommune, register, told, known)
        if told.dead:
            guardians = [one.model_copy(update={"parental_responsibility": False}) for one in guardians]
        once = derived(NAMESPACE_OID, "register", kommune, changed.sequence, child)
        act = self.node.act(kommune, once, once)
        command = RegisterFamily(
            id=act.id, child=child, child_name=told.name, birth_number=told.number, born=told.born,
            guardians=tuple(guardians), units=before.units, grading=told.grading, residence=told.residence(kommune),
        )  # fmt: skip
        lives = command.residence or family.residence
        as_before = (told.grading, lives) == (family.grading, family.residence)
        if _as(command) != _before(known, before) or not as_before:
            await self.commands.follow(command, act)

    async def _guardians(
        self, kommune: Kommune, register: PopulationRegister, told: Person, known: Sequence[object]
    ) -> list[GuardianEntry]:
        """Those with foreldreansvar now, and those known here without it: a family is told whole."""
        now = {one.number: one.relation for one in told.responsible}
        here = {event.birth_number: event for event in known if isinstance(event, GuardianRegistered)}
        entries = []
        for number in dict.fromkeys((*now, *here)):
            person = await register.person(number)
            name = person.name if person else here[number].person_name if number in here else NAMELESS
            entries.append(GuardianEntry(
                person=await self.index.person_or_new(kommune, number), person_name=name, birth_number=number,
                relation=now.get(number) or here[number].relation,
                parental_responsibility=number in now and not (person and person.dead),
            ))  # fmt: skip
        return entries


def _as(command: RegisterFamily) -> tuple[object, ...]:
    guardians = {one.person: (one.person_name, one.relation, one.parental_responsibility) for one in command.guardians}
    return command.child_name, command.birth_number, command.born, guardians


def _before(known: Sequence[object], child: ChildRegistered) -> tuple[object, ...]:
    """What the register told last: a guardian who was left out then stands there no longer."""
    last = max(n for n, event in enumerate(known) if isinstance(event, ChildRegistered))
    guardians = {
        event.guardian: (event.person_name, event.relation, event.responsible)
        for event in known[last:]
        if isinstance(event, GuardianRegistered)
    }
    return child.child_name, child.birth_number, child.born, guardians
