"""One family's story told with every request there is, each command sent three times, in words found nowhere else."""

import secrets
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any
from uuid import uuid4

from shared.contracts import audit, case, consent, notify
from shared.contracts.case import Kind, Observation
from shared.contracts.common import SHARED_CATEGORIES, Actor, Category, Command, Owner, Request, Role
from tests.e2e.world import World
from tests.integration.platform.asking import Answer, Hand, addressed, usual
from tests.unit.consent.world import synthetic

TODAY = datetime.now(UTC).date()
SOON = TODAY + timedelta(days=60)
_numbers = count(100)  # birth numbers that nobody in the demo has


@dataclass
class Words:
    """Texts that share one core, by which any trace of any of them is found."""

    core: str = field(default_factory=lambda: f"kanari{secrets.token_hex(8)}")
    born: date = date(2021, 3, 17)
    spoken: list[str] = field(default_factory=list)  # what holds no core: days, birth numbers, addresses

    def __post_init__(self) -> None:
        self.spoken.append(self.born.isoformat())

    def text(self, what: str) -> str:
        """With letters and signs that every encoding writes in its own way."""
        return f"{what} {self.core} æøå «\"'<&>\\/» \U0001f99c\n{self.core}"

    def line(self, what: str) -> str:
        return f"{what} {self.core} ærfugl"

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
    written: list[str] = field(default_factory=list)
    consents: dict[Owner, str] = field(default_factory=dict)
    commands: list[Command] = field(default_factory=list)
    seen: str | None = None

    def __post_init__(self) -> None:
        mark = uuid4().hex[:8]
        guardians = {
            name: Actor(id=f"p-{mark}-{name.lower()}", role=Role.GUARDIAN, kommune="4999", owner="familie")
            for name in ("Mother", "Father")
        }
        self.people = self.world.people | guardians

    async def ask(self, who: str, request: Request, owner: Owner | None = None) -> Any:
        """A command three times: the same message twice, and once signed anew. The answers are the same."""
        by = self.people[who]
        hand = self.portal
        where, body, audience = addressed(request, owner or usual(request, by))
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
        return self._heard(request, [await self.register.ask(request, owner=owner) for _ in range(3)])

    def _heard(self, request: Request, answers: list[Answer]) -> Any:
        assert answers == [answers[0]] * len(answers), f"{request.name} again: {[a.code for a in answers]}"
        reply = answers[0].as_(request.reply)
        if isinstance(request, Command):
            self.commands.append(request)
            self.seen = reply.event or self.seen
        return reply

    async def spine(self, who: str, request: Request) -> Any:
        return await self.ask(who, request, "familie")

    async def read(self, who: str) -> case.StafettloggView:
        view: case.StafettloggView = await self.ask(who, case.ReadStafettlogg(stafettlogg=self.log, seen=self.seen))
        return view


async def tell(tale: Tale) -> None:
    """Up to an open log with three services and the family in it; barnevern is never let in."""
    await _register(tale)
    await _wonder(tale)
    await _consent(tale)
    await _share(tale)
    await _write(tale)
    await _pass(tale)
    await _look(tale)


async def _register(tale: Tale) -> None:
    words, guardians = tale.words, [tale.people["Mother"], tale.people["Father"]]
    entries = tuple(
        consent.GuardianEntry(
            person=guardian.id, person_name=words.line("Forelder"), birth_number=words.birth_number(),
            relation=relation, parental_responsibility=True,
        )
        for guardian, relation in zip(guardians, ("mother", "father"), strict=True)
    )  # fmt: skip
    family = consent.RegisterFamily(
        child=tale.child, child_name=words.line("Barn"), birth_number=words.birth_number(), born=words.born,
        guardians=entries, units=(("barnehage", "bekkelia"),),
    )  # fmt: skip
    await tale.tell(family, "consent")
    enrolled = case.EnrolChild(child=tale.child, unit="bekkelia", child_name=words.line("Barn"), born=words.born)
    await tale.tell(enrolled, "barnehage")
    for guardian in guardians:
        await tale.tell(notify.RegisterContact(person=guardian.id, email=words.email()), "notify")


