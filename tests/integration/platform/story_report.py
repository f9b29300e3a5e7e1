"""A report to barnevernet about another child, in words that barnevernet alone is given."""

from typing import Any
from uuid import uuid4

from shared.contracts.case import form, report
from tests.integration.platform.tale import Tale, Words
from tests.waiting import until


async def tell(tale: Tale) -> None:
    told: dict[str, Any] = {"child": f"c-{uuid4().hex[:8]}", "draft": _draft(tale.letter)}
    kept, dropped = {"report": tale.report}, {"report": str(uuid4())}
    for each in (kept, dropped):
        await tale.ask("Kari", report.StartReport.model_validate(each | told))
    await tale.ask("Kari", report.DiscardReport.model_validate(dropped))
    await tale.ask("Kari", report.SaveReport(report=tale.report, draft=_draft(tale.letter)))
    await tale.ask("Kari", report.ShowReport(report=tale.report, to=tale.people["Siv"].id))
    await tale.ask("Siv", report.ReadReport(report=tale.report))
    await tale.ask("Kari", report.SendReport(report=tale.report))
    await _answer(tale)


async def _answer(tale: Tale) -> None:
    async def come() -> bool:
        found: report.Incoming = await tale.ask("Hanne", report.IncomingReports())
        return tale.report in {one.report for one in found.reports}

    await until(come)
    read: report.IncomingView = await tale.ask("Hanne", report.ReadIncoming(report=tale.report))
    assert tale.letter.core in read.content.concern
    answer = report.AnswerReport(
        report=tale.report, feedback=report.Feedback.ASSESSED, text=tale.letter.text("Takk for det")
    )
    await tale.ask("Hanne", answer)

    async def heard() -> bool:
        found: report.ReportView = await tale.ask("Kari", report.ReadReport(report=tale.report))
        accepted = any(one.state is report.Delivery.ACCEPTED for one in found.deliveries)  # by the national interface
        newest = {one.channel: one.state for one in found.deliveries}
        come = accepted and set(newest.values()) == {report.Delivery.RECEIVED}
        return come and any(tale.letter.core in one.text for one in found.answers)

    await until(heard)
    await tale.ask("Kari", report.MyReports())


def _draft(words: Words) -> form.ReportDraft:
    address = form.Address(lines=(words.place("Vei"),), postcode="4999", place=words.place("Sted"))
    workplace = form.Workplace(workplace_name=words.place("Arbeid"), number="000000000", address=address)
    untold = {"informed": False, "why_not_informed": words.text("Fare")}
    phone = "+47 400 00 000"
    return form.ReportDraft(
        reporter=form.ReporterPart(
            reporter_name=words.line("Melder"), position=words.line("Lærer"), phone=phone, email=words.email(),
            workplace=workplace,
        ),
        children=(
            form.ChildPart(
                child_name=words.line("Barn"), birth_number=words.birth_number(), address=address, phone=phone, **untold
            ),
        ),
        guardians=(form.GuardianPart(guardian_name=words.line("Forelder"), phone=phone, **untold),),
        concern=words.text("Så"), history=words.text("Før"), other_views=words.text("Andre"),
        interpreter=words.text("Tolk"), other_helpers=words.text("Hjelpere"),
    )  # fmt: skip
