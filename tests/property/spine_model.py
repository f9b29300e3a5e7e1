"""A stafettlogg as somebody would explain it on a whiteboard: dicts, sets, and who may do what."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date

from tests.property.spine_circle import GUARDIANS, Circle


@dataclass
class Tiltak:
    stage: str  # proposed, agreed, evaluated, ended
    home: bool
    responsible: str = ""
    on: date | None = None


@dataclass
class Mote:
    stage: str  # called, held, cancelled
    evaluation: bool
    edition: int = 0
    confirmed: set[str] = field(default_factory=set)


@dataclass
class Model(Circle):
    """Of what is agreed, too: tiltak, goals, meetings, the child's voice, the level."""

    level: int = 2
    tiltak: dict[str, Tiltak] = field(default_factory=dict)
    goals: dict[str, bool] = field(default_factory=dict)
    meetings: dict[str, Mote] = field(default_factory=dict)
    voice: str | None = None
    fresh: bool = False
    plan: bool = False

    # --- Tiltak ---

    def propose(self, who: str, tiltak: str, goal: str | None, *, home: bool) -> bool:
        if not (self.open and self._around(who) and tiltak not in self.tiltak and self._goal(goal)):
            return False
        self.tiltak[tiltak] = Tiltak("proposed", home)
        return True

    def agree(self, who: str, tiltak: str, responsible: str, on: date, goal: str | None, *, home: bool) -> bool:
        if not self.can_agree(who, tiltak, responsible, on, goal, home=home):
            return False
        known = self.tiltak.get(tiltak)
        at_home = home or responsible in GUARDIANS or (known is not None and known.home)
        self.tiltak[tiltak] = Tiltak("agreed", at_home, responsible, on)
        return True

    def can_agree(self, who: str, tiltak: str, responsible: str, on: date, goal: str | None, *, home: bool) -> bool:
        known = self.tiltak.get(tiltak)
        at_home = home or responsible in GUARDIANS or (known is not None and known.home)
        fits = responsible in (GUARDIANS if at_home else self.people)
        mine = who == self.holder or (at_home and who in GUARDIANS)
        waits = known is None or known.stage == "proposed"
        return self.open and mine and waits and fits and on > self.today and self._goal(goal)

    def decline(self, who: str, tiltak: str) -> bool:
        known = self.tiltak.get(tiltak)
        may = known is not None and (who in GUARDIANS or (who == self.holder and not known.home))
        return self._step(tiltak, may, ("proposed",), "ended")

    def evaluate(self, who: str, tiltak: str) -> bool:
        return self._step(tiltak, self._sees_to(who, tiltak), ("agreed",), "evaluated")

    def go_on(self, who: str, tiltak: str, on: date) -> bool:
        known = self.tiltak.get(tiltak)
        able = known is not None and known.responsible in (GUARDIANS if known.home else self.people)
        may = self._sees_to(who, tiltak) and able and on > self.today
        if not self._step(tiltak, may, ("evaluated",), "agreed"):
            return False
        self.tiltak[tiltak].on = on
        return True

    def change(self, who: str, tiltak: str, responsible: str, on: date) -> bool:
        known = self.tiltak.get(tiltak)
        able = known is not None and responsible in (GUARDIANS if known.home else self.people)
        may = self._sees_to(who, tiltak) and able and on > self.today
        if not self._step(tiltak, may, ("agreed", "evaluated"), "agreed"):
            return False
        self.tiltak[tiltak].responsible, self.tiltak[tiltak].on = responsible, on
        return True

    def end(self, who: str, tiltak: str) -> bool:
        return self._step(tiltak, self._sees_to(who, tiltak), ("evaluated",), "ended")

    def _step(self, tiltak: str, may: bool, stages: tuple[str, ...], to: str) -> bool:  # noqa: FBT001 - said in one breath
        known = self.tiltak.get(tiltak)
        if not (self.open and may and known and known.stage in stages):
            return False
        known.stage = to
        return True

    def _sees_to(self, who: str, tiltak: str) -> bool:
        known = self.tiltak.get(tiltak)
        if known is None:
            return False
        return who in GUARDIANS if known.home else who in (known.responsible, self.holder)

    def leave(self, service: str, but: Collection[str] = ()) -> None:
        super().leave(service, but)
        self._take_over()

    def reopen(self, who: str, service: str, consented: frozenset[str]) -> bool:
        reopened = super().reopen(who, service, consented)
        self._take_over()
        return reopened

    def _take_over(self) -> None:
        """In an open log a tiltak always has somebody: it is the holder's when whoever had it has left."""
        for known in self.tiltak.values():
            if self.open and known.stage in {"agreed", "evaluated"} and not self._around(known.responsible):
                known.responsible = self.holder

    # --- Goals, the child's voice, the level ---

    def add_goal(self, who: str, goal: str) -> bool:
        if not (self.open and who == self.holder and goal not in self.goals):
            return False
        self.goals[goal] = True
        return True

    def end_goal(self, who: str, goal: str) -> bool:
        if not (self.open and who == self.holder and self.goals.get(goal)):
            return False
        self.goals[goal] = False
        return True

    def appoint(self, who: str, person: str) -> bool:
        if not (self.open and who == self.holder and self._around(person)):
            return False
        self.voice = person
        return True

    def hear(self, who: str, on: date) -> bool:
        if not (self.open and who == self.voice and on <= self.today):
            return False
        self.fresh = True
        return True

    def set_level(self, who: str, level: int, consented: frozenset[str], *, considers: bool, wanted: bool) -> bool:
        up = level > self.level and level >= 2
        alone = not consented - {self.people.get(who, "")}
        lacks_plan = level == 3 and not (self.plan or considers)
        if not self.open or who != self.holder:
            return False
        if level == self.level:
            return True
        if (up and alone) or lacks_plan:
            return False
        self.plan = self.plan or considers
        if considers and wanted:
            self.shut()
        else:
            self.level = level
        return True

    # --- Meetings ---

    def call(self, who: str, meeting: str, invited: tuple[str, ...], *, ahead: bool, evaluation: bool) -> bool:
        fits = ahead and meeting not in self.meetings and all(map(self._around, invited))
        if not (self.open and who == self.holder and fits):
            return False
        self.meetings[meeting] = Mote("called", evaluation)
        return True

    def cancel(self, who: str, meeting: str) -> bool:
        known = self.meetings.get(meeting)
        if not (self.open and who == self.holder and known and known.stage != "held"):
            return False
        known.stage = "cancelled"
        return True

    def hold(
        self, who: str, meeting: str, present: tuple[str, ...], on: date, *, evaluation: bool, excuse: bool
    ) -> bool:
        known = self.meetings.get(meeting)
        counts = evaluation or bool(known and known.evaluation)
        heard = not counts or self.level < 2 or self.fresh or excuse
        ahead = known is None or known.stage == "called"
        if not (self.open and who == self.holder and ahead and on <= self.today and heard):
            return False
        if not all(map(self._around, present)):
            return False
        self.meetings[meeting] = Mote("held", counts, edition=1)
        self.fresh = self.fresh and not counts
        return True

    def correct(self, who: str, meeting: str) -> bool:
        known = self.meetings.get(meeting)
        if not (self.open and who == self.holder and known and known.stage == "held"):
            return False
        known.edition += 1
        known.confirmed.clear()
        return True

    def confirm(self, who: str, meeting: str, edition: int) -> bool:
        known = self.meetings.get(meeting)
        if not (self.open and who in GUARDIANS and known and known.stage == "held" and known.edition == edition):
            return False
        known.confirmed.add(who)
        return True

    def _goal(self, goal: str | None) -> bool:
        return goal is None or self.goals.get(goal, False)
