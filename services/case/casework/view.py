"""One case as its unit reads it: the opened events, told in order and gathered by what they are about."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import singledispatchmethod

import orjson

from services.case.casework import events as e
from shared.contracts.case import (
    AcuteAnswer,
    Outcome,
    OwnEvaluation,
    OwnMeasure,
    PreparationSheet,
    SentInvitation,
    Step,
)
from shared.events import Recorded
from shared.personal import Json

PLAIN = ("held_on", "decide_by", "outcome", "meets_at", "evaluate_on", "next", "whose", "acute")
"""The plain parts of an event that a step tells."""


@dataclass
class Gathered:
    """What the events of a case tell beside their steps."""

    registered_by: str | None = None
    raised_by_parents: bool = False
    worry: int | None = None
    notes: tuple[str, ...] = ()
    acute: bool = False
    answered: AcuteAnswer | None = None
    overdue: bool = False
    outcome: Outcome | None = None
    ended: Outcome | None = None
    sheet: PreparationSheet | None = None
    invitations: dict[str, SentInvitation] = field(default_factory=dict)
    measures: dict[str, OwnMeasure] = field(default_factory=dict)

    @singledispatchmethod
    def take(self, event: e.CaseworkEvent, row: Recorded) -> None:
        """What only a step tells."""

    @take.register
    def _(self, event: e.ConcernRegistered, row: Recorded) -> None:
        self.registered_by, self.raised_by_parents = event.by, event.raised_by_parents
        self.worry, self.notes = event.worry, event.notes
        if event.acute is not None:
            self._answer(row, acute=event.acute)

    @take.register
    def _(self, event: e.AcuteAnswered, row: Recorded) -> None:
        self._answer(row, acute=event.acute)

    def _answer(self, row: Recorded, *, acute: bool) -> None:
        self.acute, self.answered = acute, AcuteAnswer(acute=acute, by=row.who().id, at=row.recorded_at)

    @take.register
    def _(self, event: e.ConversationPrepared, row: Recorded) -> None:
        self.sheet = PreparationSheet(
            at=row.recorded_at, by=row.who().id, episodes=event.episodes, questions=event.questions,
            phrases=event.phrases, parents_may_wish=event.parents_may_wish, interpreter=event.interpreter,
        )  # fmt: skip

    @take.register
    def _(self, event: e.ConversationInvited, _row: Recorded) -> None:
        self.invitations[event.invitation] = SentInvitation(
            invitation=event.invitation, meets_at=event.meets_at, place=event.place, message=event.message,
            guardians=event.guardians,
        )  # fmt: skip

    @take.register
    def _(self, event: e.ConversationCancelled, _row: Recorded) -> None:
        sent = self.invitations[event.invitation]
        self.invitations[event.invitation] = sent.model_copy(update={"cancelled": True})

    @take.register
    def _(self, _event: e.DecisionFellDue, _row: Recorded) -> None:
        self.overdue = True

    @take.register
    def _(self, event: e.CaseDecided, _row: Recorded) -> None:
        self.outcome, self.overdue = event.outcome, False
        self.acute = self.acute and event.outcome is Outcome.REPORTED

    @take.register
    def _(self, event: e.LevelOneEnded, _row: Recorded) -> None:
        self.ended = event.outcome
        self.acute = self.acute and event.outcome is Outcome.REPORTED

    @take.register
    def _(self, event: e.OwnMeasureAgreed, row: Recorded) -> None:
        self.measures[event.measure] = OwnMeasure(
            measure=event.measure, whose=event.whose, title=event.title, description=event.description,
            goal=event.goal, responsible=event.responsible, agreed_at=row.recorded_at, evaluate_on=event.evaluate_on,
        )  # fmt: skip

    @take.register
    def _(self, event: e.OwnMeasureEvaluated, row: Recorded) -> None:
        known = self.measures[event.measure]
        one = OwnEvaluation(
            at=row.recorded_at, by=row.who().id, effect=event.effect, next=event.next, seen=event.seen,
            childs_view=event.childs_view, not_heard_because=event.not_heard_because,
            parents_view=event.parents_view, changed=event.changed,
        )  # fmt: skip
        update = {"evaluate_on": event.evaluate_on, "evaluations": (*known.evaluations, one)}
        self.measures[event.measure] = known.model_copy(update=update)


def gather(rows: Sequence[tuple[Recorded, Json | None]]) -> Gathered:
    found = Gathered()
    for row, opened in rows:
        found.take(e.CASEWORK.read(row, opened or {}), row)
    return found


def outline(rows: Sequence[Recorded]) -> Gathered:
    """How far a case has come that is under begrensning: nothing of it is opened."""
    found = Gathered()
    for row in rows:
        match event := e.CASEWORK.read(row):
            case e.ConcernRegistered(by=by, acute=acute):
                found.registered_by = by
                if acute is not None:
                    found.take(e.AcuteAnswered(unit=event.unit, acute=acute), row)
            case e.AcuteAnswered() | e.DecisionFellDue() | e.CaseDecided() | e.LevelOneEnded():
                found.take(event, row)
            case _:
                continue
    return found


def step(row: Recorded, opened: Json | None) -> Step:
    texts = {name: _flat(value) for name, value in (opened or {}).items() if value}
    plain = orjson.loads(row.data)
    told = {name: _word(plain[name]) for name in PLAIN if plain.get(name) is not None}
    return Step(what=row.type, at=row.recorded_at, by=row.who().id, text=texts | told)


def _word(value: str | bool) -> str:  # noqa: FBT001 - JSON
    return ("yes" if value else "no") if isinstance(value, bool) else value


def _flat(value: object) -> str:
    """Observations become lines: what was seen, what was said and done, then where and since when."""
    if isinstance(value, list):
        return "\n\n".join(_flat(one) for one in value)
    if isinstance(value, dict):
        parts = (value.get(name) for name in ("seen", "said", "around", "where", "since"))
        return "\n".join(str(part) for part in parts if part)
    return str(value)
