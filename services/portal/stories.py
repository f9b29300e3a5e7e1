"""The timeline in bokmål: what each fact means to who reads it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from services.portal import dates
from services.portal.directory import Directory
from services.portal.view import Services
from services.portal.words import FAMILY, RELATIONS, _
from shared.contracts.case import Attachment, Entry, Participant, StafettloggView
from shared.contracts.common import Id, Owner


class Kind(NamedTuple):
    """How a fact looks: its heading may name `{who}` (a person) and `{service}`."""

    heading: str
    icon: str
    color: str = "accent"


FACTS: Mapping[str, Kind] = {
    "stafettlogg.opened.v1": Kind(_("Stafettloggen ble åpnet"), "OpenBook"),
    "stafettlogg.service-invited.v1": Kind(_("{service} ble invitert"), "PersonPlus", "neutral"),
    "stafettlogg.invitation-accepted.v1": Kind(_("{service} er med"), "PersonGroup"),
    "stafettlogg.invitation-declined.v1": Kind(_("{service} takket nei"), "XMark", "neutral"),
    "stafettlogg.participant-left.v1": Kind(_("{service} er ikke med lenger"), "EyeSlash", "neutral"),
    "stafettlogg.colleague-invited.v1": Kind(_("{service}: én til er bedt om å bli med"), "PersonPlus", "neutral"),
    "stafettlogg.colleague-declined.v1": Kind(_("{service}: den som ble spurt, takket nei"), "XMark", "neutral"),
    "stafettlogg.family-changed.v1": Kind(_("Andre har foreldreansvar for barnet"), "Handshake", "neutral"),
    "family.protection-changed.v1": Kind(_("Adressen er beskyttet på en annen måte"), "EyeSlash", "neutral"),
    "access.asked.v1": Kind(_("Familien har bedt om innsyn"), "OpenBook", "neutral"),
    "access.extended.v1": Kind(_("Svaret på innsyn har fått ny frist"), "Calendar", "neutral"),
    "access.ready.v1": Kind(_("Svaret på innsyn er klart"), "OpenBook", "neutral"),
    "access.overdue.v1": Kind(_("Svaret på innsyn er forsinket"), "Hourglass", "warning"),
    "access.news.v1": Kind(_("Den som har spurt om noe, har fått svar"), "OpenBook", "neutral"),
    "information.asked.v1": Kind(_("En forelder har bedt om opplysninger"), "OpenBook", "neutral"),
    "information.decided.v1": Kind(_("Et ønske om opplysninger er avgjort"), "OpenBook", "neutral"),
    "family.guardians-changed.v1": Kind(_("Andre har foreldreansvar for barnet"), "Handshake", "neutral"),
    "stafettlogg.person-left.v1": Kind(_("{service}: én av dem er ikke med lenger"), "EyeSlash", "neutral"),
    "stafettlogg.invitation-reminded.v1": Kind(_("{service} er minnet på invitasjonen"), "Bell", "neutral"),
    "stafettlogg.invitation-unanswered.v1": Kind(_("{service} har ikke svart på invitasjonen"), "Bell", "warning"),
    "stafettlogg.service-fell-silent.v1": Kind(_("{service} har ikke skrevet på en stund"), "Hourglass", "warning"),
    "stafettlogg.service-nudged.v1": Kind(_("{service} er bedt om å skrive i loggen"), "Chat", "neutral"),
    "stafettlogg.measure-agreed.v1": Kind(_("Nytt tiltak: {title}"), "ClipboardCheckmark", "success"),
    "stafettlogg.measure-proposed.v1": Kind(_("Forslag til tiltak: {title}"), "ClipboardCheckmark", "neutral"),
    "stafettlogg.proposal-asked-anew.v1": Kind(
        _("Et forslag til tiltak hjemme venter på svar"), "HandHeart", "neutral"
    ),
    "stafettlogg.measure-declined.v1": Kind(_("Et forslag til tiltak fikk nei"), "XMark", "neutral"),
    "stafettlogg.measure-evaluated.v1": Kind(_("Et tiltak er evaluert"), "ClipboardCheckmark"),
    "stafettlogg.measure-continued.v1": Kind(_("Et tiltak fortsetter"), "ClipboardCheckmark", "success"),
    "stafettlogg.measure-changed.v1": Kind(_("Endret tiltak: {title}"), "ClipboardCheckmark", "success"),
    "stafettlogg.measure-ended.v1": Kind(_("Et tiltak er avsluttet"), "ClipboardCheckmark", "neutral"),
    "stafettlogg.measure-taken-over.v1": Kind(_("Et tiltak har fått en ny ansvarlig"), "ArrowRightLeft"),
    "stafettlogg.evaluation-overdue.v1": Kind(_("Et tiltak er ikke evaluert i tide"), "Calendar", "warning"),
    "stafettlogg.attention-changed.v1": Kind(_("Det stafettloggen handler om, er endret"), "NotePencil"),
    "stafettlogg.goal-added.v1": Kind(_("Nytt mål"), "Star", "success"),
    "stafettlogg.goal-changed.v1": Kind(_("Et mål er endret"), "Star"),
    "stafettlogg.goal-ended.v1": Kind(_("Et mål er avsluttet"), "Star", "neutral"),
    "stafettlogg.meeting-called.v1": Kind(_("Innkalling til møte"), "Calendar"),
    "stafettlogg.meeting-came-near.v1": Kind(_("Møtet nærmer seg"), "Calendar", "neutral"),
    "stafettlogg.meeting-cancelled.v1": Kind(_("Et møte er avlyst"), "XMark", "neutral"),
    "stafettlogg.meeting-held.v1": Kind(_("Referat fra møte"), "PersonGroup", "success"),
    "stafettlogg.minutes-corrected.v1": Kind(_("Et referat er rettet"), "NotePencil"),
    "stafettlogg.minutes-confirmed.v1": Kind(_("Et referat er bekreftet"), "Checkmark", "success"),
    "stafettlogg.voice-appointed.v1": Kind(_("{who} skal snakke med barnet"), "PersonGroup", "neutral"),
    "stafettlogg.child-heard.v1": Kind(_("Barnets stemme"), "Sun", "brand1"),
    "stafettlogg.archive-requested.v1": Kind(_("Stafettloggen skal til arkivet"), "Archive", "neutral"),
    "stafettlogg.archive-failed.v1": Kind(_("Arkivet tok ikke imot. Det prøves igjen"), "Archive", "warning"),
    "stafettlogg.archive-deposited.v1": Kind(_("Arkivet har tatt imot stafettloggen"), "Archive", "success"),
    "stafettlogg.recorded-in-own-journal.v1": Kind(_("{service} har ført noe i egen journal"), "Archive", "neutral"),
    "stafettlogg.disagreed.v1": Kind(_("En forelder er uenig"), "NotePencil", "warning"),
    "stafettlogg.level-changed.v1": Kind(_("Nivået er endret"), "Tasklist"),
    "stafettlogg.individual-plan-considered.v1": Kind(_("Individuell plan er vurdert"), "Tasklist"),
    "stafettlogg.lifted-to-coordination.v1": Kind(_("Saken er løftet til koordinerende enhet"), "PersonGroup"),
    "stafettlogg.advice-recorded.v1": Kind(_("Råd fra koordinerende enhet"), "Tasklist", "brand2"),
    "stafettlogg.transition-offered.v1": Kind(_("Overgang er avtalt"), "ArrowRightLeft"),
    "stafettlogg.reopening-asked.v1": Kind(_("En forelder vil åpne stafettloggen igjen"), "OpenBook"),
    "stafettlogg.restated.v1": Kind(_("Det som gjelder, er sagt på nytt for en tjeneste"), "OpenBook", "neutral"),
    "stafettlogg.reopened.v1": Kind(_("Stafettloggen er åpnet igjen"), "OpenBook", "success"),
    "stafettlogg.evaluation-fell-due.v1": Kind(_("Et tiltak skal evalueres nå"), "Calendar", "warning"),
    "stafettlogg.baton-offered.v1": Kind(_("Stafettpinnen er tilbudt {who}"), "ArrowRightLeft", "neutral"),
    "stafettlogg.baton-passed.v1": Kind(_("{who} tok imot stafettpinnen"), "ArrowRightLeft"),
    "stafettlogg.baton-offer-ended.v1": Kind(_("Stafettpinnen blir der den er"), "ArrowRightLeft", "neutral"),
    "stafettlogg.baton-unanswered.v1": Kind(_("Ingen har svart på stafettpinnen ennå"), "Hourglass", "warning"),
    "stafettlogg.holder-appointed.v1": Kind(_("{who} fikk stafettpinnen av en leder"), "ArrowRightLeft"),
    "stafettlogg.holder-absent.v1": Kind(_("Stafettholderen er borte for en tid"), "Calendar", "warning"),
    "stafettlogg.closed.v1": Kind(_("Stafettloggen er avsluttet"), "Archive", "neutral"),
    "consent.asked.v1": Kind(_("Foreldrene er spurt om samtykke for {service}"), "Handshake", "neutral"),
    "consent.answered.v1": Kind(_("En forelder har sagt ja til {service}"), "Handshake", "neutral"),
    "consent.activated.v1": Kind(_("Foreldrene har sagt ja til {service}"), "Handshake", "success"),
    "consent.refused.v1": Kind(_("Foreldrene har sagt nei til {service}"), "Handshake", "neutral"),
    "consent.withdrawn.v1": Kind(_("Samtykket til {service} er trukket"), "EyeSlash", "warning"),
    "consent.review-due.v1": Kind(_("Samtykket til {service} skal ses på på nytt"), "Handshake", "neutral"),
    "consent.reviewed.v1": Kind(_("Samtykket til {service} trengs fortsatt"), "Handshake", "neutral"),
    "consent.expired.v1": Kind(_("Samtykket til {service} har gått ut"), "EyeSlash", "neutral"),
    "erasure.keys-destroyed.v1": Kind(_("Alt om barnet er slettet"), "EyeSlash", "neutral"),
    "erasure.receipt-missing.v1": Kind(_("En tjeneste har ikke kvittert for slettingen"), "EyeSlash", "warning"),
    "erasure.retention-ended.v1": Kind(_("Lagringstiden er ute"), "EyeSlash", "neutral"),
    "emergency.opened.v1": Kind(_("Noen har brukt nødåpning"), "ShieldLock", "warning"),
    "emergency.reviewed.v1": Kind(_("En nødåpning er vurdert"), "ShieldLock", "neutral"),
    "emergency.review-missed.v1": Kind(_("En nødåpning er ikke vurdert i tide"), "ShieldLock", "danger"),
    "municipality.choices-changed.v1": Kind(_("Kommunen har endret noe den har valgt"), "NotePencil", "neutral"),
    "consent.lapsed.v1": Kind(_("Samtykket til {service} må spørres om på nytt"), "EyeSlash", "neutral"),
}
CONTRIBUTIONS: Mapping[str, Kind] = {
    "note": Kind(_("Notat"), "NotePencil"),
    "lysglimt": Kind(_("Lysglimt"), "Sun", "brand1"),
    "assessment": Kind(_("Vurdering fra {service}"), "Tasklist", "brand2"),
}
OTHER = Kind(_("En hendelse"), "Information", "neutral")
AUTOMATIC = _("Automatisk")  # a deadline or a consent that ended, on nobody's behalf
UNDER_RESTRICTION = _("Under begrensning. Familien har bedt om at dette ikke brukes, og tjenesten har sagt ja.")
PARAGRAPHS = (
    "attention", "description", "text", "agenda", "where", "minutes", "without_voice_because", "happened",
    "childs_view", "parents_view", "said", "how", "question", "advice", "reason", "wording",
)  # fmt: skip
LABELS: Mapping[str, str] = {"attention": _("Dette handler det om"), "reason": _("Grunn")}
BECAUSE: Mapping[str, str] = {
    "consent-ended": _("Samtykket gjelder ikke lenger."),
    "family": _("Avsluttet av foreldrene."),
    "goal-reached": _("Målet er nådd."),
    "moved": _("Barnet har flyttet."),
    "individual-plan": _("Individuell plan tar over."),
    "transition": _("Barnet har gått over til en annen tjeneste."),
    "other": _("Avsluttet av stafettholderen."),
    "declined": _("Den som ble spurt, sa nei."),
    "withdrawn": _("Tilbudet ble trukket."),
    "appointed": _("En leder har bestemt hvem som har stafettpinnen."),
    "left": _("Den det gjelder, er ikke med lenger."),
    "absent": _("Stafettholderen er borte."),
    "not-needed": _("Det trengs ikke lenger."),
    "gone": _("Barnet bor ikke i kommunen lenger."),
    "guardians": _("Andre har foreldreansvar nå, og må spørres på nytt."),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One entry, ready to show. `notes`: our own words; `said`: what a person wrote, with a label or none.

    owner: whose people the writer belongs to; None where no person acted. contribution: what its writer may mend.
    keeper: whose service keeps it, and the file beside it.
    """

    id: Id
    at: datetime
    heading: str
    icon: str
    color: str
    owner: Owner | None
    writer: Id
    by: str
    notes: tuple[str, ...]
    said: tuple[tuple[str, str], ...]
    quoted: bool
    audience: tuple[Owner, ...]
    contribution: Id | None
    keeper: Owner
    attachment: Attachment | None


