"""Bokmål for what services say in codes. In a table `_` marks a text for translators, who shows it looks it up."""

from collections.abc import Mapping
from typing import NamedTuple

from services.portal.languages import gettext
from shared.contracts.case import Kind
from shared.contracts.common import Category, Owner, Role
from shared.contracts.consent import Heard, Hearing, Method
from shared.contracts.consent import Kind as ConsentKind

_ = gettext
FAMILY: Owner = "familie"
OF_FAMILY = frozenset({Role.GUARDIAN, Role.YOUTH})


class Named(NamedTuple):
    """A service's name: alone, inside a sentence, and what it is for a parent who has not met it."""

    name: str
    inside: str
    about: str


FOR_YOUTH: Mapping[Owner, Named] = {FAMILY: Named(_("Familien"), _("familien"), _("Du, og de som har foreldreansvar."))}
OURS: Mapping[Owner, Named] = {
    FAMILY: Named(_("Foreldrene"), _("foreldrene"), _("Dere som har foreldreansvar.")),
    "consent": Named(_("Samtykketjenesten"), _("samtykketjenesten"), ""),
    "notify": Named(_("Varslingen"), _("varslingen"), ""),
    "audit": Named(_("Kontrollen"), _("kontrollen"), ""),
    "portal": Named(_("Nettsidene"), _("nettsidene"), ""),
}
"""Called the same everywhere; what a municipality's own services are called, it says itself."""
ABOUT: Mapping[Owner, str] = {
    "barnehage": _("De som er sammen med barnet hver dag."),
    "skole": _("Lærere og andre på skolen."),
    "helsestasjon": _("Helsesykepleier. Helse og utvikling."),
    "ppt": _("Pedagogisk-psykologisk tjeneste. Hjelp med språk og læring."),
    "barnevern": _("Hjelp til familier som trenger det hjemme."),
}
"""In the order in which people think of them."""
COMMON = (
    _("Barnehagen"), _("barnehagen"), _("Skolen"), _("skolen"), _("Helsestasjonen"), _("helsestasjonen"), _("PPT"),
    _("Barnevernet"), _("barnevernet"),
)  # fmt: skip
"""What most municipalities call theirs: these names can be translated."""

ROLES: Mapping[Role, str] = {
    Role.EMPLOYEE: _("Ansatt"),
    Role.LEADER: _("Leder"),
    Role.GUARDIAN: _("Forelder"),
    Role.YOUTH: _("Ungdom"),
    Role.DPO: _("Personvernombud"),
    Role.ADMINISTRATOR: _("Kommuneadministrator"),
    Role.REGISTER: _("Register"),
    Role.SYSTEM: _("Automatisk"),
    Role.DOOR: _("Innlogging"),
}

RELATIONS: Mapping[str, str] = {
    "mother": _("mor"),
    "father": _("far"),
    "guardian": _("foresatt"),
    "child": _("ungdommen selv"),
    "carer": _("har omsorgen"),
    "employee": _("ansatt"),
}


class Kept(NamedTuple):
    """A category of content, as a parent is told of it."""

    name: str
    about: str


CATEGORIES: Mapping[Category, Kept] = {
    Category.AGREEMENTS: Kept(_("Avtaler og tiltak"), _("hva vi er enige om, og hvem som gjør hva")),
    Category.NOTES: Kept(_("Notater og lysglimt"), _("korte beskrivelser fra hverdagen")),
    Category.ASSESSMENTS: Kept(_("Vurderinger"), _("det fagfolk mener og råder til")),
    Category.HEALTH: Kept(_("Helse"), _("syn, hørsel, utvikling og annen helse")),
}


class Shown(NamedTuple):
    text: str
    color: str
    icon: str = ""


