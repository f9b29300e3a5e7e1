"""Nivå 3: four services, the baton passed three times, and a family whose consent changes on the way."""

from datetime import UTC, datetime, time
from uuid import UUID, uuid4

from shared.contracts import case, consent
from shared.contracts.case import Because, Effect, GoalStage, MeasureStage, TaskKind
from shared.contracts.common import SHARED_CATEGORIES, Category
from tests.answers import answered
from tests.e2e.world import (
    EVALUATE_ON,
    EXPIRES_ON,
    TODAY,
    World,
    consented,
    joined,
    let_fall_due,
    new_id,
    refused,
    world,
    wrote,
)  # fmt: skip
from tests.servers import Installation
from tests.waiting import until

CHILD, MOTHER, FATHER = "Sofie", "Camilla", "Henrik"
NAMES = {"Tor": "Tor Eide", "Lise": "Lise Moen", "Hanne": "Hanne Vik"}
AGREED, DENIED = "Vi deler dagen i to", "Vi var ikke enige om klokka"


def new() -> UUID:
    """A command that was refused is another one when it is sent anew."""
    return uuid4()


def _noon() -> datetime:
    return datetime.combine(EVALUATE_ON, time(12), UTC)


async def tasks(w: World, who: str, log: str) -> list[TaskKind]:
    found: case.Tasks = await w.ask(who, case.MyTasks(seen=w.seen))
    return [task.kind for task in found.tasks if task.ref == log]


async def spine(w: World, who: str, request: case.CaseCommand) -> None:
    await w.ask(who, request, "familie")


async def test_a_family_with_four_services_around_it(platform: Installation) -> None:
    async with world(platform) as w:
        log = await two_services_begin(w)
        group = await they_agree_on_what_to_do(w, log)
        await a_third_service_comes_and_the_baton_moves(w, log)
        await the_family_takes_a_consent_back_and_gives_it_again(w, log)
        await the_child_is_heard(w, log)
        await a_meeting_sums_up(w, log, group)
        await it_is_nivaa_three(w, log)
        await the_parents_have_their_own_word(w, log)
        await nobody_forgets_what_was_agreed(platform, w, log)
        await individuell_plan_takes_over(w, log)
        await and_the_log_comes_back(w, log)


async def pass_baton(w: World, log: str, giver: str, taker: str) -> None:
    await spine(w, giver, case.OfferBaton(stafettlogg=log, to=w.people[taker].id))
    assert (await w.read(taker, log)).holder == w.people[giver].id
    await spine(w, taker, case.AcceptBaton(stafettlogg=log))
    assert (await w.read(giver, log)).holder == w.people[taker].id


async def two_services_begin(w: World) -> str:
    log, child = new_id(), w.child(CHILD)
    await consented(w, child, "ppt")
    opening = case.OpenStafettlogg(
        stafettlogg=log, child=child.id, attention="Utrygg ved overganger", goal="Finne roen", opener_name="Kari Nes"
    )
    await spine(w, "Kari", opening)
    await joined(w, log, "Tor", NAMES["Tor"])
    changed = case.ChangeAttention(stafettlogg=log, attention="Utrygg ved overganger, også hjemme")
    await spine(w, "Kari", changed)
    view = await w.read(MOTHER, log)
    assert [said.text for said in view.earlier_attention] == ["Utrygg ved overganger"]
    assert [(goal.text, goal.stage) for goal in view.goals] == [("Finne roen", GoalStage.OPEN)]
    return log


