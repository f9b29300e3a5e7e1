"""What a family, its register and its services do in the stateful test of rights, asked of the real handlers."""

import asyncio
from collections.abc import Coroutine
from datetime import UTC, date, datetime
from itertools import count
from typing import Any, ClassVar
from uuid import uuid4

from hypothesis.stateful import RuleBasedStateMachine

from shared.contracts import consent
from shared.contracts.common import Actor, Role
from shared.days import day_of
from shared.errors import Refused
from tests.property.rights_ground import Entry, Ground, Service
from tests.property.rights_model import WRITERS, Model
from tests.unit.consent.world import KOMMUNE, actor, register, synthetic

START = datetime(2027, 5, 10, 8, 0, tzinfo=UTC)
_numbers = count(3000)  # of birth numbers that nobody else has


class Doing(RuleBasedStateMachine):
    ground: ClassVar[Ground]
    loop: ClassVar[asyncio.AbstractEventLoop]
    model: Model

    def __init__(self) -> None:
        super().__init__()
        self.clock = self.ground.clock
        self.clock.at = START
        self.child = f"c-{uuid4().hex[:8]}"
        self.mother, self.father = (actor(f"p-{uuid4().hex[:8]}", Role.GUARDIAN, "familie") for _ in range(2))
        self.youth = actor(self.child, Role.YOUTH, "familie")
        self.numbers = [synthetic(next(_numbers)) for _ in range(3)]
        self.entries: list[Entry] = []
        self.services = {owner: Service(owner, self.ground, self.child) for owner in WRITERS}
        self.told = 0

    @property
    def today(self) -> date:
        return day_of(self.clock.at)

    def _pick(self, which: int) -> str | None:
        ids = list(self.model.consents)
        return ids[which % len(ids)] if ids else None

    def _actor(self, who: str) -> Actor:
        return {"mother": self.mother, "father": self.father, "child": self.youth}[who]

    def _answer(self, who: str, id_: str, *, yes: bool) -> None:
        by = self._actor(who)
        command = consent.AnswerConsent(
            child=self.child, consent=id_, yes=yes, told_of_rights=True, said_freely=True,
            child_heard=consent.ChildHeard(how=consent.Hearing.PLAY, by=by.id),
        )  # fmt: skip
        if self._do(self.ground.commands.answer(command, self.ground.act(by))):
            self.model.answered(id_, by.id, yes=yes)

    def _withdraw(self, who: str, id_: str) -> None:
        command = consent.WithdrawConsent(child=self.child, consent=id_)
        if self._do(self.ground.commands.answer(command, self.ground.act(self._actor(who)))):
            self.model.consents[id_].ended = True

    def _register(self, *guardians: Actor) -> None:
        numbers = dict(zip((self.mother.id, self.father.id), self.numbers[1:], strict=True))
        command = consent.RegisterFamily(
            child=self.child, child_name="Oppdiktet Barn", birth_number=self.numbers[0], born=self.model.born,
            guardians=tuple(
                consent.GuardianEntry(
                    person=one.id, person_name="Oppdiktet Navn", birth_number=numbers[one.id], relation="guardian",
                    parental_responsibility=True,
                )
                for one in guardians
            ),
            units=(("barnehage", "bekkelia"),),
        )  # fmt: skip
        assert self._do(self.ground.commands.register(command, self.ground.act(register)))

    def _ask_anew(self) -> None:
        """Take down what the family is asked now: by somebody, or because somebody has grown."""
        _, family = self._run(self.ground.families.raw(KOMMUNE, self.child))
        for id_, one in family.consents.items():
            self.model.asked(id_, one, self.today)

    def _do(self, asking: Coroutine[Any, Any, object]) -> bool:
        """Whether it was not refused; then everybody who listens hears of it."""
        self.model.note(self.entries, self.clock.at, self.today)
        try:
            self._run(asking)
        except Refused:
            return False
        self._tell()
        return True

    def _tell(self) -> None:
        facts, self.told = self._run(self.ground.told(self.child, self.told))
        for service in self.services.values():
            service.unheard += facts
            service.hear()

    def _run(self, work: Coroutine[Any, Any, Any]) -> Any:
        return self.loop.run_until_complete(work)
