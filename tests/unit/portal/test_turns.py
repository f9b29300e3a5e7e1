"""Whatever waits for somebody leads to a page where they can do it, and to nothing that is not theirs."""

from typing import Any

import pytest

from services.portal.directory import Person
from shared.contracts import case
from tests.unit.portal.sample import (
    CHILD,
    INGRID,
    KARI,
    LOG,
    MAREK,
    NOW,
    SIV,
    TODAY,
    TOR,
    stafettlogg,
    summary,
)
from tests.unit.portal.world import KEY, World, refuse, sent

AT_HOME = case.Proposal(measure="m-2", title="Lese hver kveld", description=None, by=KARI.id, at=NOW, at_home=True)
HELD = case.Meeting(
    meeting="k-1", stage=case.MeetingStage.HELD, evaluation=False, held_on=TODAY, edition=2,
    minutes=case.Said(text="Vi ble enige om å lese.", by=KARI.id, at=NOW), confirmed_by=(MAREK,),
)  # fmt: skip


def world(**changed: Any) -> World:
    made = World()
    made.services.answers["read-stafettlogg"] = lambda *_: stafettlogg().model_copy(update=changed)
    return made


def task(kind: case.TaskKind, child: str = CHILD) -> case.Task:
    return case.Task(kind=kind, child=child, child_name="Maja", ref=LOG, due=None, created_at=NOW, overdue=False)


def waits(made: World, *tasks: case.Task) -> World:
    made.services.answers["my-tasks"] = lambda *_: case.Tasks(tasks=tasks)
    return made


# --- A leader gives the baton ----------------------------------------------------------------------


def candidates(*people: Person) -> case.Candidates:
    return case.Candidates(
        candidates=tuple(
            case.Candidate(
                person=one.id, person_name=one.name, owner=one.owner, holds=one is KARI, asked=one is TOR
            )
            for one in people
        )
    )  # fmt: skip


@pytest.mark.parametrize("kind", [case.TaskKind.HOLDER_ABSENT, case.TaskKind.BATON_UNANSWERED])
async def test_a_leaders_task_leads_to_whom_they_may_choose(kind: case.TaskKind) -> None:
    made = waits(World(), task(kind))
    made.services.answers["who-may-hold"] = lambda *_: candidates(KARI, TOR)
    async with made.as_person(SIV) as visitor:
        assert f'href="/logg/{LOG}/stafettholder"' in (await visitor.get("/oppgaver")).text
        page = (await visitor.get(f"/logg/{LOG}/stafettholder")).text
        assert "PPT. Er spurt og har ikke svart." in page
        assert f'name="to" value="{KARI.id}"' not in page
        refused = await sent(made, visitor, f"/logg/{LOG}/stafettholder", to=TOR.id, reason=" ")
        assert refused.status_code == 422
        answer = await sent(made, visitor, f"/logg/{LOG}/stafettholder", to=TOR.id, reason="Kari er syk.")
    assert answer.headers["location"] == "/oppgaver"
    (appointed,) = made.services.said("appoint-holder")
    assert appointed == case.AppointHolder(id=KEY, stafettlogg=LOG, to=TOR.id, reason="Kari er syk.")
    assert {owner for request, owner, _ in made.services.asked if request == appointed} == {"familie"}
    assert not made.services.said("read-stafettlogg")


async def test_nobody_else_finds_that_page_and_nobody_to_choose_is_said() -> None:
    made = World()
    made.services.answers["who-may-hold"] = lambda *_: candidates(KARI)
    async with made.as_person(SIV) as visitor:
        assert "Ingen andre kan ta den nå" in (await visitor.get(f"/logg/{LOG}/stafettholder")).text
    for person in (KARI, INGRID):
        async with made.as_person(person) as visitor:
            assert (await visitor.get(f"/logg/{LOG}/stafettholder")).status_code == 404
    made.services.answers["who-may-hold"] = refuse("AccessDenied", 403)
    async with made.as_person(SIV) as visitor:
        assert (await visitor.get(f"/logg/{LOG}/stafettholder")).status_code == 404


# --- A parent's turn -------------------------------------------------------------------------------


async def test_a_parent_sees_what_waits_for_them_and_of_this_child_alone() -> None:
    theirs = task(case.TaskKind.ANSWER_AT_HOME), task(case.TaskKind.CONFIRM_MINUTES)
    made = waits(world(proposals=(AT_HOME,), meetings=(HELD,)), *theirs, task(case.TaskKind.EVALUATE_MEASURE, "c-2"))
    async with made.as_person(INGRID) as visitor:
        page = (await visitor.get(f"/familie/{CHILD}")).text
    assert "Venter på deg" in page
    assert "Svar på et forslag om tiltak hjemme" in page
    assert 'href="#moter"' in page
    assert 'id="moter"' in page
    assert "Vi ble enige om å lese." in page
    assert f'href="/tiltak/{LOG}/m-2"' in page
    assert "Evaluer tiltaket" not in page
    assert ("my-tasks", "familie") in {(request.name, owner) for request, owner, _ in made.services.asked}