async def _wonder(tale: Tale) -> None:
    words = tale.words
    seen = Observation(seen=words.text("Sett"), where=words.line("Hvor"), since=words.line("Siden"))
    concern = case.RegisterConcern(
        case=tale.concern,
        child=tale.child,
        observations=(seen, seen),
        interpretation=words.text("Kanskje"),
        acute=False,
    )
    await tale.ask("Kari", concern)
    await tale.ask("Kari", case.AddObservation(case=tale.concern, observation=seen))
    await tale.ask("Kari", case.ShareConcern(case=tale.concern))
    talk = case.RecordConversation(
        case=tale.concern, held_on=TODAY, parents_view=words.text("De"), childs_view=words.text("Barnet")
    )
    await tale.ask("Kari", talk)
    decided = case.DecideCase(case=tale.concern, outcome=case.Outcome.LEVEL_2, reason=words.text("Fordi"))
    await tale.ask("Siv", decided)
    await tale.ask("Kari", case.MyChildren(seen=tale.seen))
    await tale.ask("Kari", case.ReadChild(child=tale.child))
    view: case.CaseView = await tale.ask("Siv", case.ReadCase(case=tale.concern, seen=tale.seen))
    assert words.core in view.steps[0].text["observations"]


async def _consent(tale: Tale) -> None:
    asked = consent.AskConsent(
        child=tale.child, services=("helsestasjon", "ppt"), categories=SHARED_CATEGORIES, expires_on=SOON
    )
    await tale.ask("Kari", asked)
    for who in ("Mother", "Father"):
        await tale.ask(who, consent.MyFamily(seen=tale.seen))
        known: consent.Consents = await tale.ask(who, consent.ReadConsents(child=tale.child))
        tale.consents = {view.service: view.consent for view in known.consents}
        for one in known.mine:
            await tale.ask(who, consent.AnswerConsent(child=tale.child, consent=one, yes=True))


async def _share(tale: Tale) -> None:
    words = tale.words
    opening = case.OpenStafettlogg(
        stafettlogg=tale.log, child=tale.child, attention=words.text("Om"), goal=words.text("Mål"),
        opener_name=words.line("Kari"),
    )  # fmt: skip
    await tale.spine("Kari", opening)
    for service, who in (("ppt", "Tor"), ("helsestasjon", "Lise")):
        invitation = case.InviteService(stafettlogg=tale.log, invited=service)
        await tale.spine("Kari", invitation)
        if who == "Lise":
            await tale.spine(who, case.DeclineInvitation(stafettlogg=tale.log))
            await tale.spine("Kari", case.InviteService(stafettlogg=tale.log, invited=service))
        await tale.spine(who, case.AcceptInvitation(stafettlogg=tale.log, participant_name=words.line(who)))
    agreed = case.AgreeMeasure(
        stafettlogg=tale.log, measure=tale.measure, title=words.line("Tiltak"), description=words.text("Slik"),
        responsible=tale.people["Tor"].id, evaluate_on=SOON,
    )  # fmt: skip
    await tale.spine("Kari", agreed)


async def _write(tale: Tale) -> None:
    contributions = (
        ("Tor", Kind.ASSESSMENT, Category.ASSESSMENTS), ("Lise", Kind.NOTE, Category.HEALTH),
        ("Mother", Kind.LYSGLIMT, Category.NOTES), ("Kari", Kind.NOTE, Category.NOTES),
    )  # fmt: skip
    for who, kind, category in contributions:
        await tale.read(who)
        tale.written.append(str(uuid4()))
        text = case.WriteContribution(
            contribution=tale.written[-1], stafettlogg=tale.log, kind=kind, category=category,
            text=tale.words.text(who),
        )  # fmt: skip
        await tale.ask(who, text)


async def _pass(tale: Tale) -> None:
    lise = tale.people["Lise"].id
    await tale.spine("Kari", case.OfferBaton(stafettlogg=tale.log, to=lise))
    await tale.spine("Kari", case.WithdrawBatonOffer(stafettlogg=tale.log))
    await tale.spine("Kari", case.OfferBaton(stafettlogg=tale.log, to=lise))
    await tale.spine("Lise", case.DeclineBaton(stafettlogg=tale.log))
    await tale.spine("Kari", case.OfferBaton(stafettlogg=tale.log, to=lise))
    await tale.spine("Lise", case.AcceptBaton(stafettlogg=tale.log))


async def _look(tale: Tale) -> None:
    for who in ("Kari", "Tor", "Lise", "Mother", "Father"):
        view = await tale.read(who)
        assert tale.words.core in view.attention
        await tale.ask(who, case.MyLogs(seen=tale.seen))
        await tale.ask(who, case.MyTasks())
        await tale.ask(who, notify.MyNotices())
    await tale.ask("Tor", case.PreviewAudience(stafettlogg=tale.log, category=Category.NOTES))
    await tale.ask("Sunniva", audit.SearchAudit(child=tale.child))


async def end(tale: Tale) -> None:
    """A parent withdraws, and the other closes the log."""
    await tale.ask("Father", consent.WithdrawConsent(child=tale.child, consent=tale.consents["ppt"]))
    await tale.spine("Mother", case.CloseStafettlogg(stafettlogg=tale.log, reason=tale.words.text("Ferdig")))
