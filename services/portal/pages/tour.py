"""A parent's tour in two minutes: one page a step, to be skipped, and to be taken again."""

from collections.abc import Sequence
from typing import Annotated, NamedTuple

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse, Response

from services.portal.visit import OfFamily
from services.portal.words import _

routes = APIRouter()
COOKIE, YEAR = "tour", 365 * 24 * 3600


class Step(NamedTuple):
    heading: str
    icon: str
    texts: tuple[str, ...]


STEPS: Sequence[Step] = (
    Step(
        _("Ett spørsmål øverst"), "Chat",
        (
            _("Spør noen dere om noe, står det øverst. Du svarer for én tjeneste om gangen."),
            _("Sier du nei, ser tjenesten ingenting. Dere mister ikke hjelp. Du kan ombestemme deg når du vil."),
        ),
    ),
    Step(
        _("Én som følger opp"), "Handshake",
        (
            _("Når stafettloggen er åpnet, står navnet på den som har stafettpinnen."),
            _("Den personen passer på at alle gjør det dere har avtalt. Spør gjerne om alt."),
        ),
    ),
    Step(
        _("Dette har vi avtalt"), "ClipboardCheckmark",
        (
            _("Her står hvert tiltak, hvem som har ansvaret, og når dere ser om det hjelper."),
            _("Du kan foreslå tiltak, forberede deg til møter og dele noe bra hjemmefra."),
            _("Er du uenig i noe som står, kan du skrive det. Ingen kan ta det bort."),
        ),
    ),
    Step(
        _("Hvem kan se, og hvem har sett"), "Eye",
        (
            _("Du ser hvilke tjenester som kan lese, og hva. Et ja trekker du med to trykk."),
            _("Hver gang en ansatt åpner stafettloggen, står det her. Du kan be om en forklaring."),
        ),
    ),
    Step(
        _("Dine rettigheter"), "ShieldLock",
        (
            _("Under «Mine opplysninger» kan du se alt, laste det ned, få noe rettet og stoppe delingen."),
            _("Med «Gå raskt ut» øverst logger du ut, og siden viser noe helt annet."),
        ),
    ),
)  # fmt: skip


@routes.get("/familie/omvisning")
async def tour(visit: OfFamily, steg: Annotated[int, Query(ge=1, le=len(STEPS))] = 1) -> Response:
    return visit.page("tour.html", step=STEPS[steg - 1], number=steg, count=len(STEPS), last=steg == len(STEPS))


@routes.post("/familie/omvisning")
async def done(visit: OfFamily) -> Response:
    """This browser offers it no more; who wants it again, finds it among the rights."""
    response = RedirectResponse("/familie", 303)
    tls = visit.portal.tls
    response.set_cookie(COOKIE, "seen", path="/familie", max_age=YEAR, secure=tls, httponly=True, samesite="lax")
    return response


def offered(request: Request) -> bool:
    return COOKIE not in request.cookies
