"""The level and its conditions, individuell plan, and a stuck case lifted to koordinerende enhet."""

from dataclasses import replace
from typing import assert_never

from services.case.consultation.decider import confirmed
from services.case.stafettlogg import asked
from services.case.stafettlogg.asked import level as ask
from services.case.stafettlogg.events import closing as c
from services.case.stafettlogg.events import level as v
from services.case.stafettlogg.events import participation as p
from services.case.stafettlogg.state import Stafettlogg, must_hold
from shared.contracts.case import Because, ConsiderIndividualPlan, PlanConsideration, RecordAdvice
from shared.decider import Act
from shared.errors import Unknown

TOGETHER, BROAD = 2, 3  # from here several services take part; from here individuell plan is considered
Outcome = list[v.LevelEvent | c.CourseEvent | p.JoiningEvent]


def decide(command: ask.LevelCommand, state: Stafettlogg, act: Act) -> Outcome:
    match command:
        case ask.LevelUnderConsent():
            return change(command, state, act)
        case ask.LiftUnderConsent():
            return lift(command, state, act)
        case ConsiderIndividualPlan():
            must_hold(state, act)
            return consider(command)
        case RecordAdvice() | ask.ReceiveAdvice():
            return advise(command, state, act)
        case _:
            assert_never(command)


def change(under: ask.LevelUnderConsent, state: Stafettlogg, act: Act) -> Outcome:
    must_hold(state, act)
    command = under.command
    if command.level == state.level:
        return []
    if command.level >= TOGETHER and command.level > state.level and under.consented <= {act.by.owner}:
        raise asked.NobodyToWorkWith
    if command.level == BROAD and not (state.plan_considered or command.plan):
        raise ask.PlanNotConsidered
    considered = consider(command.plan) if command.plan else []
    if any(isinstance(event, c.StafettloggClosed) for event in considered):
        return considered
    return [*considered, v.LevelChanged(level=command.level, was=state.level, reason=command.reason)]


def consider(plan: PlanConsideration) -> Outcome:
    """A plan that the child has a right to and the family wants takes over: the log is closed."""
    considered = v.IndividualPlanConsidered(entitled=plan.entitled, wanted=plan.wanted, reason=plan.reason)
    if not (plan.entitled and plan.wanted):
        return [considered]
    return [considered, c.StafettloggClosed(because=Because.INDIVIDUAL_PLAN, reason=plan.reason)]


def lift(under: ask.LiftUnderConsent, state: Stafettlogg, act: Act) -> Outcome:
    """With consent the coordinating service is invited like any other; without, what leads to anybody is not sent."""
    must_hold(state, act)
    command = under.command
    if command.lift in state.lifts:
        raise ask.LiftExists
    if under.to is None:
        raise ask.NoCoordination
    lifted = v.LiftedToCoordination(
        lift=command.lift, to=under.to, anonymous=command.anonymous, asker=act.by.id, question=command.question
    )
    if command.anonymous:
        kinds = confirmed(under.found, looked=command.confirmed)
        return [lifted.model_copy(update={"unit": under.unit, "number": under.number, "confirmed": kinds})]
    if under.to not in under.consented:
        raise asked.NoConsent
    if under.to in state.invited or under.to in state.participants.values():
        return [lifted]
    invited = p.ServiceInvited(
        invited=under.to, invitation=str(act.id), remind_on=under.remind_on, answer_by=under.answer_by
    )
    return [lifted, invited]


def advise(command: RecordAdvice | ask.ReceiveAdvice, state: Stafettlogg, act: Act) -> Outcome:
    if command.lift not in state.lifts:
        raise Unknown
    by_hand = isinstance(command, RecordAdvice)
    if by_hand and act.by.id != state.holder and act.by.owner != state.lifts[command.lift]:
        raise ask.NotAsked
    asker = state.lifted_by.get(command.lift)
    return [v.AdviceRecorded(lift=command.lift, asker=None if asker == act.by.id else asker, advice=command.advice)]


def evolve(state: Stafettlogg, event: v.LevelEvent) -> Stafettlogg:
    match event:
        case v.LevelChanged(level=level):
            return replace(state, level=level)
        case v.IndividualPlanConsidered():
            return replace(state, plan_considered=True)
        case v.LiftedToCoordination(lift=lift_id, to=to, asker=asker):
            askers = {**state.lifted_by, lift_id: asker} if asker else state.lifted_by
            return replace(state, lifts={**state.lifts, lift_id: to}, lifted_by=askers)
        case v.AdviceRecorded():
            return state
        case _:
            assert_never(event)
