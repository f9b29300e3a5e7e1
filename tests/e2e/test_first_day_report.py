"""Violence is suspected on the first day: written, sent, received and answered, and nobody else notices."""

from shared.contracts import case
from shared.contracts.case import report as r
from shared.contracts.case.form import ReportDraft
from tests.e2e.reports import BEFORE, SAID, WHY, draft, incoming, read, reports
from tests.e2e.world import World, new_id, refused, world
from tests.servers import Installation
from tests.waiting import until


async def test_a_suspicion_of_violence_on_the_first_day(platform: Installation) -> None:
    async with world(platform) as w:
        await wonder(w)
        report = await write(w)
        await a_leader_may_read_and_cannot_stop(w, report)
        await send(w, report)
        await barnevernet_has_it(w, report)
        await answer(w, report)
        await nobody_else_has_it(w, report)


async def wonder(w: World) -> None:
    seen = (case.Observation(seen=SAID),)
    concern = case.RegisterConcern(case=new_id(), child=w.child("Emil").id, observations=seen, acute=True)
    await w.ask("Kari", concern)


async def write(w: World) -> str:
    report, emil = new_id(), w.child("Emil")
    await w.ask("Kari", r.StartReport(report=report, child=emil.id, draft=ReportDraft(concern=SAID)))
    view = await read(w, "Kari", report)
    assert (view.stage, view.waiting, view.title) == (r.Stage.DRAFT, None, "Egne saker")
    assert {"history", "guardians", "reporter-phone"} <= set(view.missing)
    assert await refused(w.ask("Kari", r.SendReport(report=report))) == "ReportIncomplete"
    await w.ask("Kari", r.SaveReport(report=report, draft=draft(emil)))
    assert (await read(w, "Kari", report)).missing == ()
    return report


async def a_leader_may_read_and_cannot_stop(w: World, report: str) -> None:
    siv = w.people["Siv"].id
    assert await refused(read(w, "Siv", report)) == "AccessDenied"
    await w.ask("Kari", r.ShowReport(report=report, to=siv))
    assert (await read(w, "Siv", report)).draft.concern == SAID
    for command in (r.DiscardReport(report=report), r.SaveReport(report=report, draft=ReportDraft())):
        assert await refused(w.ask("Siv", command)) == "AccessDenied"


async def send(w: World, report: str) -> None:
    await w.ask("Kari", r.SendReport(report=report))
    await w.ask("Kari", r.SendReport(report=report))
    assert await refused(w.ask("Kari", r.DiscardReport(report=report))) == "ReportIsSent"
    view = await read(w, "Kari", report)
    assert view.waiting is not None
    assert (view.stage, view.waiting.awaited, view.waiting.overdue) == (r.Stage.SENT, r.Awaited.ASSESSMENT, False)


async def barnevernet_has_it(w: World, report: str) -> None:
    async def received() -> bool:
        return any(line.state is r.Delivery.RECEIVED for line in (await read(w, "Kari", report)).deliveries)

    await until(received)
    await the_national_interface_has_it_too(w, report)
    found = [(one.sender, one.child_name) for one in await incoming(w) if one.report == report]
    assert found == [("barnehage", w.child("Emil").name)]
    view: r.IncomingView = await w.ask("Hanne", r.ReadIncoming(report=report))
    assert (view.content, view.child) == (draft(w.child("Emil")), w.child("Emil").id)
    assert {guardian.why_not_informed for guardian in view.content.guardians} == {WHY}
    assert view.waiting is not None
    assert view.waiting.awaited is r.Awaited.ASSESSMENT


async def the_national_interface_has_it_too(w: World, report: str) -> None:
    async def delivered() -> bool:
        lines = [line.state for line in (await read(w, "Kari", report)).deliveries if line.channel == "fiks"]
        return lines == [r.Delivery.ACCEPTED, r.Delivery.RECEIVED]

    await until(delivered)


async def answer(w: World, report: str) -> None:
    for feedback, stage in (
        (r.Feedback.ASSESSED, r.Stage.ANSWERED),
        (r.Feedback.INVESTIGATION, r.Stage.ANSWERED),
        (r.Feedback.FOLLOWED_UP, r.Stage.DONE),
    ):
        await w.ask("Hanne", r.AnswerReport(report=report, feedback=feedback, text=f"Vi sier {feedback}"))

        async def told(feedback: r.Feedback = feedback) -> bool:
            return [one.feedback for one in (await read(w, "Kari", report)).answers][-1:] == [feedback]

        await until(told)
        assert (await read(w, "Kari", report)).stage is stage
    again = r.AnswerReport(report=report, feedback=r.Feedback.DROPPED, text="Nei")
    assert await refused(w.ask("Hanne", again)) == "AnsweredAlready"
    assert (await read(w, "Kari", report)).waiting is None


async def nobody_else_has_it(w: World, report: str) -> None:
    for who in ("Amir", "Oda"):
        assert await refused(read(w, who, report)) == "AccessDenied"
        assert await reports(w, who) == ()
    for who in ("Tor", "Lise"):
        assert await refused(read(w, who, report)) == "AccessDenied"
        assert await refused(w.ask(who, r.ReadReport(report=report), "barnehage")) == "AccessDenied"
    for who in ("Anne", "Per", "Sunniva"):
        for request in (r.ReadReport(report=report), r.MyReports(), r.StartReport(report=new_id(), child="c-1")):
            assert await refused(w.ask(who, request, "barnehage")) == "AccessDenied"
        assert await refused(w.ask(who, r.IncomingReports(), "barnevern")) == "AccessDenied"
    assert await refused(w.ask("Kari", r.IncomingReports(), "barnevern")) == "AccessDenied"
    for who in ("Kari", "Siv", "Hanne"):
        lists = [str(await w.ask(who, query())) for query in (case.MyTasks, case.MyChildren, case.MyLogs)]
        assert not [text for text in (SAID, BEFORE, report) if any(text in one for one in lists)]
    assert [one.report for one in await reports(w, "Siv")] == [report]
