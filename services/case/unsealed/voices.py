"""The child's voice, what parents say against, and how much cooperation was found to be needed."""

from services.case.unsealed.opened import Opened, said
from shared.contracts import case
from shared.contracts.case import Heard, Lift, PlanConsidered, Statement
from shared.contracts.common import Envelope, Fact

FACTS = (
    case.VoiceAppointed, case.ChildHeard, case.Disagreed, case.IndividualPlanConsidered, case.LiftedToCoordination,
    case.AdviceRecorded,
)  # fmt: skip


def collect(opened: Opened, found: Envelope, fact: Fact) -> None:
    match fact:
        case case.VoiceAppointed(person=person):
            opened.voice = opened.voice.model_copy(update={"appointed": person})
        case case.ChildHeard():
            heard = Heard(said=fact.said, how=fact.how, heard_on=fact.heard_on, by=fact.person)
            opened.voice = opened.voice.model_copy(update={"heard": (*opened.voice.heard, heard), "fresh": True})
        case case.Disagreed(guardian=guardian, entry=entry):
            opened.statements.append(Statement(entry=entry, text=fact.text, by=guardian, at=found.at))
        case case.IndividualPlanConsidered(entitled=entitled, wanted=wanted):
            opened.plan = PlanConsidered(entitled=entitled, wanted=wanted, reason=fact.reason, at=found.at)
        case case.LiftedToCoordination(lift=lift, to=to, anonymous=anonymous):
            question = said(found, fact.question)
            opened.lifts[lift] = Lift(lift=lift, to=to, anonymous=anonymous, question=question)
        case case.AdviceRecorded() if known := opened.lifts.get(fact.lift):
            advice = (*known.advice, said(found, fact.advice))
            opened.lifts[fact.lift] = known.model_copy(update={"advice": advice})
        case _:
            return
