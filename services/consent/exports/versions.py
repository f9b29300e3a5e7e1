"""What an export is made from: every version of one consent, whose words it is about, and who answers for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from services.consent.events import SCHEMA, Because, ConsentAsked, ConsentEvent, ConsentExpired
from services.consent.family import Family, evolve, today
from services.consent.legal import described
from services.consent.record import Consent
from services.consent.texts import TEXTS
from shared.contracts.common import Id, Kommune, Owner
from shared.contracts.consent import State
from shared.events import Recorded
from shared.municipality import Municipality


@dataclass(frozen=True, slots=True)
class Version:
    """The record after one event; by: the giver or the employee whose act it was, or a service of ours."""

    consent: Consent
    at: datetime
    by: Id
    because: Because | None = None


@dataclass(frozen=True, slots=True)
class Export:
    """on: when the export is made. name: of the municipality, which is the controller."""

    child: Id
    kommune: Kommune
    name: str
    services: dict[Owner, str]
    versions: Sequence[Version]
    partners: tuple[Owner, ...]
    renews: bool
    on: datetime

    @property
    def consent(self) -> Consent:
        return self.versions[-1].consent

    @property
    def state(self) -> State:
        """Also when no timer has said yet that its last day has come."""
        return self.consent.on(today(self.on))

    @property
    def sharing(self) -> tuple[Owner, ...]:
        """The service that it lets in, and those that it names beside it."""
        return (self.consent.service, *self.partners)

    @property
    def text(self) -> str:
        return TEXTS.text(self.consent.text_version)

    @property
    def cited(self) -> str | None:
        return described(self.consent.legal_basis)

    def party(self, owner: Owner | None = None) -> str:
        """The municipality, or one service of it."""
        return f"{self.kommune}-{owner}" if owner else self.kommune


def export(rows: Sequence[Recorded], which: Id, municipality: Municipality, on: datetime) -> Export:
    """rows: of a child whose family was asked for this consent."""
    family, versions = Family(), list[Version]()
    for row in rows:
        event = SCHEMA.read(row)
        family = evolve(family, event)
        if isinstance(event, ConsentEvent) and event.consent == which:
            consent = family.consents[which]
            if not versions or consent.version > versions[-1].consent.version:
                versions.append(_version(consent, event, row))
    consent = versions[-1].consent
    return Export(
        child=rows[0].child, kommune=rows[0].kommune, name=municipality.name, services=municipality.services,
        versions=versions, partners=_partners(consent, family), renews=_renews(consent, family), on=on,
    )  # fmt: skip


def _version(consent: Consent, event: ConsentEvent, row: Recorded) -> Version:
    asker = event.asker if isinstance(event, ConsentAsked) else row.who().id
    because = event.because if isinstance(event, ConsentExpired) else None
    return Version(consent, event.at or row.recorded_at, getattr(event, "giver", asker), because)


def _partners(consent: Consent, family: Family) -> tuple[Owner, ...]:
    """Where none are named, as in the oldest questions: everybody the family has said yes to."""
    named = consent.partners if consent.partners is not None else family.was_admitted() - {consent.service}
    return tuple(sorted(named))


def _renews(consent: Consent, family: Family) -> bool:
    """Whether the same service had been let in for the same when it was asked for anew."""
    earlier = [*family.consents.values()][: [*family.consents].index(consent.id)]
    about = (consent.service, consent.purpose)
    return any((one.service, one.purpose) == about and one.was_active for one in earlier)
