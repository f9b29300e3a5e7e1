"""Bokmål for a no: what a person may do about it, by the stable code of the refusal."""

from collections.abc import Mapping
from typing import NamedTuple

from pydantic import ValidationError

from services.portal.words import _


class Page(NamedTuple):
    """A whole page that says no."""

    heading: str
    text: str


FORM = _("Noe i skjemaet må rettes. Ingenting er lagret ennå.")
UNKNOWN_CODE = _("Det gikk ikke å gjøre dette nå. Ingenting er lagret. Last siden på nytt og se hva som har skjedd.")
AGAIN = _("Dette er allerede lagret.")
TEXTS: Mapping[str, str] = {
    "InvalidRequest": FORM,
    "Unavailable": _("Vi fikk ikke svar. Prøv igjen om litt. Det samme blir aldri lagret to ganger."),
    "Unknown": _("Her er det ingenting å se. Det finnes ikke, eller det er ikke for den det gjelder."),
    "NoToken": _("Tilgangen mangler eller er utløpt. Hent et nytt tilgangstoken."),
    "OtherMethod": _("Denne adressen brukes med en annen metode."),
    "TooLarge": _("Det ble for mye på én gang. Ingenting er lagret."),
    "NotJson": _("Innholdet må være JSON."),
    "KeyMissing": _("En kommando må ha Idempotency-Key, en UUID."),
    "KeyTaken": _("Denne Idempotency-Key hører til en annen forespørsel. Ingenting er lagret nå."),
    "TooMany": _("Det ble for mange forespørsler på ett minutt. Vent litt."),
    "InternalError": _("Noe gikk galt hos oss. Prøv igjen om litt. Det samme blir aldri lagret to ganger."),
    "AlreadyInvestigated": _("Dette undersøkes allerede. Last siden på nytt."),
    "InvestigationClosed": _("Undersøkelsen er avsluttet."),
    "NotYetKnown": _("Tidspunktet kan ikke være i framtiden."),
    "BreachEnded": _("Avviket er allerede avsluttet."),
    "NotWitnessed": _("For få vitner har sett denne loggen ennå. Vent litt, og prøv igjen."),
    "CaseExists": AGAIN,
    "CaseClosed": _("Undringen er avklart. Skriv en ny undring hvis du lurer på noe nytt."),
    "NoteExists": AGAIN,
    "InvitationExists": AGAIN,
    "OwnMeasureExists": AGAIN,
    "NothingObserved": _("Skriv minst én ting du har sett eller hørt."),
    "NotShared": _("Undringen må deles med deg før du kan avklare den."),
    "NoSuchBasis": _("Velg et lovgrunnlag som gjelder for tjenesten din."),
    "ContributionTakenBack": _("Dette er trukket tilbake. Skriv heller noe nytt."),
    "AcuteConcern": _(
        "Ved mistanke om vold eller overgrep snakker du ikke med foreldrene først. Meld til barnevernet."
    ),
    "AcuteNotAnswered": _("Svar først på om du er redd for at barnet blir utsatt for vold, overgrep eller er i fare."),
    "AcuteStands": _("Noen har svart ja på at det haster. Det svaret står. Lederen avklarer hva som skal skje."),
    "ReportOrSayWhyNot": _("Noen er redd for at barnet er i fare. Meld til barnevernet, eller skriv hvorfor ikke."),
    "ParentsConcern": _(
        "Når foreldrene selv har tatt det opp, går saken alltid videre. Velg noe annet enn å avslutte."
    ),
    "NotInTheFuture": _("Datoen må være i dag eller tidligere."),
    "NotInThePast": _("Velg et tidspunkt som kommer."),
    "NotAGuardian": _("Bare de som har foreldreansvar nå, kan inviteres."),
    "NoSuchInvitation": _("Denne invitasjonen finnes ikke. Last siden på nytt."),
    "ChildNotHeard": _("Skriv hva barnet selv sier, eller hvorfor barnet ikke er spurt."),
    "NothingWritten": _("Skriv noe i minst ett felt."),
    "ConversationIsOff": _("Samtalen er avlyst."),
    "ConversationHasBegun": _("Samtalen har begynt. Si det du vil si, der."),
    "NotAtLevelOne": _("Lederen må avklare at dere skal prøve tiltak i egen tjeneste først."),
    "NotAnEnd": _("Tiltak i egen tjeneste slutter når saken avsluttes, går til samarbeid med andre eller meldes."),
    "NoSuchMeasure": _("Dette tiltaket går ikke lenger. Last siden på nytt."),
    "ChangeNotSaid": _("Skriv hva dere gjør annerledes fra nå av."),
    "LogExists": AGAIN,
    "RequestExists": AGAIN,
    "RectificationExists": AGAIN,
    "NotGiven": _("Du kan be om dette for det du har fått innsyn i."),
    "RestrictionExists": AGAIN,
    "NothingToRestrict": _("Dette er allerede besvart. Last siden på nytt."),
    "NotRestricted": _("Dette er ikke under begrensning, eller familien har allerede fått vite når det slutter."),
    "LiftedTooSoon": _("Familien skal vite det minst en uke før. Velg en senere dag."),
    "NothingToRectify": _("Dette er allerede besvart. Last siden på nytt."),
    "NobodyNamed": _("Kommunen har ikke sagt hvem som svarer for denne tjenesten. Ta kontakt med personvernombudet."),
    "AccessAnswered": _("Det er allerede avgjort hva som gis ut. Last siden på nytt."),
    "AccessUnderWay": _("Du har allerede bedt om innsyn. Du får beskjed når svaret er klart."),
    "NotEntitled": _("Bare den som bestemmer for barnet, kan be om dette."),
    "AlreadyExtended": _("Fristen er forlenget én gang. Den kan ikke forlenges igjen."),
    "TooLateToExtend": _("Fristen er ute. Den måtte vært forlenget før."),
    "NothingToAnswer": _("Dette venter ikke på svar lenger. Last siden på nytt."),
    "ItemsUndecided": _("Velg for hver opplysning. Noe kan være skrevet siden du åpnet siden. Se gjennom på nytt."),
    "LogClosed": _("Stafettloggen er avsluttet. Det går ikke an å skrive i den."),
    "NoConsent": _("Foreldrene har ikke sagt ja til dette nå. Be om samtykke først."),
    "NobodyToWorkWith": _("Foreldrene må ha sagt ja til minst én tjeneste til før loggen kan åpnes."),
    "NotTheHolder": _("Bare den som har stafettpinnen, kan gjøre dette."),
    "NotInvited": _("Tjenesten din er ikke invitert, eller noen hos dere har svart allerede."),
    "NotTakingPart": _("Den du valgte, er ikke med i loggen nå."),
    "MeasureExists": AGAIN,
    "NotProposed": _("Forslaget er besvart allerede."),
    "NotRunning": _("Tiltaket er avsluttet, eller venter på å bli avtalt."),
    "NotEvaluated": _("Se først på om tiltaket har hjulpet. Så kan dere fortsette eller avslutte det."),
    "HomeBelongsToTheParents": _("Det som gjøres hjemme, er det foreldrene som har ansvaret for."),
    "NotResponsible": _("Bare den som har ansvaret for tiltaket, eller stafettholderen, kan gjøre dette."),
    "GoalExists": AGAIN,
    "GoalNotOpen": _("Dette målet er ikke noe dere jobber mot nå. Velg et annet."),
    "MeetingExists": AGAIN,
    "MeetingInThePast": _("Velg et tidspunkt som kommer."),
    "MeetingInTheFuture": _("Referatet skrives når møtet er holdt. Velg i dag eller en tidligere dag."),
    "MeetingOver": _("Møtet er allerede holdt eller avlyst."),
    "NotHeld": _("Møtet har ikke noe referat ennå."),
    "VoiceMissing": _("Barnets stemme mangler. Skriv hva barnet sier, eller hvorfor dere ikke har den med."),
    "OtherMinutes": _("Referatet er rettet siden du leste det. Les det på nytt."),
    "NotTheFamily": _("Bare foreldre med foreldreansvar kan gjøre dette."),
    "NotAppointed": _("Noen andre er valgt til å snakke med barnet."),
    "HeardInTheFuture": _("Velg i dag eller en tidligere dag."),
    "PlanNotConsidered": _("Dere må først vurdere om barnet har rett til individuell plan, og om familien vil ha en."),
    "LiftExists": AGAIN,
    "NoCoordination": _("Kommunen har ikke sagt hvem som er koordinerende enhet."),
    "NotAsked": _("Bare de som ble spurt, eller stafettholderen, kan skrive ned rådet."),
    "LogIsOpen": _("Stafettloggen er åpen."),
    "ReopeningNotAsked": _("En forelder må be om at stafettloggen åpnes igjen."),
    "SameService": _("Velg noen i tjenesten som barnet skal over til."),
    "TransitionInThePast": _("Velg i dag eller en dag som kommer."),
    "ConsultationExists": AGAIN,
    "TakesNoQuestions": _("Denne tjenesten tar ikke imot anonyme spørsmål her. Velg en annen."),
    "IdentifyingText": _("Noe i teksten peker på noen. Skriv det om. Ingenting er sendt."),
    "PerhapsIdentifyingText": _("Noe i teksten kan peke på noen. Se på det, og bekreft før du sender."),
    "ReportExists": AGAIN,
    "ReportIsSent": _("Meldingen er sendt og kan ikke endres. Ring barnevernet hvis du vil legge til noe."),
    "ReportIncomplete": _("Noe i meldingen mangler ennå. Meldingen er ikke sendt."),
    "DraftChanged": _("Utkastet ble lagret på nytt imens. Les gjennom det en gang til før du sender."),
    "NotToOneself": _("Du kan lese dette allerede."),
    "AnsweredAlready": _("Dette kan ikke sies nå. Les det siste svaret en gang til."),
    "EvaluationInThePast": _("Velg en dag som kommer, så dere rekker å se om det hjelper."),
    "ServiceNotTakingPart": _("Tjenesten er ikke med i loggen nå. Inviter den først."),
    "NobodyToHold": _("Ingen andre kan ta over stafettpinnen nå. Avslutt stafettloggen i stedet for å gå ut av den."),
    "NudgedAlready": _("Tjenesten er nylig bedt om å skrive. Vent litt før du spør igjen."),
    "IsAway": _("Den du valgte, er borte nå. Velg en annen."),
    "AbsenceNotPossible": _("Fraværet må slutte etter at det begynner, og ikke før i dag."),
    "BatonAlreadyOffered": _("Stafettpinnen er allerede tilbudt noen. Trekk tilbudet først."),
    "BatonNotOffered": _("Stafettpinnen er ikke tilbudt deg lenger."),
    "ContributionExists": AGAIN,
    "NotAPicture": _("Filen er ikke et bilde eller en PDF vi kan ta imot. Bruk JPG, PNG eller PDF."),
    "FileTooLarge": _("Filen er for stor. Bruk høyst 20 sider, eller et mindre bilde. Ingenting er lagret."),
    "FileUnreadable": _("Filen er skadet eller låst, og kunne ikke leses. Ingenting er lagret."),
    "UploadIncomplete": _("Filen kom ikke helt fram. Velg den på nytt, og prøv igjen."),
    "IdTaken": AGAIN,
    "NobodyCanConsent": _("Vi vet ikke om noen med foreldreansvar for barnet. Ta kontakt med kommunen."),
    "AlreadyAsked": _("Foreldrene er allerede spurt om en av disse tjenestene, og har ikke svart ennå."),
    "AlreadyConsented": _("Foreldrene har allerede sagt ja til en av disse tjenestene."),
    "NothingToShare": _("Velg minst én ting de skal kunne lese."),
    "NeverShared": _("Dette kan aldri deles, heller ikke med samtykke."),
    "ExpiryNotAllowed": _("Et samtykke kan ikke vare så lenge. Velg en kortere tid."),
    "NoSuchService": _("Kommunen har ikke denne tjenesten her. Velg en annen."),
    "NoConsentText": _("Vi har ingen samtykketekst for denne tjenesten ennå. Velg en annen."),
    "AlreadyAnswered": _("Du har allerede svart på dette."),
    "PeriodNotAllowed": _("Det som deles, må begynne i dag eller tidligere."),
    "NotInformed": _("Et ja teller bare når den som svarte, kjente rettighetene sine og svarte fritt."),
    "ChildUnheard": _("Si om barnet har fått si hva det mener, eller hvorfor ikke."),
    "NoSuchOrder": _("Det er ingenting å avslutte. Last siden på nytt."),
    "AskedAlready": _("Du har spurt, og venter på svar."),
    "NothingToDecide": _("Det er ingenting å avgjøre. Last siden på nytt."),
    "NoGroundToRefuse": _("Velg en hjemmel som gjelder i dag."),
    "NoEvidence": _("Legg ved den underskrevne siden."),
    "NotByLaw": _("Velg en lov som gjaldt den dagen, og en dag som har vært."),
    "ConsentEnded": _("Spørsmålet gjelder ikke lenger. Last siden på nytt."),
    "NobodyToTell": _("Kommunen har ikke tatt i bruk nødåpning. Ring 113, 112 eller barnevernvakten på 116 111."),
    "AlreadyReviewed": _("Nødåpningen er allerede vurdert."),
    "ChangedMeanwhile": _("Noe er endret siden du åpnet siden. Last den på nytt og se hva som gjelder."),
    "NothingNew": _("Du har ikke endret noe."),
    "NotChangeable": _("Dette kan ikke endres her."),
    "CaseMissing": _("Skriv nummeret på saken der loven eller vedtaket står."),
    "OnHold": _("Personvernombudet har krevd at dette tas vare på. Det kan ikke slettes nå."),
    "NotArchived": _("En stafettlogg må arkiveres først, eller noen må avgjøre at den ikke skal det."),
    "TwoPeople": _("En annen enn den som foreslo slettingen, må bekrefte den."),
    "AlreadyProposed": _("Slettingen er allerede foreslått eller gjort."),
    "NothingToErase": _("Slettingen gjelder ikke lenger, eller den er gjort. Last siden på nytt."),
    "NoLegalBasis": _("Velg en hjemmel som gjelder i dag."),
    "ErasureUnderWay": _("Du har allerede bedt om sletting. Du får svar når det er vurdert."),
    "NotOnHold": _("Ingen har krevd at dette tas vare på."),
    "WrongCategory": _("Denne teksten hører ikke hjemme her. Velg hva slags tekst det er."),
}

