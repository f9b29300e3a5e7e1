"""What a family answers, takes back, or lets run out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from services.consent.events import (
    AnswerRegistered,
    Because,
    ConsentActivated,
    ConsentAnswered,
    ConsentExpired,
    ConsentRefused,
    ConsentReviewDue,
    ConsentReviewed,
    ConsentWithdrawn,
    FamilyEvent,
)
from services.consent.family import CARER, Family, today
from services.consent.record import LIVE, Consent
from services.consent.refusals import (
    AlreadyAnswered,
    ChildUnheard,
    ConsentEnded,
    NoEvidence,
    NotInformed,
)
from shared.contracts.common import Actor, Id, Role
from shared.contracts.consent import (
    AnswerConsent,
    Heard,
    How,
    Method,
    RegisterAnswer,
    ReviewConsent,
    Said,
    WithdrawConsent,
)
from shared.decider import Act
from shared.errors import AccessDenied, Unknown

ALWAYS_ASKED = frozenset({Heard.ALWAYS, Heard.GREAT_WEIGHT})


@dataclass(frozen=True, slots=True)
class ExpireConsent:
    """Sent by the timer."""

    consent: Id


@dataclass(frozen=True, slots=True)
class RemindOfReview:
    """Sent by the timer."""

    consent: Id


def answer(command: AnswerConsent, state: Family, act: Act) -> Sequence[FamilyEvent]:
    giver = giver_of(act.by)
    consent = _open(command.consent, giver, state, act)
    if command.yes:
        _rests_on(command, consent, giver, state)
    return _answered(consent, giver, state, act, _how(act.by, **_told(command)), yes=command.yes)


def withdraw(command: WithdrawConsent, state: Family, act: Act) -> Sequence[FamilyEvent]:
    """Anyone who decides, at any time, also before the others have answered."""
    giver = giver_of(act.by)
    return _withdrawn(_open(command.consent, giver, state, act), giver, act, _how(act.by))


def giver_of(by: Actor) -> Id:
    """A leader of barnevernet speaks for it, where it has the care."""
    return CARER if by.role is Role.LEADER and by.owner == CARER else by.id


def _how(by: Actor, **told: Any) -> How:
    spoke = by.id if giver_of(by) == CARER else None
    return How(method=Method.PORTAL, level=by.level, registered_by=spoke, **told)


def register_answer(command: RegisterAnswer, state: Family, act: Act) -> Sequence[FamilyEvent]:
    """What a giver said in a meeting or on paper; of a yes, that they knew what they said yes to."""
    consent = _open(command.consent, command.giver, state, act)
    if command.answer is Said.YES:
        _rests_on(command, consent, command.giver, state)
    if command.method is Method.PAPER and command.evidence is None:
        raise NoEvidence
    how = How(method=command.method, registered_by=act.by.id, evidence=command.evidence, **_told(command))
    events = (
        _withdrawn(consent, command.giver, act, how)
        if command.answer is Said.WITHDRAWN
        else _answered(consent, command.giver, state, act, how, yes=command.answer is Said.YES)
    )
    note = AnswerRegistered(consent=consent.id, to=consent.service, at=act.at, giver=command.giver, note=command.note)
    return [*events, note]


def _rests_on(command: AnswerConsent | RegisterAnswer, consent: Consent, giver: Id, state: Family) -> None:
    """A yes. A child that answers for itself is heard by that. Raises NotInformed, ChildUnheard."""
    if not (command.told_of_rights and command.said_freely):
        raise NotInformed
    if consent.heard in ALWAYS_ASKED and giver != state.child and command.child_heard is None:
        raise ChildUnheard


def _told(command: AnswerConsent | RegisterAnswer) -> dict[str, Any]:
    """What was not said is not known."""
    rights, freely = command.told_of_rights or None, command.said_freely or None
    return {"told_of_rights": rights, "said_freely": freely, "child_heard": command.child_heard}


def _answered(consent: Consent, giver: Id, state: Family, act: Act, how: How, *, yes: bool) -> list[FamilyEvent]:
    if giver not in consent.givers:
        raise AccessDenied
    if giver in consent.answers:
        raise AlreadyAnswered
    if yes and not consent.givers - consent.answers.keys() - {giver}:
        return _activated(consent, giver, state, act, how)
    kind = ConsentAnswered if yes else ConsentRefused
    return [
        kind(consent=consent.id, to=consent.service, at=act.at, previous=consent.sha256, giver=giver, how=how)
    ]  # fmt: skip


def _activated(consent: Consent, giver: Id, state: Family, act: Act, how: How) -> list[FamilyEvent]:
    """What it renews ends with it: whoever takes back a yes takes back all of it."""
    active = ConsentActivated(
        consent=consent.id, to=consent.service, at=act.at, previous=consent.sha256, giver=giver, how=how,
        asker=consent.asker, asked_by_owner=consent.asked_by_owner, kind=consent.kind, purpose=consent.purpose,
        categories=consent.categories, expires_on=consent.expires_on, covers_from=consent.covers_from,
        partners=None if consent.partners is None else tuple(sorted(consent.partners)),
    )  # fmt: skip
    before = (one for one in _same(consent, state) if one.active(today(act.at)))
    return [active, *(ended(one, Because.RENEWED, act) for one in before)]


def _withdrawn(consent: Consent, giver: Id, act: Act, how: How) -> list[FamilyEvent]:
    return [
        ConsentWithdrawn(
            consent=consent.id, to=consent.service, at=act.at, previous=consent.sha256, giver=giver, how=how
        )
    ]  # fmt: skip


def _open(wanted: Id, giver: Id, state: Family, act: Act) -> Consent:
    """Raises AccessDenied, Unknown, ConsentEnded."""
    if giver not in state.deciders:
        raise AccessDenied
    consent = state.consents.get(wanted)
    if consent is None or not state.known_to(giver, wanted):
        raise Unknown
    if not consent.live(today(act.at)):
        raise ConsentEnded
    return consent


def expire(command: ExpireConsent, state: Family, act: Act) -> Sequence[FamilyEvent]:
    """Says for everybody to hear what holds already: from its last day a consent covers nothing."""
    consent = state.consents.get(command.consent)
    if consent is None or consent.state not in LIVE or today(act.at) < consent.expires_on:
        return []
    return [ended(consent, Because.DATE, act)]


def remind(command: RemindOfReview, state: Family, act: Act) -> Sequence[FamilyEvent]:
    """Nobody is reminded of what has ended, or has been asked for anew."""
    consent = state.consents.get(command.consent)
    day = today(act.at)
    if consent is None or not consent.active(day) or _renewed(consent, state, day):
        return []
    return [
        ConsentReviewDue(
            consent=consent.id, to=consent.service, at=act.at, expires_on=consent.expires_on, asker=consent.asker,
            asked_by_owner=consent.asked_by_owner,
        )
    ]  # fmt: skip


def review(command: ReviewConsent, state: Family, act: Act) -> Sequence[FamilyEvent]:
    consent = state.consents.get(command.consent)
    if consent is None:
        raise Unknown
    if not consent.active(today(act.at)):
        raise ConsentEnded
    if not command.needed:
        return [ended(consent, Because.NOT_NEEDED, act)]
    return [ConsentReviewed(consent=consent.id, to=consent.service, at=act.at, previous=consent.sha256)]


def _renewed(consent: Consent, state: Family, day: date) -> bool:
    return any(one.live(day) and one.expires_on > consent.expires_on for one in _same(consent, state))


def _same(consent: Consent, state: Family) -> list[Consent]:
    """The others for the same service and purpose."""
    about = (consent.service, consent.purpose)
    return [one for one in state.consents.values() if one.id != consent.id and (one.service, one.purpose) == about]


def ended(consent: Consent, because: Because, act: Act) -> ConsentExpired:
    return ConsentExpired(consent=consent.id, to=consent.service, at=act.at, previous=consent.sha256, because=because)
