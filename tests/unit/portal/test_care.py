"""What barnevernet's leaders write down about who decides: by a law, from a day, and found by nobody else."""

from datetime import timedelta

import pytest

from services.portal.directory import Person
from shared.contracts import consent
from shared.errors import RemoteRefused
from tests.unit.portal.sample import CHILD, INGRID, KARI, MAREK, SUNNIVA, TODAY, named
from tests.unit.portal.world import KEY, World, sent

GURO = named("Guro Bakke")
HERE = f"/omsorg/{CHILD}"
PERIOD = consent.Period(valid_from=TODAY, valid_to=TODAY + timedelta(days=90))
BOTH = tuple(
    consent.GuardianName(person=who, person_name=name, relation=relation)
    for who, name, relation in ((INGRID.id, "Ingrid Solheim", "mother"), (MAREK, "Marek Kowalski", "father"))
)


def world(care: consent.Period | None = None, suspicions: dict[str, consent.Period] | None = None) -> World:
    view = consent.CareView(
        child=CHILD, care=care, suspicions=suspicions or {}, child_name="Maja Solheim", guardians=BOTH
    )
    made = World()
    made.services.answers["read-care"] = lambda *_: view
    return made


async def test_a_care_order_has_a_law_and_a_first_day() -> None:
    made = world()
    days = {"valid_from": TODAY.isoformat(), "valid_to": ""}
    async with made.as_person(GURO) as visitor:
        assert "Omsorgen er gitt tilbake" not in (await visitor.get(HERE)).text
        assert (await sent(made, visitor, f"{HERE}/overta", **days)).status_code == 422
        answer = await sent(made, visitor, f"{HERE}/overta", legal_basis="bvl-5-1", **days)
    assert answer.headers["location"] == HERE
    assert made.services.said("register-care-order") == [
        consent.RegisterCareOrder(id=KEY, child=CHILD, legal_basis="bvl-5-1", valid_from=TODAY)
    ]


async def test_it_is_ended_from_where_it_stands() -> None:
    made = world(care=PERIOD)
    async with made.as_person(GURO) as visitor:
        assert f'action="{HERE}/overta"' not in (await visitor.get(HERE)).text
        await sent(made, visitor, f"{HERE}/slutt")
    assert made.services.said("end-care-order") == [consent.EndCareOrder(id=KEY, child=CHILD)]


async def test_a_suspicion_is_written_down_about_one_parent_and_lifted() -> None:
    made = world(suspicions={INGRID.id: PERIOD})
    async with made.as_person(GURO) as visitor:
        page = (await visitor.get(HERE)).text
        assert f'action="{HERE}/mistanke/{INGRID.id}/slutt"' in page
        assert f'action="{HERE}/mistanke/{MAREK}"' in page
        await sent(made, visitor, f"{HERE}/mistanke/{MAREK}", valid_from=TODAY.isoformat())
        await sent(made, visitor, f"{HERE}/mistanke/{INGRID.id}/slutt")
    (suspected,) = made.services.said("register-suspicion")
    assert isinstance(suspected, consent.RegisterSuspicion)
    assert (suspected.guardian, suspected.legal_basis) == (MAREK, "bvl-13-2")
    assert made.services.said("lift-suspicion") == [consent.LiftSuspicion(id=KEY, child=CHILD, guardian=INGRID.id)]


@pytest.mark.parametrize("who", [KARI, INGRID, SUNNIVA], ids=["employee", "parent", "ombud"])
async def test_others_find_no_such_page(who: Person) -> None:
    made = world()
    async with made.as_person(who) as visitor:
        assert (await visitor.get(HERE)).status_code == 404
    assert not made.services.said("read-care")


async def test_a_leader_elsewhere_finds_none_either() -> None:
    made = World()

    def denied(*_: object) -> None:
        raise RemoteRefused("AccessDenied", 403, retryable=False)

    made.services.answers["read-care"] = denied
    async with made.as_person(named("Siv Berg")) as visitor:
        assert (await visitor.get(HERE)).status_code == 404
