"""The answer to a request for access as a document to keep: what the page says, and what the file for machines says."""

from collections.abc import Iterator

from services.portal import dates, words
from services.portal.acts import ACTS
from services.portal.consents import ordered
from services.portal.insight import RESERVATION, WHAT, told
from services.portal.package import Package
from services.portal.package import Part as Given
from services.portal.printing import Part, Sheet, Table
from services.portal.view import Services
from services.portal.words import _
from shared.contracts import case, consent, notify

SENT = {
    notify.Delivery.WAITING: _("Venter"),
    notify.Delivery.SENDING: _("Sendes"),
    notify.Delivery.SENT: _("Sendt"),
    notify.Delivery.FAILED: _("Kom ikke fram"),
}


def sheet(whole: Package, services: Services, kommune: str) -> Sheet:
    intro = ((_("Kommune"), kommune), (_("Hentet"), dates.exact(dates.now())), ("", RESERVATION))
    parts = (
        *(part for given in whole.parts for part in _given(given, services)), *_consents(whole.consents, services),
        *_by_law(whole.consents, services), _notices(whole.notices),
    )  # fmt: skip
    return Sheet(_("Det som er lagret om {child}").format(child=whole.consents.child_name), kommune, intro, parts)


def _given(given: Given, services: Services) -> Iterator[Part]:
    name = services.named(given.owner).name
    if not given.items:
        yield Part(name, (("", _("Ingenting å gi ut.")),))
        return
    yield Part(name)
    for item in given.items:
        said = (("", f"{dates.exact(item.at)} · {_who(item, services)}"), *told(item.text), *told(item.places or {}))
        yield Part(WHAT.get(item.what, item.what), said, level=3)
    if given.seen:
        rows = [(dates.exact(one.at), _who(one, services), _act(one), ", ".join(one.legal_basis)) for one in given.seen]
        columns = (_("Når"), _("Hvem"), _("Hva"), _("Lov"))
        yield Part(_("Hvem som har gjort noe med dette"), (), Table(columns, rows), level=3)


def _who(one: case.Item | case.Seen, services: Services) -> str:
    return f"{words.ROLES[one.role]}, {services.named(one.owner).name}"


def _act(one: case.Seen) -> str:
    return ACTS.get(one.action, one.action) + (f" ({_('avvist')})" if one.denied else "")


def _consents(known: consent.Consents, services: Services) -> Iterator[Part]:
    yield Part(_("Samtykker"), () if known.consents else (("", _("Ingen.")),))
    for one in ordered(known.consents):
        heading = f"{services.named(one.service).name}: {words.PURPOSES[one.purpose].name}"
        yield Part(heading, tuple(_asked(one, services)), _answers(one), level=3)


def _asked(one: consent.ConsentView, services: Services) -> Iterator[tuple[str, str]]:
    yield _("Står nå"), words.CONSENT[one.state].text
    yield _("Spurt"), f"{dates.exact(one.asked_at)}, {services.named(one.asked_by_owner).name}"
    if one.categories:
        yield _("Hva de kan lese"), ", ".join(words.CATEGORIES[kind].name for kind in one.categories)
    if one.partners:
        yield _("Deler med"), services.listed(one.partners)
    if one.covers_from:
        yield _("Det som er skrevet fra"), dates.dated(one.covers_from)
    if one.valid_from:
        yield _("Gjelder fra"), dates.dated(one.valid_from)
    yield _("Slutter av seg selv"), dates.dated(one.expires_on)
    if one.legal_basis:
        yield _("Lov"), one.legal_basis
    yield _("Tekst"), f"{one.text_version} ({one.language})"


def _answers(one: consent.ConsentView) -> Table:
    rows = [
        (giver.person_name, words.ANSWERS[giver.answer].text, dates.exact(giver.at) if giver.at else "",
         words.HOW[giver.how.method] if giver.how else "")
        for giver in one.givers
    ]  # fmt: skip
    return Table((_("Hvem"), _("Svar"), _("Når"), _("Hvordan")), rows)


def _by_law(known: consent.Consents, services: Services) -> Iterator[Part]:
    if known.shared_by_law:
        yield Part(_("Delt etter lov, uten samtykke"))
    for one in known.shared_by_law:
        heading = f"{services.named(one.by).name}: {services.named(one.to).inside}, {dates.dated(one.on)}"
        yield Part(heading, (("", one.what), (_("Lov"), one.legal_basis)), level=3)


def _notices(known: notify.Notices) -> Part:
    rows = [(dates.exact(one.sent_at or one.created_at), SENT[one.state]) for one in known.notices]
    said = () if rows else (("", _("Ingen.")),)
    return Part(_("Beskjeder til deg"), said, Table((_("Når"), _("Hva som skjedde")), rows))
