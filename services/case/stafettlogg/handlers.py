"""Commands on the spine. Only the owner `familie` answers them: the log belongs to the child."""

from datetime import datetime
from typing import assert_never

from services.case import access
from services.case.access import Circle, Consent
from services.case.dates import OSLO
from services.case.reading import consents, spine
from services.case.stafettlogg.asked import AsItComes, BySystem, OpenUnderConsent, StafettloggCommand
from services.case.stafettlogg.asked.baton import TakeBatonUnderConsent
from services.case.stafettlogg.asked.closing import ReopenUnderConsent
from services.case.stafettlogg.asked.level import LevelUnderConsent, LiftUnderConsent
from services.case.stafettlogg.asked.participation import InviteUnderConsent, JoinUnderConsent
from services.case.stafettlogg.asked.voices import DisagreeWith
from services.case.stafettlogg.decider import DECIDER
from services.case.stafettlogg.events import STAFETTLOGG
from services.case.stafettlogg.state import Stafettlogg
from shared.access import Decision
from shared.contracts.case import (
    AcceptBaton,
    AcceptInvitation,
    ChangeLevel,
    DeclineInvitation,
    Disagree,
    Guardian,
    InviteService,
    LiftToCoordination,
    OpenStafettlogg,
    ReopenStafettlogg,
)
from shared.contracts.common import Category, Done, Owner
from shared.contracts.consent import ReadStandings, Standings
from shared.decider import Act
from shared.errors import Unknown
from shared.node import Node

AskingConsent = InviteService | AcceptInvitation | AcceptBaton | ChangeLevel | LiftToCoordination | ReopenStafettlogg


class Sharing:
    def __init__(self, node: Node) -> None:
        self._node = node

    async def open(self, command: OpenStafettlogg, act: Act) -> Done:
        standings = await self._standings(act, command.child)
        circle = _circle(Stafettlogg(child=command.child), _consents(standings), act.at)
        decision = access.on_log(act, "open", circle)
        guardians = tuple(
            Guardian(person=person, person_name=name, relation=relation)
            for person, name, relation in standings.guardian_names
        )
        under = OpenUnderConsent(
            command=command, consented=circle.consented(None), guardians=guardians,
            child_name=standings.child_name or "",
        )  # fmt: skip
        return await self._handle(under, command.name, command.stafettlogg, act, circle, decision)

    async def under_consent(self, command: AskingConsent, act: Act) -> Done:
        """What the consent service says at this moment counts, as when somebody is let in."""
        if done := await self._answered(command, act):
            return done
        circle = await self._circle(act, command.stafettlogg, now=True)
        decision = access.on_log(act, _action(command), circle)
        under = _under(command, circle.consented(None))
        return await self._handle(under, command.name, command.stafettlogg, act, circle, decision)

    async def take_part(self, command: AsItComes, act: Act) -> Done:
        if done := await self._answered(command, act):
            return done
        circle = await self._circle(act, command.stafettlogg)
        decision = access.on_log(act, _action(command), circle)
        return await self._handle(command, command.name, command.stafettlogg, act, circle, decision)

    async def disagree(self, command: Disagree, act: Act) -> Done:
        """An entry may be any owner's: it is known when its fact has arrived here."""
        circle = await self._circle(act, command.stafettlogg)
        decision = access.on_log(act, "takePart", circle)
        told = await spine(self._node.pool, act.by.kommune, command.stafettlogg)
        known = any(str(found.id) == command.entry for found in told.facts)
        under = DisagreeWith(command=command, known=known)
        return await self._handle(under, command.name, command.stafettlogg, act, circle, decision)

    async def _answered(self, command: AskingConsent | AsItComes, act: Act) -> Done | None:
        """Whoever has answered an invitation is invited no more; sent again, the same answer is still no offence."""
        if not isinstance(command, AcceptInvitation | DeclineInvitation):
            return None
        handled = await self._node.commands.repeated(command.stafettlogg, act)
        return self._node.done(command.stafettlogg, handled) if handled else None

    async def by_system(self, command: BySystem, stafettlogg: str, act: Act, action: str) -> None:
        """What a timer or an ended consent makes happen; `action` names it in the audit row."""
        await self._node.commands.handle(
            DECIDER, STAFETTLOGG, stafettlogg, command, act,
            lambda state: self._node.trail.entry(act, action, child=state.child, resources=(stafettlogg,)),
        )  # fmt: skip

    async def _handle(
        self, command: StafettloggCommand, name: str, stafettlogg: str, act: Act, circle: Circle, decision: Decision
    ) -> Done:
        entry = self._node.trail.entry(
            act, name, child=circle.child, resources=(stafettlogg,), categories=(Category.AGREEMENTS,),
            consents=circle.used(), decision=decision,
        )  # fmt: skip
        handled = await self._node.commands.handle(DECIDER, STAFETTLOGG, stafettlogg, command, act, lambda _: entry)
        return self._node.done(stafettlogg, handled)

    async def _circle(self, act: Act, stafettlogg: str, *, now: bool = False) -> Circle:
        """now: ask the consent service, because somebody is let in; otherwise what has arrived here is enough."""
        kommune = act.by.kommune
        state = DECIDER.fold(STAFETTLOGG.read(row) for row in await self._node.store.read(kommune, stafettlogg))
        if not state.child:
            raise Unknown
        if now:
            return _circle(state, _consents(await self._standings(act, state.child)), act.at)
        return _circle(state, await consents(self._node.pool, kommune, state.child), act.at)

    async def _standings(self, act: Act, child: str) -> Standings:
        owner, kommune = self._node.settings.owner, act.by.kommune
        found: Standings = await self._node.client.ask(
            ReadStandings(child=child), owner=owner, actor=self._node.client.itself(kommune),
            correlation=act.correlation,
        )  # fmt: skip
        return found


def _action(command: AskingConsent | AsItComes) -> str:
    match command:
        case AcceptInvitation() | DeclineInvitation():
            return "answerInvitation"
        case ReopenStafettlogg():
            return "reopen"
        case _:
            return "takePart"


def _under(command: AskingConsent, consented: frozenset[Owner]) -> StafettloggCommand:
    match command:
        case InviteService():
            return InviteUnderConsent(command=command, consented=consented)
        case AcceptInvitation():
            return JoinUnderConsent(command=command, consented=consented)
        case AcceptBaton():
            return TakeBatonUnderConsent(command=command, consented=consented)
        case ChangeLevel():
            return LevelUnderConsent(command=command, consented=consented)
        case LiftToCoordination():
            return LiftUnderConsent(command=command, consented=consented)
        case ReopenStafettlogg():
            return ReopenUnderConsent(command=command, consented=consented)
        case _:
            assert_never(command)


def _consents(standings: Standings) -> list[Consent]:
    return [
        Consent(
            s.consent, s.version, s.service, s.state.value, frozenset(c.value for c in s.categories), s.expires_on,
            s.asker, s.asked_by_owner,
        )
        for s in standings.standings
    ]  # fmt: skip


def _circle(state: Stafettlogg, known: list[Consent], at: datetime) -> Circle:
    return Circle(
        child=state.child, participants=state.participants, guardians=state.guardians, invited=state.invited,
        consents=known, today=at.astimezone(OSLO).date(),
    )  # fmt: skip
