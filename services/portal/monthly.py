"""The personvernombud's monthly report, in words and numbers: nothing in it is about anybody."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from services.portal import dates, findings, insight
from services.portal.acts import ACTS, OUTCOMES
from services.portal.printing import Part, Sheet, Table
from services.portal.view import Services
from services.portal.words import _
from shared.contracts import audit
from shared.contracts.consent import RightView

EMERGENCIES = {
    "open-in-emergency": _("Åpnet"),
    "review-emergency": _("Sett etter av leder eller personvernombud"),
    "emergency-review-missed": _("Ikke sett etter innen fristen"),
}
KINDS = {
    audit.FindingKind.ENTRY: _("Endret oppføring"),
    audit.FindingKind.CHANGED: _("Ikke den signerte loggen"),
    audit.FindingKind.DENIED: _("Vitne har sett noe annet"),
    audit.FindingKind.SET_BACK: _("Tjeneste satt tilbake"),
    audit.FindingKind.HOLE: _("Rader mangler"),
    audit.FindingKind.LATE: _("Rader er ikke kommet fram"),
    audit.FindingKind.SILENT: _("Tjeneste svarer ikke"),
}
MOST = 15  # kinds of acts that are shown


class Reported(NamedTuple):
    """open: the requests that wait now. oversight: how the logs stand now."""

    month: audit.Month
    oversight: audit.Oversight
    open: Sequence[RightView]


def sheet(told: Reported, first: date, services: Services, kommune: str) -> Sheet:
    today = dates.today()
    so_far = _(" (til og med {day})").format(day=dates.day(today)) if dates.month(first) == dates.month(today) else ""
    return Sheet(
        title=_("Månedsrapport fra tilgangsloggen, {month}").format(month=dates.month(first).lower()),
        author=kommune,
        intro=(
            (_("Kommune"), kommune),
            (_("Måned"), dates.month(first).lower() + so_far),
            (_("Loggene nå"), findings.truth(told.oversight, services).sentence),
            ("", _("Rapporten er tall. Her står ingen navn, ingen koder og ikke noe om noen.")),
        ),
        parts=(
            _acts(told.month.acts, services), _emergencies(told.month.acts), _wrong(told.month), _odd(told.month),
            _requests(told), _logs(told.oversight.logs, services),
        ),
    )  # fmt: skip


def _acts(acts: Sequence[audit.ActsOfKind], services: Services) -> Part:
    outcomes = [*audit.Outcome]
    by_owner = {owner: _counted(acts, owner) for owner in sorted({one.owner for one in acts})}
    rows = [(services.named(owner).name, *(str(n[one]) for one in outcomes)) for owner, n in by_owner.items()]
    kinds = Counter[str]()
    for one in acts:
        kinds[one.action] += one.count
    most = ", ".join(f"{ACTS.get(name, name)}: {number}" for name, number in kinds.most_common(MOST))
    columns = (_("Hos"), *(OUTCOMES[one][0] for one in outcomes))
    said = ((_("Til sammen"), str(sum(one.count for one in acts))), (_("Flest"), most or _("Ingen")))
    return Part(_("Handlinger og avvisninger"), said, Table(columns, rows))


def _counted(acts: Iterable[audit.ActsOfKind], owner: str) -> Counter[str]:
    found = Counter[str]()
    for one in acts:
        if one.owner == owner:
            found[one.outcome] += one.count
    return found


def _emergencies(acts: Sequence[audit.ActsOfKind]) -> Part:
    done = [one for one in acts if one.outcome is audit.Outcome.DONE]
    said = [(name, str(sum(one.count for one in done if one.action == act))) for act, name in EMERGENCIES.items()]
    return Part(_("Nødåpninger"), said)


def _wrong(month: audit.Month) -> Part:
    rows = [(KINDS[one.kind], str(one.found), str(one.ended), str(one.open)) for one in month.findings]
    said = (
        (_("Undersøkelser begynt"), str(month.opened)),
        (_("Ganger en person ble navngitt i en undersøkelse"), str(month.identities)),
        *((findings.VERDICTS[one.verdict], str(one.count)) for one in month.verdicts),
        *(() if rows else (("", _("Ingen funn i loggene.")),)),
    )
    return Part(_("Funn og undersøkelser"), said, Table((_("Funn"), _("Nye"), _("Over"), _("Står")), rows))


def _odd(month: audit.Month) -> Part:
    rows = [(findings.ANOMALIES[one.kind][0], str(one.count)) for one in month.anomalies]
    said = (("", _("Ingenting.")),) if not rows else ()
    return Part(_("Bør sees på"), said, Table((_("Hva"), _("Antall")), rows))


def _requests(told: Reported) -> Part:
    kinds = {right: [one for one in told.open if one.right == right] for right in insight.RIGHTS}
    rows = [
        (name, str(len(kinds[right])), str(sum(one.extended for one in kinds[right])),
         str(sum(one.overdue for one in kinds[right])))
        for right, name in insight.RIGHTS.items()
    ]  # fmt: skip
    columns = (_("Familier venter på"), _("Venter nå"), _("Forlenget"), _("Over fristen"))
    return Part(_("Krav fra familier"), (), Table(columns, rows))


def _logs(logs: Sequence[audit.LogStanding], services: Services) -> Part:
    rows = [
        (
            f"{services.named(log.owner).name} {log.year}", str(log.size),
            dates.exact(log.signed_at) if log.signed_at else _("Ikke ennå"),
            _("{some} av {all}").format(some=len(log.witnesses), all=log.known) + (_(", for få") if log.unseen else ""),
            str(log.checked),
        )
        for log in logs
    ]  # fmt: skip
    columns = (_("Logg"), _("Oppføringer"), _("Siste sjekkpunkt"), _("Vitner"), _("Gått gjennom"))
    return Part(_("Sjekkpunkter og vitner nå"), (), Table(columns, rows))
