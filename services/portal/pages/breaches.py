"""A breach: the 72 hours kept, and a draft for Datatilsynet made from what is written here and then forgotten."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from services.portal import dates
from services.portal.attachments import attachment
from services.portal.breaching import clock, drafted
from services.portal.printing import Part, Sheet, pdf
from services.portal.visit import Id, Ombud, Visit
from services.portal.words import _
from shared.contracts import audit

routes = APIRouter()
HOME = "/kontroll/avvik"
FIELDS: Mapping[str, tuple[str, str]] = {
    "nature": (_("Hva har skjedd?"), _("Slags avvik, når det begynte og sluttet, og hvordan det ble oppdaget.")),
    "persons": (_("Hvem er rammet, og omtrent hvor mange?"), _("For eksempel barn, foreldre eller ansatte.")),
    "records": (_("Hvilke opplysninger, og omtrent hvor mange?"), _("For eksempel helse, vurderinger eller adresse.")),
    "consequences": (_("Hva kan det føre til for dem?"), ""),
    "measures": (_("Hva er gjort, og hva skal gjøres?"), _("Også det som skal hindre at det skjer igjen.")),
    "told": (_("Har de som er rammet, fått vite det?"), _("Når og hvordan, eller hvorfor ikke (art. 34).")),
    "late": (_("Hvorfor går det mer enn 72 timer?"), _("Bare hvis fristen er over.")),
    "contact": (_("Hvem kan Datatilsynet kontakte?"), ""),
}
"""What the notification must tell: personvernforordningen art. 33 nr. 3."""
ENDS: Mapping[audit.BreachEnd, str] = {
    audit.BreachEnd.NOTIFIED: _("Meldt til Datatilsynet"),
    audit.BreachEnd.NO_RISK: _("Ikke meldt: det er lite trolig at noen er i fare"),
    audit.BreachEnd.NO_BREACH: _("Det var ikke et avvik"),
}


class Suggested(BaseModel):
    """What leads here: an investigation, or numbers that «hvem kunne se» has found."""

    investigation: str = ""
    readers: int | None = None
    read: int | None = None
    first: str = ""
    last: str = ""


@routes.get(HOME)
async def breaches(visit: Ombud, told: Annotated[Suggested, Query()]) -> Response:
    return await show(visit, told)


async def show(visit: Visit, told: Suggested | None = None) -> Response:
    found = await visit.ask(audit.ReadBreaches(), audit.Breaches)
    open_ = [one for one in found.breaches if one.ended_at is None]
    known = await _looked_into(visit) if any(one.investigation for one in open_) else {}
    begun = {"nature": _nature(told or Suggested()), "contact": f"{visit.me.name}, {visit.me.title}"}
    given = {one.breach: {**begun, **known.get(one.investigation or "", {})} for one in open_}
    about = visit.given("investigation") or (told.investigation if told else "")
    shown = {"fields": FIELDS, "ends": ENDS, "given": given, "about": about, "clock": clock, "now": dates.now()}
    return visit.page("breaches.html", breaches=found.breaches, **shown)


async def _looked_into(visit: Visit) -> Mapping[Id, Mapping[str, str]]:
    """What a draft can begin with, by investigation."""
    found = await visit.ask(audit.ReadOversight(), audit.Oversight)
    return {one.investigation: drafted(one, visit.services) for one in found.investigations}


def _nature(told: Suggested) -> str:
    if told.readers is None:
        return ""
    text = _("Fra {first} til {last} kunne {readers} personer lese om barnet, og {read} leste stafettloggen.")
    return text.format(**told.model_dump())


@routes.post(HOME)
async def start(visit: Ombud) -> Response:
    known = (visit.given("day") or "") + "T" + (visit.given("clock") or "")
    about = visit.given("investigation")
    done = await visit.send("breach", audit.OpenBreach, known_at=_moment(known), investigation=about)
    return await visit.go(HOME, "", done) if done else await show(visit)


def _moment(text: str) -> datetime | str:
    """As the clock on the wall shows it; what is none is refused with the form."""
    try:
        return datetime.fromisoformat(text).replace(tzinfo=dates.HERE)
    except ValueError:
        return text


async def _find(visit: Visit, breach: Id) -> audit.Breach:
    found = await visit.ask(audit.ReadBreaches(), audit.Breaches)
    one = next((one for one in found.breaches if one.breach == breach), None)
    if one is None:
        raise HTTPException(404)
    return one


@routes.post(HOME + "/{breach}/avslutt")
async def end(visit: Ombud, breach: Id) -> Response:
    await _find(visit, breach)
    said = {"end": visit.given("end"), "case": visit.given("case")}
    done = await visit.send(f"end-{breach}", audit.EndBreach, breach=breach, **said)
    return await visit.go(HOME, "", done) if done else await show(visit)


@routes.post(HOME + "/{breach}/utkast")
async def draft(visit: Ombud, breach: Id) -> Response:
    """Nothing of it is kept: the words stand in the municipality's own archive."""
    one = await _find(visit, breach)
    parts = [Part(label, (("", visit.given(name) or _("Ikke fylt ut.")),)) for name, (label, _help) in FIELDS.items()]
    sheet = Sheet(
        title=_("Utkast til melding om avvik"),
        author=visit.municipality.name,
        intro=(
            (_("Behandlingsansvarlig"), visit.municipality.name),
            (_("Kjent fra"), dates.exact(one.known_at)),
            (_("Frist hos Datatilsynet"), dates.exact(one.due_at)),
            (_("Skrevet"), dates.exact(dates.now())),
            ("", _("Stafett har ikke tatt vare på denne teksten. Legg den i kommunens arkiv.")),
        ),
        parts=parts,
    )
    return attachment("utkast-avviksmelding.pdf", await pdf(sheet))
