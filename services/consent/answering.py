"""What a family answers, takes back, or lets run out."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.consent.events import (
    Because,
    ConsentActivated,
    ConsentAnswered,
    ConsentExpired,
    ConsentRefused,
    ConsentWithdrawn,
    FamilyEvent,
)
from services.consent.family import LIVE, Consent, Family, today
from services.consent.refusals import (
    AlreadyAnswered,
    ConsentEnded,
)
from shared.contracts.common import Id
from shared.contracts.consent import AnswerConsent, WithdrawConsent
from shared.decider import Act
from shared.errors import AccessDenied, Unknown


@dataclass(frozen=True, slots=True)
class ExpireConsent:
    """Sent by the timer."""

    consent: Id


def answer(command: AnswerConsent, state: Family, act: Act) -> Sequence[FamilyEvent]:
    consent = _open(command.consent, state, act)
    giver = act.by.id
    if giver in consent.answers:
        raise AlreadyAnswered
    if not command.yes:
        return [ConsentRefused(consent=consent.id, to=consent.service, giver=giver)]
    if consent.givers - consent.answers.keys() - {giver}:
        return [ConsentAnswered(consent=consent.id, to=consent.service, giver=giver)]
    return [
        ConsentActivated(
            consent=consent.id, to=consent.service, giver=giver, asker=consent.asker,
            asked_by_owner=consent.asked_by_owner, purpose=consent.purpose, categories=consent.categories,
            expires_on=consent.expires_on,
        )
    ]  # fmt: skip


def withdraw(command: WithdrawConsent, state: Family, act: Act) -> Sequence[FamilyEvent]:
    """Anyone with foreldreansvar, at any time, also before the others have answered."""
    consent = _open(command.consent, state, act)
    return [ConsentWithdrawn(consent=consent.id, to=consent.service, giver=act.by.id)]


def _open(wanted: Id, state: Family, act: Act) -> Consent:
    if act.by.id not in state.responsible:
        raise AccessDenied
    consent = state.consents.get(wanted)
    if consent is None:
        raise Unknown
    if not consent.live(today(act.at)):
        raise ConsentEnded
    return consent


def expire(command: ExpireConsent, state: Family, act: Act) -> Sequence[FamilyEvent]:
    """Says for everybody to hear what holds already: from its last day a consent covers nothing."""
    consent = state.consents.get(command.consent)
    if consent is None or consent.state not in LIVE or today(act.at) < consent.expires_on:
        return []
    return [ConsentExpired(consent=consent.id, to=consent.service, because=Because.DATE)]
