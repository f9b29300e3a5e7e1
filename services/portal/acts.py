"""The audit list in bokmål: what somebody did, never what it said."""

from collections.abc import Mapping

from services.portal.words import CATEGORIES, _
from shared.contracts.common import Category

ACTS: Mapping[str, str] = {
    "enrol-child": _("Registrerte barnet i enheten"),
    "register-concern": _("Skrev en undring"),
    "add-observation": _("Skrev en observasjon"),
    "share-concern": _("Delte undringen med leder"),
    "record-conversation": _("Skrev ned undringssamtalen"),
    "decide-case": _("Avklarte undringen"),
    "my-children": _("Så listen over barn i enheten"),
    "read-child": _("Åpnet siden til et barn i enheten"),
    "read-case": _("Leste undringen"),
    "open-stafettlogg": _("Åpnet stafettloggen"),
    "invite-service": _("Inviterte en tjeneste"),
    "accept-invitation": _("Ble med i stafettloggen"),
    "decline-invitation": _("Takket nei til å bli med"),
    "agree-measure": _("Avtalte et tiltak"),
    "offer-baton": _("Tilbød stafettpinnen"),
    "accept-baton": _("Tok imot stafettpinnen"),
    "decline-baton": _("Sa nei til stafettpinnen"),
    "withdraw-baton-offer": _("Trakk tilbudet om stafettpinnen"),
    "close-stafettlogg": _("Avsluttet stafettloggen"),
    "write-contribution": _("Skrev i stafettloggen"),
    "read-stafettlogg": _("Leste stafettloggen"),
    "my-logs": _("Så listen over egne stafettlogger"),
    "preview-audience": _("Så hvem som kan lese"),
    "my-tasks": _("Så oppgavene sine"),
    "register-family": _("Registrerte familien"),
    "ask-consent": _("Ba om samtykke"),
    "answer-consent": _("Svarte på spørsmål om samtykke"),
    "withdraw-consent": _("Trakk et samtykke"),
    "read-consents": _("Så samtykkene"),
    "my-family": _("Så listen over egne barn"),
    "read-standings": _("Sjekket samtykkene"),
    "release-keys": _("Fikk nøkkel til delt innhold"),
    "register-contact": _("Registrerte kontaktopplysninger"),
    "my-notices": _("Så varslene sine"),
    "end-participation": _("En tjeneste gikk ut av stafettloggen"),
    "decision-due": _("Fristen for å avklare gikk ut"),
    "evaluation-due": _("Et tiltak skulle evalueres"),
    "expire-consent": _("Et samtykke gikk ut på dato"),
    "send-notice": _("Sendte et varsel"),
    "sign-in": _("Logget inn"),
    "sign-out": _("Logget ut"),
    "search-audit": _("Søkte i tilgangsloggen"),
}
KEPT: Mapping[Category, str] = {
    **{category: kept.name for category, kept in CATEGORIES.items()},
    Category.PRIVATE: _("Eget arbeid"),
    Category.CONTACT: _("Kontaktopplysninger"),
}
OUTCOMES: Mapping[str, tuple[str, str]] = {
    "done": (_("Gjort"), "success"),
    "denied": (_("Avvist"), "danger"),
    "refused": (_("Ikke mulig"), "warning"),
}
