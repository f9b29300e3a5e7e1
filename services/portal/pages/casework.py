"""A child in the own unit: the private casework at nivå 0. Nothing here is shared with another service."""

import asyncio
from typing import NamedTuple

from fastapi import APIRouter
from fastapi.responses import Response

from services.portal import dates
from services.portal.consents import current, sharing, waits_for_review
from services.portal.undring import private
from services.portal.view import Filled
from services.portal.visit import Staff, Visit
from services.portal.words import _
from shared.contracts import case, consent
from shared.contracts.common import Id

routes = APIRouter()
MOST_OBSERVATIONS = 10
SHOWN_AT_FIRST = 2
SHARED = frozenset({"shared", "talked", "level-1", "decided"})
TALKED = frozenset({"talked", "level-1", "decided"})


class NextStep(NamedTuple):
    text: str
    done: bool
    href: str
    verb: str


async def find(visit: Visit, child: Id) -> case.ChildSummary:
    """The child, if it belongs to the asking person's unit; otherwise there is nothing here."""
    return await visit.ask(case.ReadChild(child=child), case.ChildSummary)


@routes.get("/barn/{child}")
async def one_child(visit: Staff, child: Id) -> Response:
    return await show(visit, child)


async def show(visit: Visit, child: Id) -> Response:
    summary = await find(visit, child)
    known, view = await asyncio.gather(
        visit.ask(consent.ReadConsents(child=child), consent.Consents), read(visit, summary.case)
    )
    asked = sharing(known.consents)
    steps = next_steps(summary, view, asked, opener(visit, asked))
    consents, today = current(known.consents), dates.today()
    return visit.page(
        "child.html", child=summary, case=view, consents=consents, steps=steps, private=private,
        by_law=known.shared_by_law, review={item.consent for item in consents if waits_for_review(item, today)},
    )  # fmt: skip


async def read(visit: Visit, which: Id | None) -> case.CaseView | None:
    return await read_case(visit, which) if which else None


async def read_case(visit: Visit, which: Id) -> case.CaseView:
    return await visit.ask(case.ReadCase(case=which), case.CaseView)


def opener(visit: Visit, consents: tuple[consent.ConsentView, ...]) -> str | None:
    """Who asked the family, and so may open the log. None: nobody has, or the visitor has."""
    askers = [item.asker for item in consents]
    if not askers or visit.me.id in askers:
        return None
    return visit.portal.directory.colleague(askers[-1]) or _("Den som spurte foreldrene")


def next_steps(
    child: case.ChildSummary,
    view: case.CaseView | None,
    consents: tuple[consent.ConsentView, ...],
    other: str | None,
) -> tuple[NextStep, ...]:
    """The way from an undring to a shared log; the first that is not done is the one to do.

    other: who must open the log, when it is not the visitor.
    """
    here, stage = f"/barn/{child.child}", view.stage if view else ""
    active = {item.service for item in consents if item.state is consent.State.ACTIVE}
    opened = child.stafettlogg is not None
    begun = (
        NextStep(_("Skriv ned undringen"), view is not None, f"{here}/undring", _("Skriv en undring")),
        NextStep(_("Del den med lederen din"), stage in SHARED, "#del", _("Del med leder")),
        NextStep(_("Snakk med foreldrene"), stage in TALKED, "#samtale", _("Skriv ned samtalen")),
    )
    if view and view.outcome is case.Outcome.LEVEL_1 and view.ended is None:
        return (*begun, *_own(view))
    return (
        *begun,
        NextStep(_("Be foreldrene om samtykke"), bool(consents), f"{here}/samtykke", _("Be om samtykke")),
        NextStep(_("Foreldrene svarer"), len(active) > 1, "", ""),
        NextStep(_("Åpne stafettloggen"), opened, f"{here}/stafettlogg", _("Åpne stafettlogg"))
        if other is None
        else NextStep(_("{name} åpner stafettloggen").format(name=other), opened, "", ""),
    )


def _own(view: case.CaseView) -> tuple[NextStep, ...]:
    here, running = f"/undring/{view.case}/tiltak", any(one.evaluate_on for one in view.measures)
    return (
        NextStep(_("Avtal tiltak hos dere"), bool(view.measures), here, _("Avtal et tiltak")),
        NextStep(_("Se om de hjelper"), bool(view.measures) and not running, here, _("Se tiltakene")),
        NextStep(_("Lederen avklarer veien videre"), False, here, _("Se tiltakene")),
    )


