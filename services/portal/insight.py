"""Innsyn in bokmål: what each thing that a service has stored is called, and why something may be withheld."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from services.portal.words import Shown, _
from shared.contracts.case import Basis, NoRestriction, Rectified, Restricted, RestrictionGround
from shared.contracts.consent import Right
from shared.contracts.notify import Delivery

WHAT: Mapping[str, str] = {
    "absence-ended": _("Fravær er slutt"),
    "absence-set": _("Fravær er meldt"),
    "acute-answered": _("Svar på om det haster"),
    "advice-recorded": _("Råd fra koordinerende enhet"),
    "archive-deposited": _("Arkivet har tatt imot stafettloggen"),
    "archive-failed": _("Arkivet tok ikke imot stafettloggen"),
    "archive-requested": _("Stafettloggen skal til arkivet"),
    "attention-changed": _("Det stafettloggen handler om, er endret"),
    "baton-offer-ended": _("Tilbudet om stafettpinnen er slutt"),
    "baton-offered": _("Stafettpinnen er tilbudt"),
    "baton-passed": _("Stafettpinnen er gitt videre"),
    "baton-unanswered": _("Ingen har svart på stafettpinnen"),
    "case-decided": _("Undringen er avklart"),
    "child-enrolled": _("Barnet er registrert i enheten"),
    "child-heard": _("Barnets stemme"),
    "colleague-declined": _("En kollega takket nei"),
    "colleague-invited": _("En kollega er bedt om å bli med"),
    "concern-registered": _("Undring"),
    "concern-shared": _("Undringen er delt med leder"),
    "contribution-corrected": _("Rettelse i stafettloggen"),
    "contribution-released": _("Begrensning opphevet i stafettloggen"),
    "contribution-restricted": _("Satt under begrensning i stafettloggen"),
    "contribution-retracted": _("Trukket tilbake fra stafettloggen"),
    "contribution-written": _("Skrevet i stafettloggen"),
    "conversation-cancelled": _("En samtale er avlyst"),
    "conversation-invited": _("Invitasjon til samtale"),
    "conversation-prepared": _("Forberedelse til samtale"),
    "conversation-recorded": _("Undringssamtale"),
    "decision-fell-due": _("Fristen for å avklare gikk ut"),
    "disagreed": _("En forelder er uenig"),
    "evaluation-fell-due": _("Et tiltak skulle evalueres"),
    "evaluation-overdue": _("Et tiltak ble ikke evaluert i tide"),
    "family-changed": _("Andre har foreldreansvar"),
    "goal-added": _("Mål"),
    "goal-changed": _("Endret mål"),
    "goal-ended": _("Et mål er avsluttet"),
    "holder-absent": _("Stafettholderen er borte"),
    "holder-appointed": _("En leder har gitt stafettpinnen videre"),
    "individual-plan-considered": _("Individuell plan er vurdert"),
    "invitation-accepted": _("En tjeneste er med"),
    "invitation-declined": _("En tjeneste takket nei"),
    "invitation-reminded": _("Påminnelse om en invitasjon"),
    "invitation-unanswered": _("En invitasjon er ikke besvart"),
    "level-changed": _("Nivået er endret"),
    "level-one-ended": _("Tiltakene i egen tjeneste er slutt"),
    "lifted-to-coordination": _("Løftet til koordinerende enhet"),
    "measure-agreed": _("Tiltak"),
    "measure-changed": _("Endret tiltak"),
    "measure-continued": _("Et tiltak fortsetter"),
    "measure-declined": _("Nei til et forslag om tiltak"),
    "measure-ended": _("Et tiltak er avsluttet"),
    "measure-evaluated": _("Et tiltak er evaluert"),
    "measure-proposed": _("Forslag til tiltak"),
    "measure-taken-over": _("Et tiltak har fått ny ansvarlig"),
    "meeting-called": _("Innkalling til møte"),
    "meeting-came-near": _("Et møte nærmet seg"),
    "meeting-cancelled": _("Et møte er avlyst"),
    "meeting-held": _("Referat fra møte"),
    "minutes-confirmed": _("Et referat er bekreftet"),
    "minutes-corrected": _("Et referat er rettet"),
    "observation-added": _("Observasjon"),
    "observation-noted": _("Observasjon"),
    "own-evaluation-fell-due": _("Et tiltak i egen tjeneste skulle evalueres"),
    "own-measure-agreed": _("Tiltak i egen tjeneste"),
    "own-measure-evaluated": _("Et tiltak i egen tjeneste er evaluert"),
    "participant-left": _("En tjeneste er ikke med lenger"),
    "person-left": _("En person er ikke med lenger"),
    "preparation-sent": _("Det en forelder skrev før samtalen"),
    "proposal-asked-anew": _("Et forslag om tiltak hjemme venter på svar igjen"),
    "recorded-in-own-journal": _("Ført i egen journal"),
    "rectification-accepted": _("Rettelse"),
    "rectification-asked": _("Familien sier at noe er feil"),
    "rectification-refused": _("Svar på at noe er feil"),
    "reopening-asked": _("En forelder vil åpne stafettloggen igjen"),
    "restriction-asked": _("Familien ber om at noe ikke brukes"),
    "restriction-lifted": _("Begrensningen er opphevet"),
    "restriction-lifting-announced": _("Begrensningen skal oppheves"),
    "restriction-refused": _("Nei til begrensning"),
    "restriction-set": _("Satt under begrensning"),
    "service-fell-silent": _("En tjeneste har ikke skrevet på lenge"),
    "service-invited": _("En tjeneste er invitert"),
    "service-nudged": _("En tjeneste er bedt om å skrive"),
    "stafettlogg-closed": _("Stafettloggen er avsluttet"),
    "stafettlogg-opened": _("Stafettloggen er åpnet"),
    "stafettlogg-reopened": _("Stafettloggen er åpnet igjen"),
    "stafettlogg-restated": _("Det som gjelder i stafettloggen, er sagt på nytt"),
    "transition-offered": _("Overgang er avtalt"),
    "voice-appointed": _("Hvem som skal snakke med barnet"),
}
FIELDS: Mapping[str, str] = {
    "advice": _("Råd"),
    "agenda": _("Det møtet handler om"),
    "attention": _("Det stafettloggen handler om"),
    "born": _("Født"),
    "changed": _("Endret"),
    "child_name": _("Barnet"),
    "childs_view": _("Det barnet sier"),
    "childs_worry": _("Barnets uro"),
    "correction": _("Rettelse"),
    "description": _("Beskrivelse"),
    "effect": _("Virkning"),
    "episodes": _("Hendelser"),
    "goal": _("Mål"),
    "guardian_names": _("Foresatte"),
    "happened": _("Det som skjedde"),
    "heard": _("Hørt"),
    "holder_name": _("Stafettholder"),
    "how": _("Hvordan"),
    "interpretation": _("Tolkning"),
    "interpreter": _("Tolk"),
    "message": _("Melding"),
    "minutes": _("Referat"),
    "not_heard_because": _("Hvorfor barnet ikke er spurt"),
    "not_reported_because": _("Hvorfor det ikke er meldt"),
    "now": _("Det som gjelder nå"),
    "observation": _("Observasjon"),
    "observations": _("Observasjoner"),
    "opener_name": _("Åpnet av"),
    "parents_may_wish": _("Det foreldrene kan ønske"),
    "parents_view": _("Det foreldrene sier"),
    "parents_worry": _("Foreldrenes uro"),
    "person_name": _("Navn"),
    "phrases": _("Formuleringer"),
    "question": _("Spørsmål"),
    "questions": _("Spørsmål"),
    "reason": _("Grunn"),
    "said": _("Sagt"),
    "seen": _("Sett"),
    "text": _("Tekst"),
    "title": _("Tittel"),
    "wishes": _("Ønsker"),
    "without_voice_because": _("Hvorfor uten barnets stemme"),
    "wondering": _("Undrer seg over"),
    "wording": _("Ordlyd"),
    "works_well": _("Det som går bra"),
    "worry": _("Uro"),
    "place": _("Sted"),
    "where": _("Sted"),
    "household": _("Husstand"),
    "unit": _("Enhet"),
}
BASES: Mapping[Basis, str] = {
    Basis.PVL_16_B: _("Personopplysningsloven § 16 b: forebygging, etterforskning og straffesak"),
    Basis.PVL_16_C: _("Personopplysningsloven § 16 c: egen helse, eller forholdet til noen som står en nær"),
    Basis.PVL_16_D: _("Personopplysningsloven § 16 d: taushetsplikt etter lov"),
    Basis.PVL_16_E: _("Personopplysningsloven § 16 e: bare i tekst til intern saksforberedelse"),
    Basis.PVL_16_F: _("Personopplysningsloven § 16 f: åpenbare og grunnleggende interesser"),
    Basis.FVL_19_1_D: _(
        "Forvaltningsloven § 19 første ledd d: partens helse, eller forholdet til noen som står en nær"
    ),
    Basis.FVL_19_2_B: _("Forvaltningsloven § 19 annet ledd b: andres helse, eller andre særlige grunner"),
}
RIGHTS: Mapping[Right, str] = {
    Right.ACCESS: _("Innsyn"),
    Right.RECTIFICATION: _("Retting"),
    Right.RESTRICTION: _("Begrensning"),
    Right.ERASURE: _("Sletting"),
}
RECTIFIED: Mapping[Rectified, Shown] = {
    Rectified.ASKED: Shown(_("Venter på svar"), "warning", "Hourglass"),
    Rectified.ACCEPTED: Shown(_("Rettet"), "success", "Checkmark"),
    Rectified.REFUSED: Shown(_("Ikke rettet"), "neutral", "XMark"),
}
RESTRICTED: Mapping[Restricted, Shown] = {
    Restricted.ASKED: Shown(_("Venter på svar"), "warning", "Hourglass"),
    Restricted.SET: Shown(_("Under begrensning"), "success", "PadlockLocked"),
    Restricted.REFUSED: Shown(_("Ikke begrenset"), "neutral", "XMark"),
    Restricted.LIFTING: Shown(_("Oppheves snart"), "warning", "Hourglass"),
    Restricted.LIFTED: Shown(_("Opphevet"), "neutral", "XMark"),
}


SENT: Mapping[Delivery, str] = {
    Delivery.WAITING: _("Venter"),
    Delivery.SENDING: _("Sendes"),
    Delivery.SENT: _("Sendt"),
    Delivery.FAILED: _("Kom ikke fram"),
}


class Ground(NamedTuple):
    """As the family says it, and as the law does."""

    asked: str
    law: str


GROUNDS: Mapping[RestrictionGround, Ground] = {
    RestrictionGround.ACCURACY: Ground(
        _("Det er feil, og må sjekkes først."),
        _("Personvernforordningen art. 18 nr. 1 a: riktigheten er bestridt"),
    ),
    RestrictionGround.UNLAWFUL: Ground(
        _("Det skulle ikke vært brukt, men jeg vil ikke at det slettes."),
        _("Personvernforordningen art. 18 nr. 1 b: behandlingen er ulovlig"),
    ),
    RestrictionGround.CLAIM: Ground(
        _("Jeg trenger det til en klage eller et krav."),
        _("Personvernforordningen art. 18 nr. 1 c: familien trenger det for et rettskrav"),
    ),
    RestrictionGround.OBJECTION: Ground(
        _("Jeg har protestert på at det brukes, og venter på svar."),
        _("Personvernforordningen art. 18 nr. 1 d: en protest er ikke avgjort"),
    ),
}
NO_RESTRICTION: Mapping[NoRestriction, str] = {
    NoRestriction.PVF_18_1: _("Personvernforordningen art. 18 nr. 1: ingen av vilkårene er oppfylt"),
    NoRestriction.PVF_12_5: _("Personvernforordningen art. 12 nr. 5 b: åpenbart grunnløst"),
    NoRestriction.PVL_17: _("Personopplysningsloven § 17: arkivformål i allmennhetens interesse"),
}
RESTRICTABLE = frozenset({"concern-registered", "contribution-written", "observation-noted"})
"""What begins something that can be under begrensning: all that belongs to it is then."""
INFORMATION: Mapping[str, str] = {
    "bl-47": _("Svarer. Barnelova § 47 første ledd: forelderen har rett til opplysninger om barnet"),
    "bl-47-nei": _("Sier nei. Barnelova § 47 andre ledd: det kan være til skade for barnet"),
}
RESERVATION = _(
    "Noen opplysninger kan være holdt tilbake etter personopplysningsloven § 16 eller forvaltningsloven § 19. Denne "
    "setningen står i alle svar, også når ingenting er holdt tilbake. Du kan klage til Datatilsynet."
)


def told(fields: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Label and text of everything that has a word for itself; the rest stands in the file for machines."""
    for name, value in fields.items():
        if value in (None, "", [], {}):
            continue
        if isinstance(value, dict):
            yield from told(value)
        elif isinstance(value, list):
            for one in value:
                yield from told(one if isinstance(one, dict) else {name: one})
        elif label := FIELDS.get(name):
            yield label, str(value)