async def test_nothing_waits_and_nothing_is_said_of_it() -> None:
    made = waits(world())
    async with made.as_person(INGRID) as visitor:
        assert "Venter på deg" not in (await visitor.get(f"/familie/{CHILD}")).text


async def test_a_parent_confirms_the_edition_they_have_read() -> None:
    made = waits(world(meetings=(HELD,)))
    async with made.as_person(INGRID) as visitor:
        assert "Slik var det" in (await visitor.get(f"/familie/{CHILD}")).text
        await sent(made, visitor, f"/familie/{CHILD}/referat", meeting="k-1", edition="2")
    assert made.services.said("confirm-minutes") == [
        case.ConfirmMinutes(id=KEY, stafettlogg=LOG, meeting="k-1", edition=2)
    ]
    made = waits(world(meetings=(HELD.model_copy(update={"confirmed_by": (INGRID.id,)}),)))
    async with made.as_person(INGRID) as visitor:
        page = (await visitor.get(f"/familie/{CHILD}")).text
    assert "Slik var det" not in page
    assert "Du har bekreftet det" in page


# --- Silence, the child's voice, and a log that is wanted back -------------------------------------


@pytest.mark.parametrize("person", [KARI, INGRID])
async def test_everybody_sees_who_has_written_and_asks_who_has_not(person: Person) -> None:
    silent = stafettlogg().services[2].model_copy(update={"silent": True, "last_active_at": NOW})
    made = world(services=(*stafettlogg().services[:2], silent))
    where = f"/familie/{CHILD}" if person is INGRID else f"/logg/{LOG}"
    async with made.as_person(person) as visitor:
        page = (await visitor.get(where)).text
        assert "Skrev sist i dag" in page
        assert f'action="{where}/minn"' in page
        await sent(made, visitor, f"{where}/minn", owner="ppt")
    assert made.services.said("nudge-service") == [case.NudgeService(id=KEY, stafettlogg=LOG, owner="ppt")]


async def test_whoever_is_to_hear_the_child_writes_it_down() -> None:
    made = world(voice=case.ChildsVoice(appointed=TOR.id))
    async with made.as_person(TOR) as visitor:
        assert 'id="stemme"' in (await visitor.get(f"/logg/{LOG}")).text
        await sent(made, visitor, f"/logg/{LOG}/stemme", said="Jeg vil leke.", heard_on=TODAY.isoformat(), how="")
    assert made.services.said("record-voice") == [
        case.RecordVoice(id=KEY, stafettlogg=LOG, said="Jeg vil leke.", heard_on=TODAY)
    ]
    async with made.as_person(KARI) as visitor:
        assert 'id="stemme"' not in (await visitor.get(f"/logg/{LOG}")).text


async def test_a_parent_asks_for_the_log_back_and_staff_open_it() -> None:
    closing = case.Closing(because="other", reason="Nådd", at=NOW)
    made = world(closed_at=NOW, closing=closing)
    async with made.as_person(INGRID) as visitor:
        assert "Vil dere åpne loggen igjen?" in (await visitor.get(f"/familie/{CHILD}")).text
        await sent(made, visitor, f"/familie/{CHILD}/gjenapne", reason="Det ble verre.")
    async with made.as_person(KARI) as visitor:
        assert "Åpne loggen og ta stafettpinnen" not in (await visitor.get(f"/logg/{LOG}")).text
    wish = case.Said(text="Det ble verre.", by=INGRID.id, at=NOW)
    made.services.answers["read-stafettlogg"] = lambda *_: stafettlogg().model_copy(
        update={"closed_at": NOW, "closing": closing.model_copy(update={"reopening": wish})}
    )
    async with made.as_person(KARI) as visitor:
        assert "Det ble verre." in (await visitor.get(f"/logg/{LOG}")).text
        await sent(made, visitor, f"/logg/{LOG}/gjenapne")
    (asked,), (opened,) = made.services.said("ask-reopening"), made.services.said("reopen-stafettlogg")
    assert asked == case.AskReopening(id=KEY, stafettlogg=LOG, reason="Det ble verre.")
    assert opened == case.ReopenStafettlogg(id=KEY, stafettlogg=LOG, opener_name=KARI.name)


# --- One way to an undring -------------------------------------------------------------------------


@pytest.mark.parametrize("log", [None, LOG])
async def test_a_child_without_an_undring_has_one_button_to_write_it(log: str | None) -> None:
    made = World()
    made.services.answers["read-child"] = lambda *_: summary().model_copy(update={"case": None, "stafettlogg": log})
    async with made.as_person(KARI) as visitor:
        page = (await visitor.get(f"/barn/{CHILD}")).text
    assert page.count(f'href="/barn/{CHILD}/undring"') == 1
