"""Whose birth number it is that somebody signed in with: told to the portal alone, and not for the asking."""

import asyncpg

from shared.contracts.common import Actor, Role
from shared.contracts.consent import FindPerson, FoundPerson
from shared.errors import RemoteRefused
from tests.integration.consent.asking import NAMES, Asker, Household, rows
from tests.integration.consent.test_growing_up import years_ago
from tests.unit.consent.world import KOMMUNE, synthetic
from tests.waiting import until

DOOR = Actor(id="portal", role=Role.DOOR, kommune=KOMMUNE, owner="portal")


async def found(portal: Asker, number: str) -> FoundPerson | None:
    """None: nobody who is known, or not yet."""
    try:
        answer: FoundPerson = await portal.ask(FindPerson(birth_number=number), DOOR)
    except RemoteRefused as refused:
        if refused.code != "AccessDenied":
            raise
        return None
    return answer


async def test_a_parent_is_found_by_the_number_the_register_told(
    portal: Asker, home: Household, database: asyncpg.Connection
) -> None:
    await until(lambda: found(portal, home.numbers[1]))
    assert await found(portal, home.numbers[1]) == FoundPerson(person=home.mother.id, person_name=NAMES[1])
    told = (await rows(database, "find-person", None))[-1]
    assert (told.actor.id, told.resources) == ("portal", (home.mother.id,))
    assert home.numbers[1] not in told.model_dump_json()


async def test_who_has_no_foreldreansvar_is_found_too_and_may_ask_about_the_child(
    portal: Asker, register: Asker
) -> None:
    home = Household.new()
    await register.ask(home.told(father_responsible=False))
    await until(lambda: found(portal, home.numbers[2]))
    assert await found(portal, home.numbers[2]) == FoundPerson(person=home.father.id, person_name=NAMES[2])


async def test_a_youth_that_is_old_enough_is_found_as_itself(
    portal: Asker, register: Asker, database: asyncpg.Connection
) -> None:
    home = Household.new()
    told = home.told()
    await register.ask(type(told).model_validate(told.model_dump() | {"born": years_ago(15)}))
    await until(lambda: found(portal, home.numbers[1]))
    assert await found(portal, home.numbers[0]) == FoundPerson(person=home.child, person_name=NAMES[0], itself=True)
    assert (await rows(database, "find-person", None))[-1].resources == (home.child,)


async def test_the_child_and_a_number_that_nobody_has_are_answered_alike(portal: Asker, home: Household) -> None:
    await until(lambda: found(portal, home.numbers[1]))
    for number in (home.numbers[0], synthetic(9000)):
        assert await found(portal, number) is None


async def test_nobody_else_finds_anybody(portal: Asker, home: Household) -> None:
    wanted = FindPerson(birth_number=home.numbers[1])
    for person in (home.mother, home.father, portal.itself):
        assert await portal.refusal(wanted, person) in {"AccessDenied", "NotAuthentic"}
    assert await portal.refusal(FindPerson(birth_number=synthetic(9001)), home.mother) == "AccessDenied"