# --- Writing it down --------------------------------------------------------------------------------------------------


@routes.get("/barn/{child}/undring")
async def new_concern(visit: Staff, child: Id) -> Response:
    return await show_concern(visit, child)


async def show_concern(visit: Visit, child: Id) -> Response:
    filled = visit.form("concern")
    written = [number for number in range(MOST_OBSERVATIONS) if f"observations-{number}-seen" in filled.values]
    shown = max(SHOWN_AT_FIRST, len(written) + ("more" in filled.values))
    return visit.page("concern.html", child=await find(visit, child), shown=min(shown, MOST_OBSERVATIONS))


@routes.post("/barn/{child}/undring")
async def register(visit: Staff, child: Id) -> Response:
    if "more" in visit.sent:
        visit.refused = Filled("concern", visit.sent)
        return await show_concern(visit, child)
    done = await visit.send(
        "concern",
        case.RegisterConcern,
        case=visit.key,
        child=child,
        observations=_observations(visit),
        interpretation=visit.given("interpretation"),
        raised_by_parents="raised_by_parents" in visit.sent,
        acute=_acute(visit),
    )
    return await visit.go(f"/barn/{child}", "registered", done) if done else await show_concern(visit, child)


def _acute(visit: Visit) -> bool | None:
    """None when nobody chose: what is not answered is not a no."""
    return {"yes": True, "no": False}.get(visit.sent.get("acute", ""))


def _observations(visit: Visit) -> list[dict[str, str | None]]:
    """Those that say something; the first also when it does not, so that the refusal points at it."""
    found = [
        {part: visit.given(f"observations-{number}-{part}") for part in ("seen", "where", "since")}
        for number in range(MOST_OBSERVATIONS)
    ]
    return [found[0], *(item for item in found[1:] if any(item.values()))]


# --- Taking it further ------------------------------------------------------------------------------------------------


@routes.post("/barn/{child}/{concern}/observasjon")
async def observe(visit: Staff, child: Id, concern: Id) -> Response:
    parts = {part: visit.given(f"observation-{part}") for part in ("seen", "where", "since")}
    done = await visit.send("observation", case.AddObservation, case=concern, observation=parts)
    return await visit.go(f"/barn/{child}", "noted", done) if done else await show(visit, child)


@routes.post("/barn/{child}/{concern}/del")
async def share(visit: Staff, child: Id, concern: Id) -> Response:
    done = await visit.send("share", case.ShareConcern, case=concern)
    return await visit.go(f"/barn/{child}", "shared", done) if done else await show(visit, child)


@routes.post("/barn/{child}/{concern}/haster")
async def answer_acute(visit: Staff, child: Id, concern: Id) -> Response:
    done = await visit.send("acute", case.AnswerAcute, case=concern, acute=_acute(visit))
    return await visit.go(f"/barn/{child}", "said", done) if done else await show(visit, child)


@routes.post("/barn/{child}/{concern}/samtale")
async def talk(visit: Staff, child: Id, concern: Id) -> Response:
    done = await visit.send(
        "talk",
        case.RecordConversation,
        case=concern,
        held_on=visit.given("held_on"),
        parents_view=visit.given("parents_view"),
        childs_view=visit.given("childs_view"),
        not_heard_because=visit.given("not_heard_because"),
    )
    return await visit.go(f"/barn/{child}", "talked", done) if done else await show(visit, child)


# --- The leader's decision --------------------------------------------------------------------------------------------


@routes.get("/undring/{concern}")
async def one_case(visit: Staff, concern: Id) -> Response:
    return await show_case(visit, concern)


async def show_case(visit: Visit, concern: Id) -> Response:
    return visit.page("case.html", case=await read(visit, concern), private=private)


@routes.post("/undring/{concern}/avklar")
async def decide(visit: Staff, concern: Id) -> Response:
    fields = {name: visit.given(name) for name in ("outcome", "reason", "not_reported_because")}
    done = await visit.send("decide", case.DecideCase, case=concern, **fields)
    return await visit.go(f"/undring/{concern}", "decided", done) if done else await show_case(visit, concern)