NOT_FOUND = Page(
    _("Her er det ingenting å se"),
    _("Siden finnes ikke, eller den er ikke for deg. Vi svarer likt i begge tilfeller, så ingen kan gjette seg frem."),
)
PAGES: Mapping[int, Page] = {
    403: Page(
        _("Dette kom ikke fra våre sider"), _("Gå tilbake, last siden på nytt og prøv igjen. Ingenting er lagret.")
    ),
    404: NOT_FOUND,
    413: Page(_("Det ble for mye på én gang"), _("Del teksten i flere deler. Ingenting er lagret.")),
    415: Page(_("Skjemaet kunne ikke leses"), _("Last siden på nytt og prøv igjen. Ingenting er lagret.")),
    421: Page(_("Feil adresse"), _("Bruk adressen du har fått av kommunen.")),
    422: Page(_("Det gikk ikke"), UNKNOWN_CODE),
    429: Page(_("Det er mange som logger inn nå"), _("Vent et minutt, og prøv igjen.")),
    500: Page(_("Noe gikk galt hos oss"), _("Feilen er registrert. Gå tilbake og prøv igjen.")),
    503: Page(_("Vi får ikke svar akkurat nå"), _("Vent litt, gå tilbake og prøv igjen.")),
}

_MISSING = frozenset({"missing", "string_too_short", "too_short", "none_required"})


def page(status: int) -> Page:
    return PAGES.get(status) or (NOT_FOUND if status < 500 else PAGES[500])  # noqa: PLR2004 - client's or ours


def text(code: str) -> str:
    return TEXTS.get(code, UNKNOWN_CODE)


def by_field(error: ValidationError) -> dict[str, str]:
    """What is wrong with each field, by the name that the field has in our forms."""
    found = error.errors(include_url=False, include_input=False)
    return {"-".join(map(str, item["loc"])): _say(item["type"], item.get("ctx", {})) for item in found}


def _say(kind: str, limits: Mapping[str, object]) -> str:
    if kind in _MISSING:
        return _("Må fylles ut")
    if kind == "string_too_long":
        return _("Kan ha høyst {max_length} tegn").format(max_length=limits["max_length"])
    if kind.startswith("date"):
        return _("Skriv en gyldig dato")
    return _("Dette kan ikke brukes her")