async def they_agree_on_what_to_do(w: World, log: str) -> str:
    at_home, group = new_id(), new_id()
    bedtime = case.ProposeMeasure(stafettlogg=log, measure=at_home, title="Fast leggetid", at_home=True)
    await spine(w, FATHER, bedtime)
    (proposal,) = (await w.read("Kari", log)).proposals
    assert (proposal.title, proposal.by, proposal.at_home) == ("Fast leggetid", w.people[FATHER].id, True)
    assert [await tasks(w, who, log) for who in (MOTHER, FATHER, "Kari")] == [[TaskKind.ANSWER_AT_HOME], [], []]
    by_staff = case.AgreeMeasure(
        stafettlogg=log, measure=at_home, title="Fast leggetid", responsible=w.people["Kari"].id,
        evaluate_on=EVALUATE_ON,
    )  # fmt: skip
    assert await refused(spine(w, "Kari", by_staff)) == "HomeBelongsToTheParents"
    await spine(w, MOTHER, by_staff.model_copy(update={"id": new(), "responsible": w.people[FATHER].id}))
    assert [await tasks(w, who, log) for who in (MOTHER, FATHER)] == [[], [TaskKind.EVALUATE_MEASURE]]
    agreed = case.AgreeMeasure(
        stafettlogg=log, measure=group, title="Liten gruppe", responsible=w.people["Tor"].id, evaluate_on=EVALUATE_ON,
        goal="first", bank="liten-gruppe",
    )  # fmt: skip
    await spine(w, "Kari", agreed)
    measures = {one.measure: one for one in (await w.read("Tor", log)).measures}
    assert (measures[at_home].at_home, measures[group].goal, measures[group].bank) == (True, "first", "liten-gruppe")
    return group


async def a_third_service_comes_and_the_baton_moves(w: World, log: str) -> None:
    invite = case.InviteService(stafettlogg=log, invited="helsestasjon")
    assert await refused(spine(w, "Kari", invite)) == "NoConsent"
    await consented(w, w.child(CHILD), "helsestasjon")
    await joined(w, log, "Lise", NAMES["Lise"], holder="Kari")
    await pass_baton(w, log, "Kari", "Tor")


async def the_family_takes_a_consent_back_and_gives_it_again(w: World, log: str) -> None:
    """The holder's own service loses its consent: the baton falls to Kari, who passes it on to Lise."""
    await wrote(w, "Tor", log, "Skjermet fra andre", case.Kind.ASSESSMENT, Category.ASSESSMENTS)
    child = w.child(CHILD).id
    given: consent.Consents = await w.ask(FATHER, consent.ReadConsents(child=child))
    ppt = next(one.consent for one in given.consents if one.service == "ppt")
    await w.ask(FATHER, consent.WithdrawConsent(child=child, consent=ppt))

    async def fell_back() -> bool:
        return (await w.read("Kari", log)).holder == w.people["Kari"].id

    await until(fell_back)
    assert await refused(w.read("Tor", log)) == "AccessDenied"
    assert "Skjermet fra andre" not in str(await w.read("Lise", log))
    await pass_baton(w, log, "Kari", "Lise")
    await consented(w, w.child(CHILD), "ppt", asker="Lise")
    await joined(w, log, "Tor", NAMES["Tor"], holder="Lise")

    async def fetched_anew() -> bool:
        return "Skjermet fra andre" in str(await w.read("Lise", log))

    await until(fetched_anew)


async def the_child_is_heard(w: World, log: str) -> None:
    kari = w.people["Kari"].id
    await spine(w, "Lise", case.AppointVoice(stafettlogg=log, person=kari))
    assert TaskKind.HEAR_CHILD in await tasks(w, "Kari", log)
    said = case.RecordVoice(stafettlogg=log, heard_on=TODAY, said="Jeg liker gruppa", how="Vi tegnet sammen")
    assert await refused(spine(w, "Lise", said)) == "NotAppointed"


