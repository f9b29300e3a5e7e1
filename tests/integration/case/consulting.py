"""What every anonymous question needs: a child that no other story is about, and whose turn it is."""

from datetime import date
from uuid import uuid4

import pytest

from deploy.topology import REGISTER
from shared.contracts import case
from shared.contracts.case import consultation as c
from shared.contracts.case.tasks import TaskKind
from shared.contracts.common import Actor, Role
from shared.contracts.consent import GuardianEntry, RegisterFamily
from shared.errors import RemoteRefused
from tests.e2e.world import World
from tests.servers import Installation
from tests.unit.consent.world import synthetic

NAME, MOTHERS_NAME, STREET = "Tuva Nordbakkvoll", "Gunn Stavsetmyr", "Røysmyrgata"
HOUSEHOLD = case.Household(
    guardians=(MOTHERS_NAME,), addresses=(f"{STREET} 7, 4999 Fjordvik",), phones=("20 99 88 77",)
)
BORN = date(2022, 5, 14)
QUESTION = "Et barn på fire år gråter når det hentes. Hva bør vi se etter?"
ADVICE = "Se etter om det gjelder alle dager, og spør åpent."


async def enrolled(platform: Installation, owner: str, unit: str, numbers: tuple[int, int], kommune: str) -> str:
    """A child of this unit, newly told of by the register. numbers: whose birth numbers nobody else has here."""
    child, mother = f"c-{uuid4().hex[:8]}", f"p-{uuid4().hex[:8]}"
    who = Actor(id=REGISTER, role=Role.REGISTER, kommune=kommune, owner=REGISTER)
    childs, mothers = map(synthetic, numbers)
    guardian = GuardianEntry(
        person=mother, person_name=MOTHERS_NAME, birth_number=mothers, relation="mor", parental_responsibility=True
    )
    family = RegisterFamily(
        child=child, child_name=NAME, birth_number=childs, born=BORN, guardians=(guardian,), units=((owner, unit),)
    )
    async with platform.asking(REGISTER) as register:
        await register.ask(family, owner="consent", actor=who)
        enrol = case.EnrolChild(child=child, unit=unit, child_name=NAME, born=BORN, household=HOUSEHOLD)
        await register.ask(enrol, owner=owner, actor=who)
    return child


async def has_child(w: World, who: str, child: str) -> bool:
    mine: case.Children = await w.ask(who, case.MyChildren())
    return child in {one.child for one in mine.children}


async def refused(w: World, who: str, request: c.CaseCommand | c.CaseQuery, owner: str | None = None) -> str:
    with pytest.raises(RemoteRefused) as caught:
        await w.ask(who, request, owner)
    return caught.value.code


async def waiting(w: World, who: str, kind: TaskKind, number: str) -> bool:
    tasks: case.Tasks = await w.ask(who, case.MyTasks(seen=w.seen))
    return any((one.kind, one.ref) == (kind, number) for one in tasks.tasks)