class Names:
    """Who is who in one stafettlogg, as far as the reader may know, and what their services are called."""

    def __init__(self, log: StafettloggView, staff: Directory, services: Services) -> None:
        itself = Participant(person=log.child, person_name=log.child_name, owner=FAMILY, relation="child")
        self._people = {itself.person: itself, **{person.person: person for person in log.participants}}
        self._came = dict(_who_came(log.entries))
        self._staff, self.service = staff, services.named

    def of(self, who: Id) -> str:
        if person := self._people.get(who):
            return person.person_name
        return self._staff.colleague(who) or self._came.get(who) or _(AUTOMATIC)

    def with_relation(self, who: Id) -> str:
        person = self._people.get(who)
        if person is None or person.relation == "employee":
            return self.of(who)
        return f"{person.person_name} ({_(RELATIONS.get(person.relation, person.relation))})"

    def owner(self, who: Id) -> Owner | None:
        """Whose people they belong to; the shared spine itself always belongs to the family."""
        person = self._people.get(who) or self._staff.person(who)
        return person.owner if person else None


def _who_came(entries: Iterable[Entry]) -> Iterator[tuple[Id, str]]:
    """Those who have left are no participants any more, but their names stand where they came."""
    for entry in entries:
        for part in ("opener", "person", "holder"):
            if part in entry.data and (name := entry.text.get(f"{part}_name")):
                yield str(entry.data[part]), name


