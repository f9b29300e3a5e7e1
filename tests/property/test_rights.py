"""Whatever is granted, extended, withdrawn, told by the register or cut off, and whenever somebody grows up: no words
reach a reader whose right ended before the read, or a lease before it when the reader is cut off.

Policy and key are each held to that alone. The statement of who has a right is written here a second time, simply.
"""

import asyncio
import os
from collections import Counter
from contextlib import ExitStack
from datetime import date, datetime, timedelta
from typing import ClassVar
from unittest.mock import patch

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from services.consent.keys import store
from services.consent.projections import EXPIRY, MIDNIGHT
from shared import sealing
from shared.contracts import consent
from shared.contracts.common import Category, Owner
from shared.days import midnight
from tests.property.rights_doing import START, Doing
from tests.property.rights_ground import Clock, Ground, Service
from tests.property.rights_model import ADULT, CATEGORIES, READERS, WRITERS, Model
from tests.servers import Installation
from tests.unit.consent.world import KOMMUNE, teacher

RUNS, STEPS = (int(number) for number in os.environ.get("STAFETT_RIGHTS", "6 40").split())

SOME = 30  # reads without which this would show nothing
readers, writers, categories = (st.sampled_from(of) for of in (READERS, WRITERS, CATEGORIES))
people = st.sampled_from(("mother", "father", "child"))
backs = st.sampled_from((None, 0, 3))  # how many days before today the period begins that is shared


