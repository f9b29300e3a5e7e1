"""What is wrong with the audit logs, in bokmål: where, and in one sentence on top."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from services.portal.view import Services
from services.portal.words import _
from shared.contracts.audit import Anomaly, AnomalyKind, Finding, FindingKind, Oversight, Place, Verdict, Why

OMBUD = _("personvernombudets eget vitne")
ENTRY, OUTSIDE = _("oppføring {leaf} i {log} er ikke slik den ble skrevet"), _("rad {rows} {whose} står ikke i loggen")
TEXTS: Mapping[FindingKind, str] = {
    FindingKind.ENTRY: ENTRY,
    FindingKind.CHANGED: _("{log} er ikke den som ble signert"),
    FindingKind.DENIED: _("{witness} har vært vitne til noe annet enn det som nå står i {log}"),
    FindingKind.SET_BACK: _("det siste {name} har skrevet, er borte der: tjenesten er tilbake på rad {rows}"),
    FindingKind.HOLE: _("rad {rows} {whose} mangler"),
    FindingKind.LATE: _("rad {rows} {whose} er ikke kommet fram ennå"),
    FindingKind.SILENT: _("{name} svarer ikke når vi spør hvor mye den har skrevet"),
}
"""The gravest first."""
ANOMALIES: Mapping[AnomalyKind, tuple[str, str]] = {
    AnomalyKind.EXPLANATION_ASKED: (
        _("Familien ber om en forklaring"),
        _("De vil vite hvorfor denne personen så på stafettloggen. Svar dem når du har undersøkt det."),
    ),
    AnomalyKind.AFTER_WITHDRAWAL: (
        _("Brukte et samtykke som var trukket"),
        _("{n} handlinger bygget på et samtykke som var trukket mer enn ti minutter før."),
    ),
    AnomalyKind.EMERGENCY_NOT_REVIEWED: (
        _("Nødåpning som ikke er vurdert"),
        _("Noen brukte nødåpning, og ingen vurderte den innen fristen."),
    ),
    AnomalyKind.RECEIPT_MISSING: (
        _("Kvittering som mangler"),
        _("{n} tjenester har ikke kvittert for at kopiene er slettet etter at et samtykke tok slutt."),
    ),
    AnomalyKind.REFUSED_ATTEMPTS: (_("Mange avviste forsøk"), _("{n} forsøk ble avvist samme dag.")),
    AnomalyKind.MANY_CHILDREN: (_("Mange barn på kort tid"), _("Leste om {n} barn innen én time.")),
    AnomalyKind.SAME_SURNAME: (
        _("Samme etternavn som barnet"),
        _("Leste om barnet {n} ganger uten å gjøre noe for det, og heter det samme."),
    ),
    AnomalyKind.COLLEAGUES_CHILD: (
        _("Barnet til en kollega, eller eget barn"),
        _("Leste om barnet {n} ganger uten å gjøre noe for det. En av foreldrene arbeider i samme enhet."),
    ),
    AnomalyKind.NO_ERRAND: (
        _("Leste uten å gjøre noe for barnet"),
        _("Leste om barnet på {n} ulike dager, og har ikke gjort noe annet for det på tre måneder."),
    ),
    AnomalyKind.OFF_HOURS: (_("Utenom arbeidstid"), _("{n} handlinger om natten eller i helgen.")),
}
"""What it is called, and why it is shown."""
VERDICTS: Mapping[Verdict, str] = {
    Verdict.RIGHTFUL: _("Alt var i orden"),
    Verdict.MISTAKE: _("En feil uten vilje"),
    Verdict.WRONGFUL: _("Noen så eller gjorde noe de ikke hadde rett til"),
    Verdict.FAULT: _("En feil i systemet eller driften"),
    Verdict.UNCERTAIN: _("Det lar seg ikke avgjøre"),
}
WHY: Mapping[Why, str] = {
    Why.ASK_THEM: _("Jeg må spørre personen selv"),
    Why.COMPARE: _("Jeg må se om personen hadde en oppgave der"),
    Why.BREACH: _("De som er rammet av et avvik, må få vite det"),
    Why.ASKED_BY_FAMILY: _("Familien har bedt om en forklaring"),
}


class Truth(NamedTuple):
    sentence: str
    color: str


def told(finding: Finding, services: Services) -> str:
    """Begins with a small letter, to stand inside a sentence."""
    at, name = finding.place, services.named(finding.owner).inside
    text = OUTSIDE if finding.kind is FindingKind.ENTRY and at.leaf is None else TEXTS[finding.kind]
    witness = OMBUD if at.witness == "ombud" else services.named(at.witness).inside if at.witness else ""
    log = _("loggen til {name} for {year}").format(name=name, year=at.year)
    whose = _("fra {name}").format(name=name)
    return text.format(leaf=at.leaf, log=log, whose=whose, name=name, witness=witness, rows=_rows(at))


def truth(found: Oversight, services: Services) -> Truth:
    """One sentence: everything is whole, or the gravest that is wrong and where."""
    wrong = sorted((one for one in found.findings if one.ended_at is None), key=lambda one: [*TEXTS].index(one.kind))
    if wrong:
        return Truth(_("Noe er galt: {what}{more}.").format(what=told(wrong[0], services), more=_more(wrong)), "danger")
    if unseen := [log.owner for log in found.logs if log.unseen]:
        text = _("Ingen endret oppføring er funnet, men for få vitner har sett loggen til {logs}.")
        return Truth(text.format(logs=services.listed(unseen)), "danger")
    if waiting := [log.owner for log in found.logs if log.checked_at is None]:
        text = _("Ingen feil er funnet, men loggen til {logs} er ikke gått gjennom ennå.")
        return Truth(text.format(logs=services.listed(waiting)), "warning")
    size = f"{sum(log.size for log in found.logs):,}".replace(",", "\u00a0")
    text = _("Tilgangsloggen er hel: {size} oppføringer er slik tjenestene skrev dem, og nok vitner har sett det.")
    return Truth(text.format(size=size), "success")


def reason(anomaly: Anomaly) -> str:
    return ANOMALIES[anomaly.kind][1].format(n=anomaly.count)


def _more(wrong: Sequence[Finding]) -> str:
    others = len(wrong) - 1
    return "" if not others else _(", og én feil til") if others == 1 else _(", og {n} feil til").format(n=others)


def _rows(at: Place) -> str:
    if at.numbers is None:
        return ""
    first, last = at.numbers
    return f"{first}" if first == last else _("{first} til {last}").format(first=first, last=last)
