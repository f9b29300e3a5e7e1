"""A colleague is asked too, somebody is away or goes, and what stands in a service's own record is told."""

from datetime import timedelta

import pytest

from shared.contracts import case
from tests.unit.portal.sample import INGRID, KARI, LOG, SIV, TODAY, TOR, stafettlogg
from tests.unit.portal.test_turns import candidates
from tests.unit.portal.world import KEY, World, sent

HERE = f"/logg/{LOG}/med"
NEXT_WEEK = TODAY + timedelta(days=7)


async def test_the_stafettholder_asks_a_colleague_of_any_service_that_takes_part() -> None:
    made = World()
    async with made.as_person(KARI) as visitor:
        page = (await visitor.get(HERE)).text
        assert f'value="{SIV.id}"' in page
        assert f'value="{KARI.id}"' not in page
        answer = await sent(made, visitor, f"{HERE}/kollega", person=SIV.id)
    assert answer.headers["location"] == f"/logg/{LOG}"
    assert made.services.said("invite-colleague") == [
        case.InviteColleague(id=KEY, stafettlogg=LOG, owner="barnehage", person=SIV.id)
    ]


async def test_others_ask_those_of_their_own_service_alone() -> None:
    made = World()
    made.services.answers["read-stafettlogg"] = lambda *_: stafettlogg().model_copy(update={"holder": TOR.id})
    async with made.as_person(KARI) as visitor:
        page = (await visitor.get(HERE)).text
    chosen = [one for one in made.portal.directory if f'value="{one.id}"' in page]
    assert chosen
    assert {one.owner for one in chosen} == {"barnehage"}


async def test_nobody_chosen_is_said_and_nothing_is_asked() -> None:
    made = World()
    async with made.as_person(KARI) as visitor:
        refused = await sent(made, visitor, f"{HERE}/kollega", person="p-00000000")
    assert refused.status_code == 422
    assert not made.services.said("invite-colleague")


async def test_who_is_away_says_from_when_to_when_and_never_why() -> None:
    made = World()
    async with made.as_person(KARI) as visitor:
        refused = await sent(made, visitor, f"{HERE}/borte", first=TODAY.isoformat(), last="")
        assert refused.status_code == 422
        await sent(made, visitor, f"{HERE}/borte", first=TODAY.isoformat(), last=NEXT_WEEK.isoformat())
        await sent(made, visitor, f"{HERE}/tilbake")
    days = {"first": TODAY, "last": NEXT_WEEK}
    assert made.services.said("set-absence") == [case.SetAbsence(id=KEY, stafettlogg=LOG, person=KARI.id, **days)]
    assert made.services.said("end-absence") == [case.EndAbsence(id=KEY, stafettlogg=LOG, person=KARI.id)]
    assert {owner for request, owner, _ in made.services.asked if request.name == "set-absence"} == {"familie"}


async def test_a_leader_says_it_for_the_stafettholder_of_their_own_service() -> None:
    made = World()
    made.services.answers["who-may-hold"] = lambda *_: candidates(KARI, TOR)
    days = {"first": TODAY.isoformat(), "last": NEXT_WEEK.isoformat()}
    async with made.as_person(SIV) as visitor:
        assert f"Er {KARI.name} borte en stund?" in (await visitor.get(f"/logg/{LOG}/stafettholder")).text
        answer = await sent(made, visitor, f"/logg/{LOG}/stafettholder/borte", person=KARI.id, **days)
    assert answer.headers["location"] == "/oppgaver"
    (said,) = made.services.said("set-absence")
    assert isinstance(said, case.SetAbsence)
    assert said.person == KARI.id
    assert not made.services.said("read-stafettlogg")


async def test_whoever_goes_reads_no_more() -> None:
    made = World()
    async with made.as_person(KARI) as visitor:
        answer = await sent(made, visitor, f"{HERE}/ut")
    assert answer.headers["location"] == "/barn"
    assert made.services.said("leave-stafettlogg") == [case.LeaveStafettlogg(id=KEY, stafettlogg=LOG)]


async def test_what_stands_in_the_own_record_is_told_with_a_law_that_holds_for_the_service() -> None:
    made = World()
    async with made.as_person(TOR) as visitor:
        page = (await visitor.get(f"/logg/{LOG}/journal/i-1")).text
        assert 'value="journalplikt"' not in page, "the law of helsepersonell"
        refused = await sent(made, visitor, f"/logg/{LOG}/journal/i-1", basis="")
        assert refused.status_code == 422
        await sent(made, visitor, f"/logg/{LOG}/journal/i-1", basis="ppt-mappe")
    assert made.services.said("record-in-own-journal") == [
        case.RecordInOwnJournal(id=KEY, stafettlogg=LOG, item="i-1", basis="ppt-mappe")
    ]


@pytest.mark.parametrize("page", ["med", "journal/i-1"])
async def test_a_family_finds_no_such_page(page: str) -> None:
    made = World()
    async with made.as_person(INGRID) as visitor:
        assert (await visitor.get(f"/logg/{LOG}/{page}")).status_code == 404


async def test_a_log_is_closed_for_one_of_the_reasons_there_are() -> None:
    made = World()
    async with made.as_person(KARI) as visitor:
        assert "Individuell plan tar over" in (await visitor.get(f"/logg/{LOG}/avslutt")).text
        refused = await sent(made, visitor, f"/logg/{LOG}/avslutt", reason="Ferdig")
        assert refused.status_code == 422
        await sent(made, visitor, f"/logg/{LOG}/avslutt", because="goal-reached", reason="Ferdig")
    (closed,) = made.services.said("close-stafettlogg")
    assert isinstance(closed, case.CloseStafettlogg)
    assert closed.because is case.Because.GOAL_REACHED
