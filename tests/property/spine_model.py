"""A stafettlogg as somebody would explain it on a whiteboard: dicts, sets, and who may do what."""

from dataclasses import dataclass, field
from datetime import date

GUARDIANS = frozenset({"mother", "father"})


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
class Model:
    """Every method answers whether the log takes it, and if so, remembers it."""

    holder: str
    people: dict[str, str]  # service by person
    today: date
    level: int = 2
    open: bool = True
    wanted_back: bool = False
    offered: str | None = None
    moving: tuple[str, str, date, bool] | None = None  # to whom, who leaves, when, and whether it is accepted
    invited: set[str] = field(default_factory=set)
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

    # --- Who takes part, who holds the baton ---

    def invite(self, who: str, service: str, consented: frozenset[str]) -> bool:
        if not (self.open and who == self.holder and service in consented):
            return False
        if service not in self.people.values():
            self.invited.add(service)
        return True

    def join(self, who: str, service: str, consented: frozenset[str]) -> bool:
        if not (self.open and service in self.invited and service in consented):
            return False
        self.invited.discard(service)
        self.people[who] = service
        return True

    def offer(self, who: str, to: str) -> bool:
        if not (self.open and who == self.holder and to in self.people):
            return False
        if to in (self.holder, self.offered):
            return True
        if self.offered:
            return False
        self.offered = to
        return True

    def move(self, who: str, to: str, on: date) -> bool:
        elsewhere = to in self.people and self.people[to] != self.people.get(self.holder)
        if not (self.open and who == self.holder and elsewhere and on >= self.today and not self.offered):
            return False
        self.offered, self.moving = to, (to, self.people[self.holder], on, False)
        return True

    def take(self, who: str, service: str, consented: frozenset[str]) -> bool:
        if not (self.open and who == self.offered and service in consented):
            return False
        self.hold_now(who)
        if self.moving and self.moving[0] == who and self.moving[2] <= self.today:
            self.leave(self.moving[1])
        return True

    def hold_now(self, who: str) -> None:
        self.holder, self.offered = who, None
        if self.moving and not self.moving[3]:
            to, leaving, on, _ = self.moving
            self.moving = (to, leaving, on, True) if to == who else None

    def no_offer(self) -> None:
        self.offered = None
        self.moving = self.moving if self.moving and self.moving[3] else None

    def leave(self, service: str) -> None:
        self.people = {person: of for person, of in self.people.items() if of != service}
        self.invited.discard(service)

    # --- The end, and back ---

    def close(self, who: str) -> bool:
        if not (self.open and (who == self.holder or who in GUARDIANS)):
            return False
        self.shut()
        return True

    def shut(self) -> None:
        self.open, self.offered, self.moving = False, None, None

    def want_back(self, who: str) -> bool:
        if self.open or who not in GUARDIANS:
            return False
        self.wanted_back = True
        return True

    def reopen(self, who: str, service: str, consented: frozenset[str]) -> bool:
        if self.open or not self.wanted_back or service not in consented or len(consented) == 1:
            return False
        self.people = {person: of for person, of in self.people.items() if of in consented} | {who: service}
        self.open, self.wanted_back, self.holder, self.invited = True, False, who, set()
        return True

    def _around(self, person: str) -> bool:
        return person in self.people or person in GUARDIANS

    def _goal(self, goal: str | None) -> bool:
        return goal is None or self.goals.get(goal, False)