async def a_meeting_sums_up(w: World, log: str, group: str) -> None:
    """Evaluated, recorded, agreed and called again: the minutes and all they hold in one command."""
    evaluated = case.EvaluateMeasure(
        stafettlogg=log, measure=group, effect=Effect.SOME, happened="To ganger i uka", parents_view="Roligere",
        childs_view="Gøy",
    )  # fmt: skip
    await spine(w, "Kari", evaluated)  # hers since Tor had to leave
    meeting, again = new_id(), new_id()
    present = tuple(w.people[who].id for who in ("Lise", "Kari", "Tor", MOTHER))
    held = case.RecordMeeting(
        stafettlogg=log, meeting=meeting, held_on=TODAY, present=present, minutes=AGREED, evaluation=True,
        measures=(case.MeasureTerms(measure=new_id(), title="Bilder av dagen", responsible=w.people["Kari"].id,
                                    evaluate_on=EVALUATE_ON),),
        next_meeting=case.MeetingTerms(meeting=again, starts_at=_noon(), where="Rådhuset", agenda="Nivå 3?"),
        suggested_level=3,
    )  # fmt: skip
    assert await refused(spine(w, "Lise", held)) == "VoiceMissing"
    said = case.RecordVoice(stafettlogg=log, heard_on=TODAY, said="Jeg liker gruppa", how="Vi tegnet sammen")
    await spine(w, "Kari", said)
    await spine(w, "Lise", held.model_copy(update={"id": new()}))
    await spine(w, "Lise", case.CorrectMinutes(stafettlogg=log, meeting=meeting, minutes=f"{AGREED}. Og maten."))
    await spine(w, MOTHER, case.ConfirmMinutes(stafettlogg=log, meeting=meeting, edition=2))
    assert TaskKind.CONFIRM_MINUTES in await tasks(w, FATHER, log)
    assert TaskKind.CONFIRM_MINUTES not in await tasks(w, MOTHER, log)
    await spine(w, "Kari", case.ContinueMeasure(stafettlogg=log, measure=group, evaluate_on=EVALUATE_ON))
    view = await w.read(FATHER, log)
    minutes, next_one = view.meetings
    assert [said.text for said in minutes.earlier] == [AGREED]
    assert (minutes.edition, minutes.confirmed_by, minutes.suggested_level) == (2, (w.people[MOTHER].id,), 3)
    assert set(next_one.invited) == {w.people[who].id for who in ("Lise", MOTHER, FATHER)}
    assert [one.said for one in view.voice.heard] == ["Jeg liker gruppa"]
    running = {one.title: (one.stage, len(one.evaluations), one.meeting) for one in view.measures}
    assert running["Bilder av dagen"] == (MeasureStage.AGREED, 0, meeting)
    assert running["Liten gruppe"] == (MeasureStage.AGREED, 1, None)


async def it_is_nivaa_three(w: World, log: str) -> None:
    """Barnevern comes in with less than the others, and takes the baton."""
    up = case.ChangeLevel(stafettlogg=log, level=3, reason="Fire tjenester")
    assert await refused(spine(w, "Lise", up)) == "PlanNotConsidered"
    considered = case.PlanConsideration(entitled=True, wanted=False, reason="Familien vil vente")
    await spine(w, "Lise", up.model_copy(update={"id": new(), "plan": considered}))
    less = tuple(category for category in SHARED_CATEGORIES if category is not Category.HEALTH)
    asking = consent.AskConsent(
        child=w.child(CHILD).id, services=("barnevern",), categories=less, expires_on=EXPIRES_ON
    )
    await w.ask("Lise", asking)
    for who in (MOTHER, FATHER):
        asked: consent.Consents = await w.ask(who, consent.ReadConsents(child=w.child(CHILD).id))
        for one in asked.mine:
            await w.ask(who, answered(w.child(CHILD).id, one))
    await joined(w, log, "Hanne", NAMES["Hanne"], holder="Lise")
    await wrote(w, "Lise", log, "Synet er undersøkt", case.Kind.NOTE, Category.HEALTH)
    await pass_baton(w, log, "Lise", "Hanne")
    views = {who: await w.read(who, log) for who in ("Kari", "Tor", "Lise", "Hanne", MOTHER)}
    assert {view.level for view in views.values()} == {3}
    assert {view.holder for view in views.values()} == {w.people["Hanne"].id}
    assert {who for who, view in views.items() if "Synet er undersøkt" in str(view)} == {*views} - {"Hanne"}
    taking_part = [one.owner for one in views["Kari"].services if one.participation == "taking-part"]
    assert taking_part == ["barnehage", "barnevern", "helsestasjon", "ppt"]


