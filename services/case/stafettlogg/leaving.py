"""Who takes part no longer: a person who leaves, a service whose consent has ended. The baton is never left behind."""

from typing import assert_never

from services.case.stafettlogg.asked import NotTakingPart
from services.case.stafettlogg.asked import participation as asked
from services.case.stafettlogg.events import StafettloggEvent
from services.case.stafettlogg.events import participation as p
from services.case.stafettlogg.events.closing import StafettloggClosed
from services.case.stafettlogg.state import Stafettlogg, today
from services.case.stafettlogg.succession import heir, offer_ended, passed_to
from shared.decider import Act

ENDED = "consent-ended"


def decide(command: asked.LeavingCommand, state: Stafettlogg, act: Act) -> list[StafettloggEvent]:
    match command:
        case asked.LeaveUnderConsent():
            return leave(command, state, act)
        case asked.EndParticipation():
            return end_participation(command, state, act)
        case asked.SetFamily():
            return set_family(command, state)
        case _:
            assert_never(command)


def leave(under: asked.LeaveUnderConsent, state: Stafettlogg, act: Act) -> list[StafettloggEvent]:
    person, owner = act.by.id, act.by.owner
    if state.participants.get(person) != owner:
        raise NotTakingPart
    return [*_hand_over(under, state, act), _gone(state, person, owner)]


def _hand_over(under: asked.LeaveUnderConsent, state: Stafettlogg, act: Act) -> list[StafettloggEvent]:
    if act.by.id != state.holder:
        return offer_ended(state, "left") if state.offered_to == act.by.id else []
    taker = heir(state, {act.by.id}, under.consented, today(act))
    if taker is None:
        raise asked.NobodyToHold
    return passed_to(state, taker, "left")


def _gone(state: Stafettlogg, person: str, owner: str) -> StafettloggEvent:
    colleagues = [one for one, of in state.participants.items() if of == owner and one != person]
    return p.PersonLeft(owner=owner, person=person) if colleagues else p.ParticipantLeft(owner=owner, because="left")


def end_participation(command: asked.EndParticipation, state: Stafettlogg, act: Act) -> list[StafettloggEvent]:
    """A service whose consent has ended leaves at once; when nobody is left under consent, the log closes."""
    gone = {person for person, owner in state.participants.items() if owner == command.owner}
    if not (gone or command.owner in state.invited):
        return []
    left = p.ParticipantLeft(owner=command.owner, because=ENDED)
    if state.holder not in gone:
        return [*(offer_ended(state, ENDED) if state.offered_to in gone else []), left]
    taker = heir(state, gone, command.consented, today(act))
    if taker is None:
        return [*offer_ended(state, ENDED), StafettloggClosed(because=ENDED, reason=None), left]
    return [*passed_to(state, taker, ENDED), left]


def set_family(command: asked.SetFamily, state: Stafettlogg) -> list[StafettloggEvent]:
    """Also in a closed log: who has no foreldreansvar reads nothing any more."""
    now = tuple(guardian.person for guardian in command.guardians)
    if set(now) == state.guardians:
        return []
    gone = tuple(sorted(state.guardians.difference(now)))
    return [p.FamilyChanged(guardians=now, gone=gone, guardian_names=command.guardians)]