class Rights(Doing):
    seen: ClassVar[Counter[tuple[bool, bool, bool]]] = Counter()  # opened by key, permitted by policy, had a right

    @initialize(age=st.sampled_from((4, 14, 15, 17)))
    def begin(self, age: int) -> None:
        """The child has its next birthday in a week."""
        day = self.today + timedelta(days=7)
        self.model = Model(self.child, day.replace(year=day.year - age - 1))
        self._register(self.mother, self.father)
        self.grant("ppt", 0, 90)
        self.grant("helsestasjon", 3, 90)
        for owner in WRITERS:
            self.write(owner, Category.NOTES)

    # --- What the family and the register say ---

    @rule(service=readers, back=backs, days=st.sampled_from((4, 90)))
    def ask(self, service: Owner, back: int | None, days: int) -> None:
        """A first consent, and each that extends or renews it."""
        covers = None if back is None else self.today - timedelta(days=back)
        asking = consent.AskConsent(
            child=self.child, services=(service,), categories=CATEGORIES, covers_from=covers,
            expires_on=self.today + timedelta(days=days),
        )  # fmt: skip
        if self._do(self.ground.commands.ask(asking, self.ground.act(teacher))):
            self._ask_anew()

    @rule(service=readers, back=backs, days=st.sampled_from((1, 90)))
    def grant(self, service: Owner, back: int | None, days: int) -> None:
        """Asked, and everybody who is to answer says yes."""
        self.ask(service, back, days)
        for id_ in [id_ for id_, one in self.model.consents.items() if not (one.given or one.ended)]:
            for who in ("mother", "father", "child"):
                self._answer(who, id_, yes=True)

    @rule(who=people, which=st.integers(0, 9), yes=st.booleans())
    def answer(self, who: str, which: int, yes: bool) -> None:  # noqa: FBT001 - drawn
        if id_ := self._pick(which):
            self._answer(who, id_, yes=yes)

    @rule(who=people, which=st.integers(0, 9))
    def withdraw(self, who: str, which: int) -> None:
        if in_force := self.model.in_force():
            self._withdraw(who, in_force[which % len(in_force)])

    @rule(owner=readers, who=people, which=st.integers(0, 9), minutes=st.sampled_from((4, 6)))
    def withdraw_from_one_that_is_cut_off(self, owner: Owner, who: str, which: int, minutes: int) -> None:
        """And everybody else goes on writing."""
        self.cut_off(owner, ("deaf",))
        self.withdraw(who, which)
        for writer in WRITERS:
            self.write(writer, Category.NOTES)
        self.everybody_reads()
        self.wait(minutes)

    @precondition(lambda self: self.model.age(self.today) < ADULT)
    @rule(who=st.sampled_from(("both", "both", "mother", "father", "nobody")))
    def the_register_tells(self, who: str) -> None:
        told = {"both": (self.mother, self.father), "mother": (self.mother,), "father": (self.father,), "nobody": ()}
        self._register(*told[who])
        self.model.registered({one.id for one in told[who]})

    # --- What services do ---

    @rule(owner=writers, category=categories)
    def write(self, owner: Owner, category: Category) -> None:
        if made := self._run(self.services[owner].write(category, len(self.entries))):
            self.entries.append(made)

    @invariant()
    def everybody_reads(self) -> None:
        """As often as may be, so that each always holds the last lease that it can get."""
        self.model.note(self.entries, self.clock.at, self.today)
        for owner in READERS:
            self._read(self.services[owner])

    def _read(self, service: Service) -> None:
        """By key alone, by policy alone, and as a page does."""
        others = [one for one in self.entries if one.owner != service.owner]
        keys = self._run(service.keys(others))
        for one in others:
            opens, permits, right = (
                one.opens(keys),
                service.permits(one),
                self.model.right(service.owner, one, self.today),
            )
            self.seen[opens, permits, right] += 1
            if opens:
                self.model.must_have_had_right(service, one, self.clock.at)
            if not service.deaf:
                assert right or not permits, "the policy is too wide"
            if not (service.deaf or service.mute or one.loose):
                assert (opens and permits) == right

    @rule(owner=readers, how=st.sampled_from((("deaf",), ("mute",), ("deaf", "mute"))))
    def cut_off(self, owner: Owner, how: tuple[str, ...]) -> None:
        for one in how:
            setattr(self.services[owner], one, True)

    @rule(owner=writers)
    def join_again(self, owner: Owner) -> None:
        self.services[owner].deaf = self.services[owner].mute = False
        self.services[owner].hear()

    # --- Time ---

    @rule(minutes=st.sampled_from((1, 4, 6, 9 * 60)))
    def wait(self, minutes: int) -> None:
        self._until(self.clock.at + timedelta(minutes=minutes))

    @rule(minutes=st.sampled_from((-2, 1)))
    def next_midnight(self, minutes: int) -> None:
        self._until(max(self.clock.at, midnight(self.today + timedelta(days=1)) + timedelta(minutes=minutes)))

    @rule(minutes=st.sampled_from((-2, 1)))
    def birthday(self, minutes: int) -> None:
        self._until(max(self.clock.at, midnight(self._next_birthday()) + timedelta(minutes=minutes)))

    def _until(self, to: datetime) -> None:
        day = self.today + timedelta(days=1)
        while midnight(day) <= to:
            self.clock.at = midnight(day) - timedelta(microseconds=1)
            self.model.note(self.entries, self.clock.at, self.today)
            self.clock.at = midnight(day)
            self._midnight(day)
            day += timedelta(days=1)
        self.clock.at = to
        self.model.note(self.entries, self.clock.at, self.today)

    def _midnight(self, day: date) -> None:
        """What the timers of that moment do."""
        for id_, one in self.model.consents.items():
            if one.expires_on == day:
                self._run(self.ground.due(EXPIRY, self.child, id_, midnight(day)))
        if (day.month, day.day) == (self.model.born.month, self.model.born.day):
            self._run(self.ground.due(MIDNIGHT, KOMMUNE, day.isoformat(), midnight(day)))
            self.model.grown(day)
            self._ask_anew()
        self._tell()

    def _next_birthday(self) -> date:
        this = self.model.born.replace(year=self.today.year)
        return this if this > self.today else this.replace(year=this.year + 1)


def test_no_words_reach_a_reader_whose_right_has_ended(system: Installation) -> None:
    clock = Clock(START)
    with asyncio.Runner() as runner, ExitStack() as patches:
        for module, name in ((sealing, "time"), (sealing, "datetime"), (store, "datetime")):
            patches.enter_context(patch.object(module, name, clock))
        Rights.ground, Rights.loop = Ground(system, clock), runner.get_loop()
        runner.run(Rights.ground.start())
        try:
            run_state_machine_as_test(
                Rights,
                settings=settings(
                    max_examples=RUNS, stateful_step_count=STEPS, deadline=None, database=None,
                    suppress_health_check=list(HealthCheck), phases=(Phase.generate, Phase.shrink),
                ),
            )  # fmt: skip
        finally:
            runner.run(Rights.ground.stop())
    for found in ((True, True, True), (False, False, False)):
        assert Rights.seen[found] > SOME, "hardly anybody had a right, or lost it"
