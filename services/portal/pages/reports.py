"""Reports to barnevernet, for whoever writes one: written, sent, and awaited. Titles and addresses tell nothing.

Nothing is asked of another service here, and no mark of what was done goes along to the next page.
"""

from collections.abc import Iterator, Mapping

from fastapi import APIRouter, Depends
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from services.portal import refusals
from services.portal.visit import Id, Staff, Visit
from services.portal.words import _
from shared.contracts.case import report as r
from shared.contracts.case.form import ChildPart, GuardianPart, ReportDraft
from shared.letters import RECEIVER


async def elsewhere(visit: Staff) -> None:
    """Barnevernet does not write to itself: its service has no such reports."""
    if visit.me.owner == RECEIVER:
        raise HTTPException(404)


routes = APIRouter(dependencies=[Depends(elsewhere)])
GUARDIANS = 2
TOLD = {"yes": True, "no": False}
SAYS: Mapping[r.Feedback, str] = {
    r.Feedback.ASSESSED: _("Meldingen er lest og vurdert. Mer kommer."),
    r.Feedback.DROPPED: _("Meldingen er henlagt."),
    r.Feedback.INVESTIGATION: _("Barnevernet undersøker saken."),
    r.Feedback.CLOSED: _("Undersøkelsen er over, uten tiltak."),
    r.Feedback.FOLLOWED_UP: _("Undersøkelsen er over, og barnevernet går videre."),
}
COURSE: Mapping[r.Delivery, str] = {
    r.Delivery.QUEUED: _("På vei"),
    r.Delivery.DELAYED: _("Kom ikke fram ennå. Det prøves igjen."),
    r.Delivery.ACCEPTED: _("Tatt imot på veien"),
    r.Delivery.RECEIVED: _("Barnevernet har fått den"),
    r.Delivery.REJECTED: _("Den ble ikke tatt imot. Ring barnevernet."),
    r.Delivery.FAILED: _("Den kom ikke fram. Ring barnevernet."),
}
WAITS: Mapping[r.Awaited, str] = {
    r.Awaited.ASSESSMENT: _("Barnevernet skal vurdere meldingen"),
    r.Awaited.FEEDBACK: _("Du skal få svar på hva som skjer"),
    r.Awaited.CLOSING: _("Du skal få vite hvordan undersøkelsen endte"),
}


@routes.get("/egne-saker")
async def mine(visit: Staff) -> Response:
    found = await visit.ask(r.MyReports(), r.Reports)
    return visit.page("reports.html", reports=found.reports, waits=WAITS)


@routes.post("/egne-saker")
async def start(visit: Staff) -> Response:
    """With what is on the page it comes from: looking a child up would leave a trace."""
    me = visit.me
    draft = {
        "reporter": {"reporter_name": me.name, "position": me.title, "workplace": {"workplace_name": me.place}},
        "children": [{"child_name": visit.sent.get("child_name", "")}],
    }
    done = await visit.send("start", r.StartReport, report=visit.key, child=visit.sent.get("child", ""), draft=draft)
    return await visit.go(f"/egne-saker/{visit.key}" if done else "/egne-saker", "")


@routes.get("/egne-saker/{report}")
async def one_report(visit: Staff, report: Id) -> Response:
    return await show(visit, report)


async def show(visit: Visit, report: Id) -> Response:
    view = await visit.ask(r.ReadReport(report=report), r.ReportView)
    form = visit.form("report")
    if form.problem == refusals.text("ReportIncomplete"):
        values = {name: value for name, value in form.values.items() if name != "id"}  # saved: the next is another
        form = form._replace(values=values, errors=dict.fromkeys(view.missing, _("Må fylles ut, i riktig form")))
    elif not form.again:
        form = form._replace(values=dict(fields(view.draft)))
    return visit.page("report.html", report=view, f=form, says=SAYS, course=COURSE, waits=WAITS, guardians=GUARDIANS)


@routes.post("/egne-saker/{report}")
async def save(visit: Staff, report: Id) -> Response:
    """Saved first, sent after: what is refused is not lost."""
    view = await visit.ask(r.ReadReport(report=report), r.ReportView)
    draft = filled(visit.sent, view.draft)
    once = visit.part_of_key("save")
    if not await visit.send("report", r.SaveReport, id=once, report=report, draft=draft):
        return await show(visit, report)
    if "send" not in visit.sent:
        return await visit.go(f"/egne-saker/{report}", "draft-saved")
    sent = await visit.send("report", r.SendReport, id=visit.part_of_key("send"), report=report)
    return await visit.go(f"/egne-saker/{report}", "sent") if sent else await show(visit, report)


@routes.post("/egne-saker/{report}/forkast")
async def discard(visit: Staff, report: Id) -> Response:
    done = await visit.send("discard", r.DiscardReport, report=report)
    return await visit.go("/egne-saker", "") if done else await show(visit, report)


# --- The form, field by field as the refusal names what is missing ----------------------------------------------------


def fields(draft: ReportDraft) -> Iterator[tuple[str, str]]:
    reporter = draft.reporter
    yield "reporter-name", reporter.reporter_name
    yield "reporter-position", reporter.position
    yield "reporter-phone", reporter.phone
    yield "reporter-email", reporter.email
    yield "reporter-workplace", reporter.workplace.workplace_name
    for n, child in enumerate(draft.children[:1], 1):
        yield f"children-{n}-name", child.child_name
        yield f"children-{n}-birth-number", child.birth_number
        yield from _told(f"children-{n}", child)
    for n, guardian in enumerate(draft.guardians, 1):
        yield f"guardians-{n}-name", guardian.guardian_name
        yield f"guardians-{n}-phone", guardian.phone
        yield from _told(f"guardians-{n}", guardian)
    for name in ("concern", "history", "other_views", "interpreter", "other_helpers"):
        yield name.replace("_", "-"), getattr(draft, name)


def _told(whose: str, person: ChildPart | GuardianPart) -> Iterator[tuple[str, str]]:
    if person.informed is not None:
        yield f"{whose}-informed", "yes" if person.informed else "no"
    yield f"{whose}-why-not-informed", person.why_not_informed


def filled(sent: Mapping[str, str], before: ReportDraft) -> dict[str, object]:
    """What the form has, over what it has not: other children, addresses, a district."""
    draft = before.model_dump()
    draft["reporter"] |= _named(sent, "reporter", {"name": "reporter_name", "position": "", "phone": "", "email": ""})
    draft["reporter"]["workplace"] |= {"workplace_name": sent.get("reporter-workplace", "")}
    first, *others = draft["children"] or [{}]
    child = _named(sent, "children-1", {"name": "child_name", "birth-number": "birth_number"})
    draft["children"] = [first | child | _informed(sent, "children-1"), *others]
    draft["guardians"] = [
        _named(sent, f"guardians-{n}", {"name": "guardian_name", "phone": ""}) | _informed(sent, f"guardians-{n}")
        for n in range(1, GUARDIANS + 1)
        if sent.get(f"guardians-{n}-name", "").strip()
    ]
    texts = ("concern", "history", "other_views", "interpreter", "other_helpers")
    return draft | {name: sent.get(name.replace("_", "-"), "") for name in texts}


def _named(sent: Mapping[str, str], part: str, names: Mapping[str, str]) -> dict[str, object]:
    return {name or field: sent.get(f"{part}-{field}", "") for field, name in names.items()}


def _informed(sent: Mapping[str, str], whose: str) -> dict[str, object]:
    why = sent.get(f"{whose}-why-not-informed", "")
    return {"informed": TOLD.get(sent.get(f"{whose}-informed", "")), "why_not_informed": why}