def timeline(log: StafettloggView, names: Names) -> Iterator[Line]:
    return (_tell(entry, names) for entry in log.entries)


def _tell(entry: Entry, names: Names) -> Line:
    kind = _kind(entry)
    concerned = str(entry.data.get("invited") or entry.data.get("to") or entry.data.get("owner") or entry.owner)
    person = str(entry.data.get("taker") or entry.data.get("to") or entry.data.get("person") or entry.by)
    about = entry.owner if entry.what == "contribution.written.v1" else concerned
    heading = _(kind.heading).format(
        service=names.service(about).inside if not kind.heading.startswith("{") else names.service(about).name,
        who=names.of(person),
        title=entry.text.get("title", ""),
    )
    texts = {**entry.text, **(entry.places or {})}
    said = tuple((LABELS.get(field, ""), texts[field]) for field in PARAGRAPHS if texts.get(field))
    quoted = entry.data.get("kind") == "lysglimt"
    return Line(
        entry.id, entry.at, heading, kind.icon, kind.color, names.owner(entry.by), entry.by,
        names.with_relation(entry.by), tuple(_notes(entry, names)), said, quoted, entry.audience,
        None if entry.retracted else entry.contribution, entry.owner, entry.attachment,
    )  # fmt: skip


def _kind(entry: Entry) -> Kind:
    if entry.what == "contribution.written.v1":
        return CONTRIBUTIONS.get(str(entry.data.get("kind")), OTHER)
    return FACTS.get(entry.what, OTHER)


def _notes(entry: Entry, names: Names) -> Iterator[str]:
    data = entry.data
    if entry.restricted:
        yield _(UNDER_RESTRICTION)
    if entry.retracted:
        yield _("Trukket tilbake. Grunn: {reason}").format(reason=entry.retracted.reason)
    elif entry.corrected_at:
        yield _("Rettet {day}.").format(day=dates.day(entry.corrected_at))
    if "responsible" in data and "evaluate_on" in data:
        on = date.fromisoformat(str(data["evaluate_on"]))
        yield _("Ansvarlig: {who}. Evalueres {day}.").format(who=names.of(str(data["responsible"])), day=dates.day(on))
    if (because := BECAUSE.get(str(data.get("because")))) is not None:
        yield _(because)
