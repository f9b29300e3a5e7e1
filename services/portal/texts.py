"""What the municipality has published for those who are at work: checklists, phrases, tiltaksbank."""

from collections.abc import Iterable

from services.portal import dates
from services.portal.view import Filled
from services.portal.visit import Visit
from shared.contracts import case
from shared.contracts.common import Slug

HOME = "hjem"


async def texts(visit: Visit) -> case.MunicipalityTexts:
    return await visit.ask(case.ReadMunicipality(), case.MunicipalityTexts)


def checklist(found: case.MunicipalityTexts, which: Slug) -> case.Checklist | None:
    return next((one for one in found.checklists if one.id == which), None)


def bank(found: case.MunicipalityTexts, level: int, places: Iterable[Slug]) -> tuple[case.BankMeasure, ...]:
    """What suits a level and these places, in the order the municipality has."""
    within = frozenset(places)
    return tuple(one for one in found.tiltaksbank if level in one.levels and one.place in within)


def begun_with(filled: Filled, chosen: case.BankMeasure | None) -> Filled:
    """An empty form, begun with a tiltak from the bank."""
    if chosen is None or filled.again:
        return filled
    on = dates.in_weeks(chosen.evaluate_after_weeks).isoformat()
    return filled._replace(values={"title": chosen.title, "description": chosen.description, "evaluate_on": on})
