"""Who tells a story: each command is sent three times, in words found nowhere else."""

import secrets
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any
from uuid import uuid4

from shared.contracts import case, consent
from shared.contracts.common import Actor, Command, Owner, Request, Role
from tests.e2e.world import World
from tests.integration.platform.asking import Answer, Hand, addressed, usual
from tests.unit.consent.world import synthetic

TODAY = datetime.now(UTC).date()
SOON = TODAY + timedelta(days=60)
_numbers = count(100)  # birth numbers that nobody in the demo has


def letters() -> str:
    return "kanari" + "".join(secrets.choice("abcdefghijklmnop") for _ in range(16))


@dataclass
class Words:
    """Texts that share one core, by which any trace of any of them is found."""

    core: str = field(default_factory=lambda: "kanari" + "".join(secrets.choice("bdfghjklmnprstv") for _ in range(16)))
    born: date = date(2021, 3, 17)
    spoken: list[str] = field(default_factory=list)  # what holds no core: days, birth numbers, addresses
    places: dict[str, str] = field(default_factory=dict)  # where, each told in a word of its own

    def __post_init__(self) -> None:
        self.spoken.append(self.born.isoformat())

    def text(self, what: str) -> str:
        """With letters and signs that every encoding writes in its own way."""
        return f"{what} {self.core} æøå «\"'<&>\\/» \U0001f99c\n{self.core}"

    def line(self, what: str) -> str:
        return f"{what} {self.core} ærfugl"

    def place(self, what: str) -> str:
        self.places[what] = self.places.get(what, f"sted{letters()}")
        return f"{what} {self.places[what]} ærfugl {self.core}"

    @property
    def secrets(self) -> tuple[str, ...]:
        """Each leads to somebody, and is found nowhere else."""
        return (self.core, *self.spoken, *self.places.values())

    def birth_number(self) -> str:
        self.spoken.append(synthetic(next(_numbers)))
        return self.spoken[-1]

    def email(self) -> str:
        self.spoken.append(f"fugl{secrets.token_hex(8)}")
        return f"{self.spoken[-1]}@eksempel.test"


@dataclass
class Tale:
    """What has been told, and what it is known by. `people` has Fjordvik's staff and this family's parents."""

    portal: Hand
    register: Hand
    world: World
    words: Words
    people: dict[str, Actor] = field(default_factory=dict)
    child: str = field(default_factory=lambda: f"c-{uuid4().hex[:8]}")
    concern: str = field(default_factory=lambda: str(uuid4()))
    log: str = field(default_factory=lambda: str(uuid4()))
    measure: str = field(default_factory=lambda: str(uuid4()))
    invitation: str = field(default_factory=lambda: str(uuid4()))
    meeting: str = field(default_factory=lambda: str(uuid4()))
    letter: Words = field(default_factory=Words)  # what barnevernet alone is given, about another child
    report: str = field(default_factory=lambda: str(uuid4()))
    question: Words = field(default_factory=lambda: Words(core=letters()))  # a number in it could be a telephone's
    known: Words = field(default_factory=lambda: Words(core=letters()))  # what must not stand in it
    written: list[str] = field(default_factory=list)
    emergency: str = ""
    consents: dict[Owner, str] = field(default_factory=dict)
    commands: list[Command] = field(default_factory=list)
    seen: str | None = None
    grading: consent.Grading | None = None
    family: tuple[str, str] | None = None  # whose ids the parents have; None: people of their own

    def __post_init__(self) -> None:
        mark = uuid4().hex[:8]
        ids = self.family or (f"p-{mark}-mother", f"p-{mark}-father")
        guardians = {
            name: Actor(id=who, role=Role.GUARDIAN, kommune="4999", owner="familie")
            for name, who in zip(("Mother", "Father"), ids, strict=True)
        }
        self.people = self.world.people | guardians

    async def ask(self, who: str, request: Request, owner: Owner | None = None) -> Any:
        """A command three times: the same message twice, and once signed anew. The answers are the same."""
        by = self.people[who]
        hand = self.portal
        asked = owner or usual(request, by)
        await self.world.hearing.reached(request.service, asked)
        where, body, audience = addressed(request, asked)
        token = hand.token(by, body, audience)
        answers = [await hand.send(where, body, token)]
        if isinstance(request, Command):
            answers += [
                await hand.send(where, body, token),
                await hand.send(where, body, hand.token(by, body, audience)),
            ]
        return self._heard(request, answers)

    async def tell(self, request: Command, owner: Owner) -> Any:
        """From the municipality's registers."""
        await self.world.hearing.reached(request.service, owner)
        return self._heard(request, [await self.register.ask(request, owner=owner) for _ in range(3)])

    def _heard(self, request: Request, answers: list[Answer]) -> Any:
        assert answers == [answers[0]] * len(answers), f"{request.name} again: {[a.code for a in answers]}"
        reply = answers[0].as_(request.reply)
        if isinstance(request, Command):
            self.commands.append(request)
            self.world.hearing.said(self.world.demo.kommune, reply)
            self.seen = reply.event or self.seen
        return reply

    async def spine(self, who: str, request: Request) -> Any:
        return await self.ask(who, request, "familie")

    async def read(self, who: str) -> case.StafettloggView:
        view: case.StafettloggView = await self.ask(who, case.ReadStafettlogg(stafettlogg=self.log, seen=self.seen))
        return view
