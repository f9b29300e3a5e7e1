"""Nødåpning: asking for it with a fresh sign-in, seeing that it lasts, and saying afterwards whether it was right."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from fastapi import APIRouter
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from services.portal.sessions import Session
from services.portal.visit import Anyone, Id, Staff, Visit
from services.portal.words import Kept, _
from shared.contracts import case, consent
from shared.errors import RemoteRefused

routes = APIRouter()
CAUSES: Mapping[consent.Cause, Kept] = {
    consent.Cause.LIFE_OR_HEALTH: Kept(_("Fare for liv eller helse"), _("En ulykke, sykdom eller noe annet akutt.")),
    consent.Cause.MISSING: Kept(_("Barnet er borte"), _("Ingen vet hvor barnet er.")),
    consent.Cause.VIOLENCE: Kept(
        _("Fare for vold eller overgrep"), _("Foreldrene får vite det når noen har sett at de kan.")
    ),
}
FRESH = timedelta(minutes=5)


@routes.get("/barn/{child}/nodapning")
async def asking(visit: Staff, child: Id) -> Response:
    return await show_asking(visit, child)


async def show_asking(visit: Visit, child: Id) -> Response:
    """Whoever signed in too long ago does that first: an open screen is no proof of who sits there."""
    known = await visit.ask(consent.ReadConsents(child=child), consent.Consents)
    return visit.page(
        "emergency.html", family=known, fresh=_fresh(visit.session), causes=CAUSES, door=visit.session.door,
        minutes=visit.municipality.emergency.minutes,
    )  # fmt: skip


def _fresh(session: Session) -> bool:
    return session.since is not None and datetime.now(UTC) - session.since < FRESH


@routes.post("/barn/{child}/nodapning")
async def open_now(visit: Staff, child: Id) -> Response:
    said = {"because": visit.given("because"), "reason": visit.given("reason")}
    try:
        done = await visit.send("emergency", consent.OpenInEmergency, child=child, **said)
    except RemoteRefused as refusal:
        if not refusal.why:
            raise
        visit.refuse("emergency", " ".join(f"{text} ({law})" for text, law in refusal.why))
        done = None
    if done is None:
        return await show_asking(visit, child)
    return await visit.go(f"/barn/{child}/nodapning/logg", "", done)


@routes.get("/barn/{child}/nodapning/logg")
async def opened(visit: Staff, child: Id) -> Response:
    """To the stafettlogg that is open now; where there is none, nothing is shared."""
    logs = (await visit.ask(case.MyLogs(), case.Logs)).logs
    log = next((one.stafettlogg for one in logs if one.child == child), None)
    if log is None and child not in {one.child for one in await mine(visit)}:
        raise HTTPException(404)
    return await visit.go(f"/logg/{log}" if log else "/nodapninger", "")


async def mine(visit: Visit) -> tuple[consent.EmergencyView, ...]:
    return (await visit.ask(consent.MyEmergencies(), consent.Emergencies)).emergencies


async def going_on(visit: Visit, log: case.StafettloggView) -> consent.EmergencyView | None:
    """The nødåpning by which this person reads a log without taking part in it."""
    if visit.me.id in {person.person for person in log.participants}:
        return None
    now = datetime.now(UTC)
    found = (
        one for one in await mine(visit) if (one.child, one.person) == (log.child, visit.me.id) and one.until > now
    )
    return max(found, key=lambda one: one.until, default=None)


@routes.get("/nodapninger")
async def every(visit: Anyone) -> Response:
    return await show(visit)


async def show(visit: Visit) -> Response:
    return visit.page("emergencies.html", emergencies=await mine(visit), causes=CAUSES, now=datetime.now(UTC))


@routes.post("/nodapninger/{emergency}")
async def review(visit: Anyone, emergency: Id) -> Response:
    item = next((one for one in await mine(visit) if one.emergency == emergency), None)
    if item is None:
        raise HTTPException(404)
    done = await visit.send(
        f"review-{emergency}", consent.ReviewEmergency, child=item.child, emergency=emergency,
        justified=visit.given("justified"), tell_family="tell_family" in visit.sent, note=visit.given("note"),
    )  # fmt: skip
    return await visit.go("/nodapninger", "said", done) if done else await show(visit)
