"""Tasks in bokmål: what somebody is asked to do, and why."""

from collections.abc import Mapping
from typing import NamedTuple

from services.portal.words import _
from shared.contracts.case import TaskKind


class Duty(NamedTuple):
    """A task as a row: what it is, why it is there, and its one verb. `href` takes the task's `ref` and `child`."""

    title: str
    why: str
    verb: str
    icon: str
    href: str


DUTIES: Mapping[TaskKind, Duty] = {
    TaskKind.DECIDE_CASE: Duty(
        _("Avklar undringen"), _("Delt med deg av en ansatt"), _("Les og avklar"), "Hourglass", "/undring/{ref}"
    ),
    TaskKind.DECISION_OVERDUE: Duty(
        _("Undringen er ikke avklart"),
        _("Lederens frist er ute. Ta det opp"),
        _("Se undringen"),
        "Hourglass",
        "/undring/{ref}",
    ),
    TaskKind.CONSIDER_REPORT: Duty(
        _("Vurder å melde til barnevernet"),
        _("Plikten er din egen. Ikke snakk med foreldrene først"),
        _("Se hva du skal gjøre"),
        "ShieldLock",
        "/undring/{ref}",
    ),
    TaskKind.EVALUATE_OWN_MEASURE: Duty(
        _("Evaluer tiltaket hos dere"),
        _("Dere avtalte å se på det nå"),
        _("Evaluer"),
        "Calendar",
        "/undring/{ref}/tiltak",
    ),
    TaskKind.OWN_EVALUATION_OVERDUE: Duty(
        _("Et tiltak er ikke evaluert"),
        _("Dagen dere avtalte, er forbi"),
        _("Evaluer"),
        "Hourglass",
        "/undring/{ref}/tiltak",
    ),
    TaskKind.READ_PREPARATION: Duty(
        _("Les hva foreldrene har skrevet"),
        _("De har forberedt seg til samtalen"),
        _("Les før samtalen"),
        "PersonChat",
        "/undring/{ref}/samtale",
    ),
    TaskKind.OPEN_LOG: Duty(
        _("Åpne stafettloggen"), _("Foreldrene har sagt ja"), _("Åpne"), "Handshake", "/barn/{child}/stafettlogg"
    ),
    TaskKind.INVITATION: Duty(
        _("Svar på invitasjonen"), _("Tjenesten din er bedt om å bli med"), _("Svar"), "PersonPlus", "/invitasjon/{ref}"
    ),
    TaskKind.INVITATION_UNANSWERED: Duty(
        _("Ingen har svart på invitasjonen"),
        _("Du har stafettpinnen"),
        _("Se hvem som er spurt"),
        "Bell",
        "/logg/{ref}",
    ),
    TaskKind.BATON_UNANSWERED: Duty(
        _("Stafettpinnen venter på svar"),
        _("Du leder den som er spurt, eller den som har den"),
        _("Finn en stafettholder"),
        "Hourglass",
        "/logg/{ref}/stafettholder",
    ),
    TaskKind.HOLDER_ABSENT: Duty(
        _("Stafettholderen er borte"),
        _("Du leder enheten"),
        _("Finn en stafettholder"),
        "Calendar",
        "/logg/{ref}/stafettholder",
    ),
    TaskKind.SERVICE_SILENT: Duty(
        _("En tjeneste har ikke skrevet på en stund"), _("Du har stafettpinnen"), _("Se loggen"), "Chat", "/logg/{ref}"
    ),
    TaskKind.WRITE_IN_LOG: Duty(
        _("Skriv i stafettloggen"), _("Noen venter på å høre fra dere"), _("Skriv"), "NotePencil", "/logg/{ref}"
    ),
    TaskKind.BATON_OFFERED: Duty(
        _("Svar på stafettpinnen"), _("Du er bedt om å bli stafettholder"), _("Svar"), "ArrowRightLeft", "/logg/{ref}"
    ),
    TaskKind.EVALUATION_OVERDUE: Duty(
        _("Et tiltak er ikke evaluert"),
        _("Dagen dere avtalte, er over"),
        _("Se tiltaket"),
        "Calendar",
        "/logg/{ref}#tiltak",
    ),
    TaskKind.ANSWER_PROPOSAL: Duty(
        _("Svar på et forslag om tiltak"),
        _("Du har stafettpinnen. Avtal det, eller si hvorfor ikke"),
        _("Se forslaget"),
        "ClipboardCheckmark",
        "/logg/{ref}#tiltak",
    ),
    TaskKind.ANSWER_AT_HOME: Duty(
        _("Svar på et forslag om tiltak hjemme"),
        _("Det som skjer hjemme, bestemmer dere"),
        _("Se forslaget"),
        "HandHeart",
        "/familie/{child}#avtalt",
    ),
    TaskKind.CONFIRM_MINUTES: Duty(
        _("Les referatet og bekreft det"),
        _("Er noe galt, kan du si det i loggen"),
        _("Les referatet"),
        "PersonGroup",
        "/familie/{child}#moter",
    ),
    TaskKind.FIND_RESPONSIBLE: Duty(
        _("Finn en ny ansvarlig for et tiltak"),
        _("Den som hadde det, er ikke med lenger. Det er ditt så lenge"),
        _("Se tiltaket"),
        "PersonPlus",
        "/logg/{ref}#tiltak",
    ),
    TaskKind.HEAR_CHILD: Duty(
        _("Snakk med barnet"),
        _("Barnets stemme skal med før dere evaluerer"),
        _("Skriv hva barnet sier"),
        "PersonGroup",
        "/logg/{ref}/stemme",
    ),
    TaskKind.REVIEW_EMERGENCY: Duty(
        _("Vurder en nødåpning"),
        _("Noen i enheten har lest det som er delt, uten å delta"),
        _("Se og vurder"),
        "ShieldLock",
        "/nodapninger",
    ),
    TaskKind.ADVICE_GIVEN: Duty(
        _("Koordinerende enhet har svart"),
        _("Du løftet saken. Ta rådet med i et nytt møte"),
        _("Les rådet"),
        "Chat",
        "/logg/{ref}/loft",
    ),
    TaskKind.REOPEN_LOG: Duty(
        _("En forelder vil åpne stafettloggen igjen"),
        _("Du hadde stafettpinnen sist"),
        _("Se loggen"),
        "OpenBook",
        "/logg/{ref}",
    ),
    TaskKind.EVALUATE_MEASURE: Duty(
        _("Evaluer tiltaket"), _("Dere avtalte å se på det nå"), _("Se tiltaket"), "Calendar", "/logg/{ref}#tiltak"
    ),
    TaskKind.ANSWER_ACCESS: Duty(
        _("Svar familien som ber om innsyn"),
        _("Kommunen har pekt deg ut til å avgjøre hva som gis ut"),
        _("Gå gjennom"),
        "OpenBook",
        "/innsyn/{child}/{ref}",
    ),
    TaskKind.ANSWER_RECTIFICATION: Duty(
        _("Svar familien som mener noe er feil"),
        _("Kommunen har pekt deg ut til å rette, eller si hvorfor ikke"),
        _("Les og svar"),
        "NotePencil",
        "/retting/{child}",
    ),
    TaskKind.ANSWER_RESTRICTION: Duty(
        _("Svar familien som ber om at noe ikke brukes"),
        _("Kommunen har pekt deg ut til å begrense det, eller si hvorfor ikke"),
        _("Les og svar"),
        "PadlockLocked",
        "/begrensning/{child}",
    ),
    TaskKind.ANSWER_INFORMATION: Duty(
        _("Svar en forelder uten foreldreansvar"),
        _("Kommunen har pekt deg ut til å avgjøre hva som fortelles"),
        _("Les og svar"),
        "OpenBook",
        "/opplysninger/{child}",
    ),
    TaskKind.ANONYMOUS_QUESTION: Duty(
        _("Svar på et anonymt spørsmål"),
        _("En annen tjeneste ber om råd"),
        _("Se spørsmålet"),
        "Chat",
        "/anonymt/{ref}",
    ),
    TaskKind.ANONYMOUS_ANSWER: Duty(
        _("Det du spurte om anonymt, er besvart"),
        _("Du har bedt om råd"),
        _("Les svaret"),
        "Chat",
        "/anonymt/spurt/{ref}",
    ),
    TaskKind.REVIEW_CONSENT: Duty(
        _("Se på samtykket på nytt"),
        _("Du spurte familien. Spør på nytt før det går ut, eller avslutt det som ikke trengs"),
        _("Se samtykkene"),
        "Handshake",
        "/barn/{child}",
    ),
    TaskKind.CONSENT_ENDED: Duty(
        _("Et samtykke er slutt"), _("Tjenesten ser ikke loggen nå"), _("Se hva som gjelder"), "EyeSlash", "/logg/{ref}"
    ),
}
