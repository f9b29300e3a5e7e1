"""Private casework at nivå 0–1: undring, undringssamtale, decision, own tiltak. Nobody outside the unit sees it."""

from services.case.casework import asked, concern, conversation, decision, level_one
from services.case.casework import events as e
from services.case.casework.state import Case
from shared.decider import Act, Decider


def casework(decide_days: int, rules: str | None = None) -> Decider[asked.CaseworkCommand, Case, e.CaseworkEvent]:
    """decide_days: how long the leader has, by the municipality's choice; rules: the version of its choices."""

    def decide(command: asked.CaseworkCommand, state: Case, act: Act) -> list[e.CaseworkEvent]:
        match command:
            case _ if isinstance(command, asked.ConcernCommand):
                return concern.decide(command, state, act, decide_days, rules)
            case _ if isinstance(command, asked.ConversationCommand):
                return conversation.decide(command, state, act)
            case _ if isinstance(command, asked.DecisionCommand):
                return decision.decide(command, state)
            case _:
                return level_one.decide(command, state, act)

    return Decider(initial=Case(), decide=decide, evolve=evolve, child=lambda state: state.child)


def evolve(state: Case, event: e.CaseworkEvent) -> Case:
    if isinstance(event, e.ConcernEvent):
        return concern.evolve(state, event)
    if isinstance(event, e.ConversationEvent):
        return conversation.evolve(state, event)
    if isinstance(event, e.DecisionEvent):
        return decision.evolve(state, event)
    return level_one.evolve(state, event)
