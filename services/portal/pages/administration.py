"""The kommuneadministrator's pages: what the municipality has chosen, changing it, and what was changed. No child."""

from collections.abc import Callable, Mapping, Sequence

from fastapi import APIRouter
from fastapi.responses import Response

from services.portal import choosing
from services.portal.choosing import InForce, Read, Row
from services.portal.directory import ON_LEAVE, Person
from services.portal.languages import gettext as _
from services.portal.refusals import FORM, text
from services.portal.visit import Administrator, Ombud, Visit
from shared.contracts import case, consent

routes = APIRouter()
HOME = "/administrasjon"
Reader = Callable[[InForce, Mapping[str, str]], Read]


async def found_here(visit: Visit) -> tuple[consent.Changes, InForce]:
    found = await visit.ask(consent.ReadChanges(), consent.Changes)
    return found, choosing.in_force(visit.portal.directory.municipalities.files[visit.me.kommune], found)


@routes.get(HOME)
async def overview(visit: Administrator) -> Response:
    found, now = await found_here(visit)
    staff = visit.portal.directory.staff(visit.me.kommune)
    people = {unit.id: [one for one in staff if one.unit == unit.id] for unit in now.municipality.units}
    outside = [one for one in staff if one.unit not in people]
    return visit.page("administration.html", found=found, now=now, people=people, outside=outside, choosing=choosing)


@routes.get(HOME + "/frister")
async def deadlines(visit: Administrator) -> Response:
    return await show(visit, "deadlines")


@routes.get(HOME + "/ord")
async def words(visit: Administrator) -> Response:
    return await show(visit, "words")


@routes.get(HOME + "/ansatte")
async def people(visit: Administrator) -> Response:
    return await show(visit, "people")


async def show(visit: Visit, form: str) -> Response:
    _found, now = await found_here(visit)
    template = "pausing.html" if form == "people" else "choosing.html"
    return visit.page(template, now=now, which=form, everybody=employees(visit), choosing=choosing)


def employees(visit: Visit) -> list[Person]:
    return [one for one in visit.portal.directory.staff(visit.me.kommune) if one.role in ON_LEAVE]


@routes.post(HOME + "/frister")
async def change_deadlines(visit: Administrator) -> Response:
    return await change(visit, "deadlines", choosing.read_deadlines)


@routes.post(HOME + "/ord")
async def change_words(visit: Administrator) -> Response:
    return await change(visit, "words", choosing.read_words)


@routes.post(HOME + "/ansatte")
async def change_people(visit: Administrator) -> Response:
    if visit.given("person") not in {one.id for one in employees(visit)}:
        visit.refuse("people", FORM, {"person": _("Velg en ansatt.")})
        return await show(visit, "people")
    return await change(visit, "people", choosing.read_pause)


async def change(visit: Visit, form: str, read: Reader) -> Response:
    """Shown first, with what it leads to; made when that is confirmed."""
    _found, now = await found_here(visit)
    said, errors = read(now, visit.sent)
    rows = list(choosing.rows(now, said))
    if errors or not rows:
        visit.refuse(form, FORM if errors else text("NothingNew"), errors)
        return await show(visit, form)
    if unfounded := choosing.unfounded(visit.given("ground"), visit.given("case")):
        visit.refuse(form, FORM, unfounded)
        return await show(visit, form)
    if "confirmed" not in visit.sent:
        return await preview(visit, form, rows)
    told = {"after": visit.given("after"), "ground": visit.given("ground"), "case": visit.given("case")}
    done = await visit.send(form, consent.ChangeChoices, **told, **dict(said))
    return await visit.go(f"{HOME}/historikk", "choices-changed", done) if done else await show(visit, form)


async def preview(visit: Visit, form: str, rows: Sequence[Row]) -> Response:
    """Of deadlines also how many run now: each owner says how many it has."""
    owners = visit.municipality.services if form == "deadlines" else ()
    counted = [await visit.ask(case.CountClocks(), case.Clocks, owner) for owner in owners]
    shown = {"rows": rows, "which": form, "sent": visit.sent, "running": choosing.running(counted)}
    return visit.page("changing.html", choosing=choosing, **shown)


@routes.get(HOME + "/historikk")
async def history(visit: Administrator) -> Response:
    return await show_history(visit)


@routes.get("/kontroll/administrasjon")
async def overseen(visit: Ombud) -> Response:
    return await show_history(visit)


async def show_history(visit: Visit) -> Response:
    found, now = await found_here(visit)
    changes = choosing.history(visit.portal.directory.municipalities.files[visit.me.kommune], found)
    return visit.page("changes.html", changes=changes, now=now, choosing=choosing)