CONSENT: Mapping[str, Shown] = {
    "none": Shown(_("Ikke spurt"), "neutral"),
    "proposed": Shown(_("Venter på svar"), "warning", "Hourglass"),
    "partial": Shown(_("Venter på én til"), "warning", "Hourglass"),
    "active": Shown(_("Ja"), "success", "Checkmark"),
    "refused": Shown(_("Nei"), "neutral", "XMark"),
    "withdrawn": Shown(_("Trukket"), "danger", "XMark"),
    "expired": Shown(_("Utløpt"), "neutral"),
    "lapsed": Shown(_("Må spørres på nytt"), "warning"),
}
PARTICIPATION: Mapping[str, Shown] = {
    "none": Shown(_("Ikke med"), "neutral"),
    "invited": Shown(_("Invitert"), "warning", "Hourglass"),
    "taking-part": Shown(_("Er med"), "success", "Checkmark"),
    "left": Shown(_("Ikke med lenger"), "neutral"),
}
ANSWERS: Mapping[str | None, Shown] = {
    None: Shown(_("Har ikke svart"), "warning"),
    "yes": Shown(_("Ja"), "success", "Checkmark"),
    "no": Shown(_("Nei"), "neutral", "XMark"),
    "withdrawn": Shown(_("Trukket"), "danger", "XMark"),
}
HOW: Mapping[Method, str] = {
    Method.PORTAL: _("på nett"),
    Method.MEETING: _("i et møte"),
    Method.PAPER: _("på papir"),
}
HEARINGS: Mapping[Hearing, str] = {
    Hearing.TALK: _("Ja, i en samtale"),
    Hearing.PLAY: _("Ja, gjennom lek eller tegning"),
    Hearing.IN_MEETING: _("Ja, barnet var med i møtet"),
    Hearing.TOO_YOUNG: _("Nei, barnet er for lite til å forstå hva det gjelder"),
    Hearing.UNWILLING: _("Nei, barnet ville ikke si noe"),
    Hearing.HARMFUL: _("Nei, det ville skade barnet å bli spurt"),
}
"""In the order in which they are asked."""
HEARD: Mapping[Heard, str] = {
    Heard.AS_ABLE: _("Barnet blir hørt så langt det er i stand til det."),
    Heard.ALWAYS: _("Barnet er så gammelt at det alltid skal spørres."),
    Heard.GREAT_WEIGHT: _("Barnet er så gammelt at det skal legges stor vekt på hva det mener."),
    Heard.DECIDES: _("Barnet er så gammelt at det svarer selv."),
}
KINDS: Mapping[ConsentKind, str] = {
    ConsentKind.SECRECY: _("Fritak fra taushetsplikten"),
    ConsentKind.PROCESSING: _("Samtykke til å bruke opplysninger"),
    ConsentKind.HEALTH_CARE: _("Samtykke til helsehjelp"),
}


class Wish(NamedTuple):
    """What a family may be asked for: its name, the question, and what a yes and its end mean. {place}: the service."""

    name: str
    asks: str
    yes: str
    ends: str


PURPOSES: Mapping[str, Wish] = {
    "stafettlogg": Wish(
        _("Samarbeid i stafettloggen"),
        _("Kan {place} være med i stafettloggen?"),
        _("Sier du ja, kan de lese det som står her."),
        _("{place} ser ikke loggen lenger, heller ikke det de har lest før. Det gjelder med en gang."),
    ),
    "film": Wish(
        _("Film til veiledning"),
        _("Kan {place} filme til veiledning?"),
        _("Sier du ja, kan de filme i korte stunder. Filmen deles ikke med andre tjenester."),
        _("{place} slutter å filme og sletter opptakene."),
    ),
    "helsehjelp": Wish(
        _("Helsehjelp"),
        _("Kan {place} gi hjelpen dere har snakket om?"),
        _("Sier du ja, kan de gi den hjelpen. Det skrives i deres egen journal, ikke i stafettloggen."),
        _("{place} slutter med hjelpen."),
    ),
}
STAGES: Mapping[str | None, Shown] = {
    None: Shown(_("Ingen undring"), "neutral"),
    "registered": Shown(_("Undring"), "accent"),
    "shared": Shown(_("Delt med leder"), "accent"),
    "talked": Shown(_("Samtale holdt"), "accent"),
    "level-1": Shown(_("Tiltak hos oss"), "accent"),
    "decided": Shown(_("Avklart"), "success"),
}
OUTCOMES: Mapping[str, str] = {
    "closed": _("Avsluttet, ingen trenger å gjøre mer."),
    "level-1": _("Tiltak i egen tjeneste."),
    "level-2": _("Samarbeid med andre tjenester."),
    "reported": _("Meldt til barnevernet."),
}


class Writing(NamedTuple):
    """What a person may write in the log. only: owners whose profession this is; empty, everyone."""

    name: str
    kind: Kind
    category: Category
    only: frozenset[Owner] = frozenset()


WRITING: Mapping[str, Writing] = {
    "note": Writing(_("Notat"), Kind.NOTE, Category.NOTES),
    "lysglimt": Writing(_("Lysglimt, noe som går bra"), Kind.LYSGLIMT, Category.NOTES),
    "assessment": Writing(_("Faglig vurdering"), Kind.ASSESSMENT, Category.ASSESSMENTS),
    "health": Writing(_("Helseopplysning"), Kind.NOTE, Category.HEALTH, frozenset({"helsestasjon"})),
}
