"""Barnevernet takes over the care, on real servers: the next request of a parent and of a service is refused."""

import asyncpg

from shared.contracts.common import Category, Role
from shared.contracts.consent import (
    CareView,
    ChildHeard,
    Consents,
    EndCareOrder,
    Family,
    Hearing,
    MyFamily,
    ReadCare,
    ReadConsents,
    RegisterCareOrder,
    State,
)
from tests.answers import answered
from tests.integration.consent.asking import Asker, Household, ask, rows
from tests.integration.consent.test_story import SOON
from tests.unit.consent.world import TODAY, actor
from tests.waiting import until

NOTES = ("familie", Category.NOTES)
carer = actor("p-carer", Role.LEADER, "barnevern", "barnevern-fjordvik")


async def test_care_cuts_at_once_and_gives_back(
    portal: Asker, home: Household, services: dict[str, Asker], database: asyncpg.Connection
) -> None:
    waiting = await ask(portal, home, SOON, "ppt")
    for guardian in (home.mother, home.father):
        await portal.ask(answered(home.child, waiting["ppt"]), guardian)
    await services["familie"].lease(home.child, NOTES)
    assert set(await services["ppt"].lease(home.child, NOTES)) == {NOTES}

    order = RegisterCareOrder(child=home.child, legal_basis="bvl-5-1", valid_from=TODAY)
    assert await portal.refusal(order, home.mother) == "AccessDenied"
    await portal.ask(order, carer)
    assert await services["ppt"].lease(home.child, NOTES) == {}
    assert await portal.refusal(ReadConsents(child=home.child), home.mother) == "AccessDenied"
    family: Family = await portal.ask(MyFamily(), home.father)
    assert family.children == ()
    view: CareView = await portal.ask(ReadCare(child=home.child), carer)
    assert view.care
    assert view.care.valid_from == TODAY
    assert {one.person for one in view.guardians} == {home.mother.id, home.father.id}

    known: Consents = await portal.ask(ReadConsents(child=home.child), carer)
    assert [one.person_name for one in known.consents[0].givers] == ["Barnevernet"]
    open_ = next(one.consent for one in known.consents if one.state is State.PROPOSED and one.service == "ppt")
    heard = ChildHeard(how=Hearing.TALK, by=carer.id)
    await portal.ask(answered(home.child, open_, child_heard=heard), carer)
    assert len(await rows(database, "register-care-order", home.child)) == 2  # one of them denied

    await portal.ask(EndCareOrder(child=home.child), carer)
    await until(lambda: _back(portal, home))
    known = await portal.ask(ReadConsents(child=home.child), home.mother)
    assert {one.state for one in known.consents if one.service == "ppt"} == {State.LAPSED, State.PROPOSED}
    assert await portal.refusal(ReadConsents(child=home.child), carer) == "AccessDenied"


async def _back(portal: Asker, home: Household) -> bool:
    family: Family = await portal.ask(MyFamily(), home.father)
    return [one.child for one in family.children] == [home.child]
