"""The employee's first page: what needs doing, in the order it needs doing, and a note in two clicks."""

import asyncio
from datetime import timedelta
from typing import NamedTuple

from fastapi import APIRouter
from fastapi.responses import Response

from services.portal import dates
from services.portal.duties import DUTIES, Duty
from services.portal.visit import Staff, Visit
from shared.contracts import case

routes = APIRouter()
WEEK = timedelta(days=7)
SOON = frozenset(
    {
        case.TaskKind.BATON_OFFERED, case.TaskKind.BATON_UNANSWERED, case.TaskKind.HOLDER_ABSENT,
        case.TaskKind.INVITATION, case.TaskKind.OPEN_LOG, case.TaskKind.REOPEN_LOG, case.TaskKind.DECIDE_CASE,
        case.TaskKind.CONSIDER_REPORT, case.TaskKind.ANSWER_PROPOSAL, case.TaskKind.WRITE_IN_LOG,
        case.TaskKind.ANONYMOUS_QUESTION,
    }
)  # fmt: skip
"""Somebody waits for these, however far off the deadline is."""


class Row(NamedTuple):
    task: case.Task
    duty: Duty
    href: str


@routes.get("/oppgaver")
async def my_tasks(visit: Staff) -> Response:
    return await show(visit)


async def show(visit: Visit) -> Response:
    tasks, mine, logs = await asyncio.gather(
        visit.ask(case.MyTasks(), case.Tasks),
        visit.ask(case.MyChildren(), case.Children),
        visit.ask(case.MyLogs(), case.Logs),
    )
    return visit.page("tasks.html", **sorted_out(tasks.tasks), children=mine.children, logs=logs.logs)


def sorted_out(tasks: tuple[case.Task, ...]) -> dict[str, list[Row]]:
    """Urgent: due today or before. This week: due within seven days, or somebody waits. Later: the rest."""
    found: dict[str, list[Row]] = {"urgent": [], "week": [], "later": []}
    for task in sorted(tasks, key=lambda task: (task.due or dates.today(), task.created_at)):
        duty = DUTIES[task.kind]
        found[_bucket(task)].append(Row(task, duty, duty.href.format(ref=task.ref, child=task.child)))
    return found


def _bucket(task: case.Task) -> str:
    if task.overdue or (task.due is not None and task.due <= dates.today()):
        return "urgent"
    soon = task.kind in SOON or (task.due is not None and task.due <= dates.today() + WEEK)
    return "week" if soon else "later"


@routes.get("/barn")
async def my_children(visit: Staff) -> Response:
    mine, logs = await asyncio.gather(visit.ask(case.MyChildren(), case.Children), visit.ask(case.MyLogs(), case.Logs))
    return visit.page("children.html", children=mine.children, logs=logs.logs)


@routes.post("/notat")
async def quick_note(visit: Staff) -> Response:
    """An observation: added to the child's open undring, which the form names after a colon, or the start of one."""
    child, _, concern = visit.sent.get("child", "").partition(":")
    seen = {"seen": visit.given("seen")}
    if concern:
        done = await visit.send("note", case.AddObservation, case=concern, observation=seen)
    else:
        done = await visit.send("note", case.RegisterConcern, case=visit.key, child=child, observations=[seen])
    if done:
        return await visit.go("/oppgaver", "noted", done)
    if visit.refused and visit.refused.errors:  # one field, whatever each command calls it
        visit.refused = visit.refused._replace(errors={"seen": min(visit.refused.errors.values())})
    return await show(visit)


@routes.get("/meld")
async def how_to_report(visit: Staff) -> Response:
    """The duty to report, in plain words; nothing is recorded of who reads it."""
    return visit.page("meld.html")
