"""Who takes part, by name, and where the log goes with them."""

from collections.abc import Iterable

from services.case.unsealed.opened import Opened, said
from shared.contracts import case
from shared.contracts.case import Participant
from shared.contracts.common import Envelope, Fact, Owner

FACTS = (
    case.StafettloggOpened, case.InvitationAccepted, case.StafettloggClosed, case.ReopeningAsked,
    case.StafettloggReopened, case.TransitionOffered, case.BatonPassed, case.HolderAppointed,
    case.BatonOfferEnded, case.FamilyChanged,
)  # fmt: skip


def collect(opened: Opened, found: Envelope, fact: Fact) -> None:
    match fact:
        case case.StafettloggOpened():
            opened.child_name = fact.child_name
            opened.attention.append(said(found, fact.attention))
            if fact.goal:
                opened.goals["first"] = case.Goal(goal="first", text=fact.goal, by=found.actor.id, at=found.at)
            _join(opened, fact.opener, fact.opener_name, fact.opener_owner)
            _join_family(opened, fact.guardian_names)
        case case.FamilyChanged():
            _join_family(opened, fact.guardian_names)
        case case.InvitationAccepted():
            _join(opened, fact.person, fact.person_name, fact.owner)
        case case.StafettloggClosed():
            opened.closing = case.Closing(because=fact.because, reason=fact.reason, at=found.at)
            opened.transition = None
        case case.ReopeningAsked() if opened.closing:
            opened.closing = opened.closing.model_copy(update={"reopening": said(found, fact.reason)})
        case case.StafettloggReopened():
            opened.closing = None
            _join(opened, fact.holder, fact.holder_name, fact.holder_owner)
        case case.TransitionOffered():
            opened.transition = case.Transition(to=fact.to, leaving=fact.leaving, on=fact.on, reason=fact.reason)
        case case.BatonPassed(taker=taker) | case.HolderAppointed(taker=taker):
            _move(opened, taker)
        case case.BatonOfferEnded():
            _move(opened, None)
        case _:
            return


def _join_family(opened: Opened, guardians: Iterable[case.Guardian]) -> None:
    for guardian in guardians:
        _join(opened, guardian.person, guardian.person_name, "familie", guardian.relation)


def _join(opened: Opened, person: str, name: str, owner: Owner, relation: str = "employee") -> None:
    """Whoever comes back comes under the name given last."""
    known = [one for one in opened.participants if one.person != person]
    opened.participants = [*known, Participant(person=person, person_name=name, owner=owner, relation=relation)]


def _move(opened: Opened, taker: str | None) -> None:
    """What the baton's way means for a transition that was offered with it."""
    offered = opened.transition
    if offered and not offered.accepted:
        opened.transition = offered.model_copy(update={"accepted": True}) if offered.to == taker else None