async def the_parents_have_their_own_word(w: World, log: str) -> None:
    entry = next(one.id for one in (await w.read(MOTHER, log)).entries if one.text.get("minutes"))
    against = case.Disagree(stafettlogg=log, entry=entry, text=DENIED)
    assert await refused(spine(w, "Hanne", against)) == "NotTheFamily"
    await spine(w, MOTHER, against.model_copy(update={"id": new()}))
    nowhere = case.Disagree(stafettlogg=log, entry=new_id(), text=DENIED)
    assert await refused(spine(w, MOTHER, nowhere)) == "AccessDenied"
    (statement,) = (await w.read("Hanne", log)).statements
    assert (statement.entry, statement.text, statement.by) == (entry, DENIED, w.people[MOTHER].id)
    lift = case.LiftToCoordination(stafettlogg=log, lift=new_id(), question="Hva nå?", anonymous=True)
    await spine(w, "Hanne", lift)
    await spine(w, "Hanne", case.RecordAdvice(stafettlogg=log, lift=lift.lift, advice="Samle dere"))
    (lifted,) = (await w.read("Kari", log)).lifts
    assert [one.text for one in lifted.advice] == ["Samle dere"]


async def nobody_forgets_what_was_agreed(platform: Installation, w: World, log: str) -> None:
    """The day comes for each tiltak that runs; when the days of grace are over, the holder hears."""
    await let_fall_due(platform, "case_familie", log, 3, "evaluate")

    async def reminded(what: str, times: int) -> bool:
        entries = (await w.read("Hanne", log)).entries
        return [entry.what for entry in entries].count(f"stafettlogg.{what}.v1") == times

    await until(lambda: reminded("evaluation-fell-due", 3))
    await let_fall_due(platform, "case_familie", log, 3, "evaluate-late")
    await until(lambda: reminded("evaluation-overdue", 3))

    async def has_three() -> bool:
        return (await tasks(w, "Hanne", log)).count(TaskKind.EVALUATION_OVERDUE) == 3

    await until(has_three)


async def individuell_plan_takes_over(w: World, log: str) -> None:
    plan = case.ConsiderIndividualPlan(stafettlogg=log, entitled=True, wanted=True, reason="Nå vil de")
    await spine(w, "Hanne", plan)
    view = await w.read(FATHER, log)
    assert view.closing is not None
    assert (view.closing.because, view.closed_at is None) == (Because.INDIVIDUAL_PLAN, False)
    late = case.AddGoal(stafettlogg=log, goal=new_id(), text="For sent")
    assert await refused(spine(w, "Hanne", late)) == "LogClosed"


async def and_the_log_comes_back(w: World, log: str) -> None:
    reopening = case.ReopenStafettlogg(stafettlogg=log, opener_name="Lise Moen")
    assert await refused(spine(w, "Lise", reopening)) == "ReopeningNotAsked"
    await spine(w, MOTHER, case.AskReopening(stafettlogg=log, reason="Planen kom aldri i gang"))
    assert await tasks(w, "Hanne", log) == [TaskKind.REOPEN_LOG]
    await spine(w, "Lise", reopening.model_copy(update={"id": new()}))
    views = [await w.read(who, log) for who in ("Kari", "Tor", "Lise", "Hanne", MOTHER, FATHER)]
    assert {(view.holder, view.closed_at, view.level) for view in views} == {(w.people["Lise"].id, None, 3)}
    assert len({len(view.entries) for view in views if view is not views[3]}) == 1
