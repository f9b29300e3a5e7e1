"""What owners make of the facts, folded as each of them does, and laid beside what the decider knows."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

import uuid_utils.compat as uuid

from services.case.publish import PUBLISHED
from services.case.spine import fold
from services.case.stafettlogg.events import StafettloggEvent
from services.case.stafettlogg.state import Stafettlogg
from services.case.unsealed import collect
from services.case.unsealed.opened import Opened
from shared.contracts import case, consent
from shared.contracts.case import GoalStage, MeetingStage, Transition
from shared.contracts.common import Actor, Envelope, Fact
from shared.personal import personal_fields, split
from tests.unit.spec import AT

LOG, CHILD = "log", "child"


@dataclass
class Copy:
    """One owner's copy of the facts: the plain halves in `envelopes`, and what the keys have opened."""

    envelopes: list[Envelope] = field(default_factory=list)
    opened: Opened = field(default_factory=Opened)

    def hear(self, event: StafettloggEvent, by: Actor) -> None:
        if (kind := PUBLISHED.get(event.type)) is None:
            return  # private to familie
        whole = {name: value for name, value in event.model_dump(mode="json").items() if name in kind.model_fields}
        fact = kind.model_validate(whole)
        found = self._envelope(fact, by, "familie", LOG)
        self.envelopes.append(found)
        collect(self.opened, found, fact)

    def hear_consent(self, service: str, by: Actor, *, given: bool = False) -> None:
        """A fact of another owner, anywhere between those of the log, as JetStream may bring it."""
        name = f"k-{service}"
        fact = _yes(name, service, by) if given else consent.ConsentWithdrawn(consent=name, to=service)
        self.envelopes.append(self._envelope(fact, by, "consent", "consent"))

    def _envelope(self, fact: Fact, by: Actor, owner: str, stream: str) -> Envelope:
        n = len(self.envelopes) + 1
        sealed = {"key": f"{CHILD}.{owner}.agreements.1", "sealed": "AAAA", "sealed_as": "made-up/1"}
        return Envelope(
            id=UUID(int=n), kommune="4999", owner=owner, position=n, stream=stream, version=n,
            type=fact.wire_name(), child=CHILD, at=AT + timedelta(minutes=n), actor=by, correlation=uuid.uuid7(),
            causation=uuid.uuid7(), data=split(fact)[0], **(sealed if personal_fields(type(fact)) else {}),
        )  # fmt: skip

    def plain(self) -> dict[str, Any]:
        """What is known without any key: all that access is decided by."""
        spine = fold(LOG, self.envelopes)
        return {
            "child": spine.child, "level": spine.level, "closed": spine.closed_at is not None, "holder": spine.holder,
            "offered": spine.offered_to, "guardians": set(spine.guardians), "invited": spine.invited,
            "called": spine.called, "participants": spine.participants, "nudged": spine.nudged,
        }  # fmt: skip

    def read(self) -> dict[str, Any]:
        """What a reader with the key is shown, but for the words."""
        opened = self.opened
        return {
            "measures": {
                m.measure: (m.stage.value, m.at_home, m.responsible, m.evaluate_on) for m in opened.measures.values()
            },
            "proposals": {one.measure: one.at_home for one in opened.proposals.values()},
            "goals": {goal.goal: goal.stage is GoalStage.OPEN for goal in opened.goals.values()},
            "meetings": {m.meeting: _meeting(m) for m in opened.meetings.values()},
            "voice": (opened.voice.appointed, opened.voice.fresh),
            "plan": opened.plan is not None,
            "lifts": {lift.lift: lift.to for lift in opened.lifts.values()},
            "transition": _transition(opened.transition),
            "reopening": bool(opened.closing and opened.closing.reopening),
        }


def _yes(name: str, service: str, by: Actor) -> consent.ConsentActivated:
    return consent.ConsentActivated(
        consent=name, to=service, categories=(), expires_on=AT.date() + timedelta(days=180), purpose="stafettlogg",
        asker=by.id, asked_by_owner=by.owner,
    )  # fmt: skip


def _meeting(meeting: case.Meeting) -> tuple[str, bool, int, set[str]]:
    return meeting.stage.value, meeting.evaluation, meeting.edition, set(meeting.confirmed_by)


def _transition(moving: Transition | None) -> tuple[Any, ...] | None:
    return (moving.to, moving.leaving, moving.on, moving.accepted) if moving else None


def plain(state: Stafettlogg) -> dict[str, Any]:
    """The decider's state in the words of `Copy.plain`."""
    return {
        "child": state.child, "level": state.level, "closed": state.closed, "holder": state.holder,
        "offered": state.offered_to, "guardians": set(state.guardians), "invited": set(state.invited),
        "called": {person: one.owner for person, one in state.called.items()},
        "participants": state.participants, "nudged": state.nudged,
    }  # fmt: skip


def read(state: Stafettlogg, declined: set[str]) -> dict[str, Any]:
    """As `Copy.read`. declined: proposals that readers find among the entries only."""
    running = {name: m for name, m in state.measures.items() if m.stage != "proposed" and name not in declined}
    moving = state.transition
    return {
        "measures": {name: (m.stage, m.at_home, m.responsible, m.evaluate_on) for name, m in running.items()},
        "proposals": {name: m.at_home for name, m in state.measures.items() if m.stage == "proposed"},
        "goals": state.goals,
        "meetings": {
            name: (_stage(m.minutes, cancelled=m.cancelled), m.evaluation, m.minutes, set(m.confirmed))
            for name, m in state.meetings.items()
        },
        "voice": (state.voice or None, state.heard),
        "plan": state.plan_considered,
        "lifts": state.lifts,
        "transition": (moving.to, moving.leaving, moving.on, moving.accepted) if moving else None,
        "reopening": state.reopening,
    }


def _stage(minutes: int, *, cancelled: bool) -> str:
    if cancelled:
        return MeetingStage.CANCELLED.value
    return MeetingStage.HELD.value if minutes else MeetingStage.CALLED.value
