"""A breach in bokmål: how much of its 72 hours there is left, and what a draft can begin with. Never who anybody is."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from services.portal import dates, findings
from services.portal.languages import gettext
from services.portal.view import Services
from services.portal.words import _
from shared.contracts.audit import Anomaly, AnomalyKind, Breach, Investigation

HOUR = timedelta(hours=1)


class Clock(NamedTuple):
    text: str
    color: str


def clock(breach: Breach, now: datetime) -> Clock:
    """«41 timer igjen»; red from the moment at which the time is over."""
    if now < breach.due_at:
        hours = (breach.due_at - now) // HOUR
        return Clock(gettext("{n} timer igjen").format(n=hours) if hours else gettext("Under én time igjen"), "warning")
    hours = (now - breach.due_at) // HOUR
    return Clock(gettext("{n} timer over fristen").format(n=hours) if hours else gettext("Fristen er over"), "danger")


def drafted(one: Investigation, services: Services) -> Mapping[str, str]:
    """By field, what the investigation knows: no name, and no code of a person or a child. As Datatilsynet reads it."""
    nature, persons = _("Undersøkelsen begynte {when}.").format(when=dates.moment(one.opened_at)), ""
    if one.finding:
        told = findings.told(one.finding, services)
        found = _("Funnet {when}.").format(when=dates.moment(one.finding.found_at))
        nature = f"{told[:1].upper()}{told[1:]}. {found} {nature}"
    elif one.anomaly:
        nature = f"{_odd(one.anomaly)} {nature}"
        persons = _persons(one.anomaly)
    return {"nature": nature, "persons": persons, "measures": _measures(one)}


def _odd(odd: Anomaly) -> str:
    title = findings.ANOMALIES[odd.kind][0]
    span = _("Fra {first} til {last}.").format(first=dates.moment(odd.first_at), last=dates.moment(odd.last_at))
    return f"{title}. {findings.reason(odd)} {span}"


def _persons(odd: Anomaly) -> str:
    if odd.kind is AnomalyKind.MANY_CHILDREN:
        return _("{n} barn, og de som har foreldreansvar for dem.").format(n=odd.count)
    return _("Ett barn, og de som har foreldreansvar for det.") if odd.child else ""


def _measures(one: Investigation) -> str:
    said = [_("Personvernombudet undersøker det.")]
    if one.verdict:
        said = [_("Personvernombudet har undersøkt det: {verdict}.").format(verdict=findings.VERDICTS[one.verdict])]
    if one.case:
        said.append(_("Sak {case}.").format(case=one.case))
    return " ".join(said)
