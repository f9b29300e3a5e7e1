"""Innsyn: one command, every owner answers, and what is withheld leaves no trace with whoever asked."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest_asyncio

from deploy.topology import REGISTER
from shared.contracts import case
from shared.contracts import consent as c
from shared.contracts.case.report import StartReport
from shared.contracts.common import Actor, Id, Role
from shared.days import day_of
from tests.e2e.asking_access import HANDLERS, OWNERS, asked, decided, draft, has_task, part, ready
from tests.e2e.world import World, let_fall_due, new_id, newcomer, refused, world
from tests.servers import Installation
from tests.waiting import until

BORN = date(2022, 5, 14)
SAID, SECRET = "Ler mye ute", "Er redd for å gå hjem"


@pytest_asyncio.fixture
async def w(platform: Installation) -> AsyncIterator[World]:
    async with world(platform) as made:
        yield made


async def wondered(w: World, who: str, child: Id, text: str, *, acute: bool = False) -> Id:
    concern, seen = new_id(), case.Observation(seen=text)
    await w.ask(who, case.RegisterConcern(case=concern, child=child, observations=(seen,), acute=acute))
    return concern


async def test_the_family_gets_what_every_owner_gives_and_nobody_else_does(platform: Installation, w: World) -> None:
    child = (await newcomer(platform, w, "Alma Innsyn", "Astri Innsyn", "Bjarne Innsyn")).id
    await wondered(w, "Kari", child, SAID)
    secret = await wondered(w, "Amir", child, SECRET, acute=True)
    request = await asked(w, "Astri", child)
    assert await refused(w.ask("Astri", c.RequestAccess(child=child, request=new_id()))) == "AccessUnderWay"

    careful = {one.item.of for one in (await draft(w, "Siv", child, request)).items if one.careful}
    assert careful == {secret}
    assert await refused(w.ask("Kari", case.ReadAccessDraft(child=child, request=request))) == "AccessDenied"
    half = case.DecideAccess(child=child, request=request)
    assert await refused(w.ask("Siv", half)) == "ItemsUndecided"
    for who in ("Berit", "Arne", "Guro"):
        await decided(w, who, child, request)
    assert await refused(part(w, "Astri", child, request, "ppt")) == "AccessDenied"  # barnehagen has not decided

    await _withheld(w, "Siv", child, request, secret)
    await ready(w, "Astri", child, request)
    assert not await has_task(w, "Siv", request)
    found = {owner: await part(w, "Astri", child, request, owner) for owner in OWNERS}
    told = found["barnehage"].model_dump_json()
    assert SAID in told
    assert SECRET not in told
    assert secret not in told
    assert {one.action for one in found["barnehage"].seen} >= {"register-concern", "read-access-draft"}
    assert found["ppt"] == case.AccessPart(child=child, owner="ppt", items=(), seen=())
    for who in ("Bjarne", "Kari", "Siv", "Sunniva", "Ingrid"):
        for owner in OWNERS:
            assert await refused(part(w, who, child, request, owner)) == "AccessDenied"


async def _withheld(w: World, who: str, child: Id, request: Id, concern: Id) -> None:
    items = [one.item for one in (await draft(w, who, child, request)).items]
    kept = tuple(case.Withheld(item=one.id, basis=case.Basis.FVL_19_1_D) for one in items if one.of == concern)
    given = tuple(one.id for one in items if one.of != concern)
    await w.ask(who, case.DecideAccess(child=child, request=request, given=given, withheld=kept))


async def test_an_owner_that_withholds_everything_answers_as_one_that_holds_nothing(
    platform: Installation, w: World
) -> None:
    """Of one child barnevernet knows nothing. Of the other it has a case of its own, and a report about the parents."""
    plain = (await newcomer(platform, w, "Ingen Sak", "Cecilie Sak")).id
    known = (await newcomer(platform, w, "Skjermet Sak", "Dagny Sak")).id
    await _works_with(platform, w, known)
    answers = []
    for child, parent in ((plain, "Cecilie"), (known, "Dagny")):
        request = await asked(w, parent, child)
        for who in HANDLERS:
            await decided(w, who, child, request, *(["*"] if who == "Guro" else []))
        await ready(w, parent, child, request)
        mine: c.Rights = await w.ask(parent, c.ReadRights(child=child))
        whole = [mine, *[await part(w, parent, child, request, owner) for owner in ("barnevern", "familie")]]
        answers.append([one.model_dump_json().replace(child, "CHILD").replace(request, "REQUEST") for one in whole])
    assert answers[0] == answers[1]


async def _works_with(platform: Installation, w: World, child: Id) -> None:
    enrol = case.EnrolChild(
        child=child, unit="barnevern-fjordvik", child_name="Skjermet Sak", born=BORN, household=None
    )
    who = Actor(id=REGISTER, role=Role.REGISTER, kommune=w.demo.kommune, owner=REGISTER)
    async with platform.asking(REGISTER) as register:
        await register.ask(enrol, owner="barnevern", actor=who)
    await until(lambda: _enrolled(w, child))
    await wondered(w, "Hanne", child, SECRET)
    report = new_id()
    await w.ask("Kari", StartReport(report=report, child=child))


async def _enrolled(w: World, child: Id) -> bool:
    found: case.Children = await w.ask("Hanne", case.MyChildren())
    return child in {one.child for one in found.children}


async def test_the_ombud_sees_the_deadline_extends_it_once_and_hears_when_it_has_passed(
    platform: Installation, w: World
) -> None:
    child = (await newcomer(platform, w, "Frida Frist", "Eldrid Frist")).id
    request = await asked(w, "Eldrid", child)
    (found,) = [one for one in (await w.ask("Sunniva", c.OpenRights())).requests if one.request == request]
    assert {*HANDLERS.values()} <= {*found.missing}  # and the family's own store, until it has answered by itself
    extend = c.ExtendRight(child=child, request=request, reason="Vi må lese mye")
    assert await refused(w.ask("Siv", extend)) == "AccessDenied"
    await w.ask("Sunniva", extend)
    again = c.ExtendRight(child=child, request=request, reason="En gang til")
    assert await refused(w.ask("Sunniva", again)) == "AlreadyExtended"
    (mine,) = (await w.ask("Eldrid", c.ReadRights(child=child))).requests
    assert (mine.extended_because, mine.missing) == ("Vi må lese mye", ())
    assert mine.due_on > found.due_on
    await let_fall_due(platform, "consent", child, timers=2, kind="access-overdue")

    async def moved() -> bool:
        told: case.Tasks = await w.ask("Siv", case.MyTasks())
        return mine.due_on in {task.due for task in told.tasks if task.ref == request}

    await until(moved)


async def test_an_employee_writes_down_what_a_parent_asks_for_in_person(platform: Installation, w: World) -> None:
    child = (await newcomer(platform, w, "Gro Munter", "Frode Munter")).id
    parent, request = w.people["Frode"].id, new_id()
    on_behalf = c.RequestAccess(child=child, request=request, person=parent)
    assert await refused(w.ask("Tor", on_behalf)) == "AccessDenied"
    nobody = c.RequestAccess(child=child, request=request, person=w.people["Ingrid"].id)
    assert await refused(w.ask("Kari", nobody)) == "NotEntitled"
    await w.ask("Kari", on_behalf)
    (mine,) = (await w.ask("Frode", c.ReadRights(child=child))).requests
    assert mine.request == request


async def test_a_parent_takes_along_what_they_have_written_themselves(platform: Installation, w: World) -> None:
    child = (await newcomer(platform, w, "Heidi Flytt", "Gerd Flytt")).id
    await wondered(w, "Kari", child, SAID)
    words: case.AccessPart = await w.ask("Gerd", case.ReadOwnWords(child=child), "barnehage")
    assert words.items == ()
    assert await refused(w.ask("Ingrid", case.ReadOwnWords(child=child), "barnehage")) == "AccessDenied"


async def test_what_is_wrong_is_corrected_or_the_familys_word_stays_beside(platform: Installation, w: World) -> None:
    child = (await newcomer(platform, w, "Ida Retting", "Hilma Retting")).id
    concern = await wondered(w, "Kari", child, SAID)
    unknown = case.AskRectification(child=child, request=new_id(), item=uuid4(), text="Det er feil")
    assert await refused(w.ask("Hilma", unknown, "barnehage")) == "NotGiven"
    request = await asked(w, "Hilma", child)
    for who in HANDLERS:
        await decided(w, who, child, request)
    await ready(w, "Hilma", child, request)
    items = (await part(w, "Hilma", child, request, "barnehage")).items
    item = next(one.id for one in items if one.what == "concern-registered")
    for answer in (case.AcceptRectification, case.RefuseRectification):
        wrong = new_id()
        asking = case.AskRectification(child=child, request=wrong, item=item, text="Hun ler inne også")
        assert await refused(w.ask("Ingrid", asking, "barnehage")) == "AccessDenied"
        await w.ask("Hilma", asking, "barnehage")
        await until(lambda wrong=wrong: _registered(w, wrong))
        told = {"correction": "Ler inne og ute"} if answer is case.AcceptRectification else {"reason": "Sett ute"}
        await w.ask("Siv", answer(child=child, request=wrong, **told))
        await until(lambda wrong=wrong: _registered(w, wrong, waits=False))
    found: case.Rectifications = await w.ask("Hilma", case.ReadRectifications(child=child), "barnehage")
    assert [(one.state, one.text, one.answer) for one in found.requests] == [
        (case.Rectified.REFUSED, "Hun ler inne også", "Sett ute"),
        (case.Rectified.ACCEPTED, "Hun ler inne også", "Ler inne og ute"),
    ]
    read: case.CaseView = await w.ask("Kari", case.ReadCase(case=concern))
    assert read.rectifications == tuple(reversed(found.requests))


async def _registered(w: World, request: Id, *, waits: bool = True) -> bool:
    """With the personvernombud, whose clock it is."""
    found: c.Rights = await w.ask("Sunniva", c.OpenRights())
    return (request in {one.request for one in found.requests}) == waits


async def test_what_is_left_alone_is_read_by_the_family_and_whoever_answers_until_the_day_it_was_told(
    platform: Installation, w: World
) -> None:
    child = (await newcomer(platform, w, "Jon Hvile", "Kaja Hvile")).id
    concern = await wondered(w, "Kari", child, SAID)
    request = await asked(w, "Kaja", child)
    for who in HANDLERS:
        await decided(w, who, child, request)
    await ready(w, "Kaja", child, request)
    items = (await part(w, "Kaja", child, request, "barnehage")).items
    item = next(one.id for one in items if one.what == "concern-registered")
    wish, ground = new_id(), case.RestrictionGround.ACCURACY
    asking = case.AskRestriction(child=child, request=wish, item=item, ground=ground, text="Stemmer ikke")
    assert await refused(w.ask("Ingrid", asking, "barnehage")) == "AccessDenied"
    await w.ask("Kaja", asking, "barnehage")
    await until(lambda: _registered(w, wish))
    of = {"child": child, "request": wish, "reason": "Vi sjekker"}
    yes = case.SetRestriction(**of, ground=ground)
    assert await refused(w.ask("Kari", yes)) == "AccessDenied"
    await w.ask("Siv", yes)
    await until(lambda: _registered(w, wish, waits=False))
    closed: case.CaseView = await w.ask("Kari", case.ReadCase(case=concern))
    assert (closed.restricted, closed.steps, closed.worry, closed.notes) == (True, (), None, ())
    assert SAID not in closed.model_dump_json()
    told: case.Restrictions = await w.ask("Siv", case.ReadRestrictions(child=child))
    assert SAID in told.model_dump_json()
    assert SAID in (await part(w, "Kaja", child, request, "barnehage")).model_dump_json()
    await w.ask("Siv", case.AnnounceLifting(**of, lift_on=day_of(datetime.now(UTC)) + timedelta(days=8)))
    assert (await w.ask("Kari", case.ReadCase(case=concern))).restricted
    await let_fall_due(platform, "case_barnehage", child, kind="restriction-lift")
    await until(lambda: _open(w, concern))


async def _open(w: World, concern: Id) -> bool:
    read: case.CaseView = await w.ask("Kari", case.ReadCase(case=concern))
    return not read.restricted and SAID in read.model_dump_json()
