"""Commands on the spine. Only the owner `familie` answers them: the log belongs to the child."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from services.case import access
from services.case.access import Circle, Consent
from services.case.dates import OSLO
from services.case.growing import Grown, grown
from services.case.reading import consents, spine
from services.case.spine import slot
from services.case.stafettlogg import needs
from services.case.stafettlogg.asked import AsItComes, BySystem, OpenUnderConsent, StafettloggCommand
from services.case.stafettlogg.asked.archive import ArchiveBySystem
from services.case.stafettlogg.asked.closing import ReopenUnderConsent
from services.case.stafettlogg.asked.journal import RecordUnder
from services.case.stafettlogg.asked.participation import JoinUnderConsent, RestateUnderConsent, SetFamily
from services.case.stafettlogg.asked.voices import DisagreeWith
from services.case.stafettlogg.decider import DECIDER
from services.case.stafettlogg.events import STAFETTLOGG
from services.case.stafettlogg.needs import AskingConsent, AskingTime
from services.case.stafettlogg.restating import Restating
from services.case.stafettlogg.state import Stafettlogg
from shared.access import Decision
from shared.commands import Knowing
from shared.contracts.case import Disagree, Guardian, OpenStafettlogg, RecordInOwnJournal
from shared.contracts.common import Category, Command, Done, Owner, Request
from shared.contracts.consent import ReadStandings, Standings
from shared.decider import Act
from shared.errors import AccessDenied, Unknown
from shared.events import Recorded
from shared.handlingsveileder import Handlingsveileder
from shared.municipality import Deadlines
from shared.node import Node


@dataclass(frozen=True, slots=True)
class Found:
    """One log as it stands."""

    state: Stafettlogg
    rows: list[Recorded]


class Now(NamedTuple):
    """What the consent service says at this moment, and what follows from it."""

    standings: Standings
    circle: Circle
    decision: Decision


_Handle = Callable[["Sharing", Any, Act], Awaitable[Done]]


def _once(handle: _Handle) -> _Handle:
    """What takes away the right to do it is no offence when the same is sent again."""

    async def handled(sharing: "Sharing", command: Any, act: Act) -> Done:
        try:
            return await handle(sharing, command, act)
        except AccessDenied:
            if done := await sharing.earlier(command, act):
                return done
            raise

    return handled


class Sharing:
    """deadlines and guides: by kommune."""

    def __init__(self, node: Node, deadlines: Mapping[str, Deadlines], guides: Mapping[str, Handlingsveileder]) -> None:
        self._node, self._deadlines, self._guides = node, deadlines, guides
        self._restating = Restating(node.keyring)

    async def open(self, command: OpenStafettlogg, act: Act) -> Done:
        standings = await self._standings(act, command.child)
        circle = _circle(Stafettlogg(child=command.child), _consents(standings), act.at)
        decision = access.on_log(act, "open", circle)
        under = OpenUnderConsent(
            command=command, consented=circle.consented(None), guardians=_guardians(standings),
            child_name=standings.child_name or "",
        )  # fmt: skip
        return await self._handle(under, command.name, command.stafettlogg, act, circle, decision)

    @_once
    async def under_consent(self, command: AskingConsent, act: Act) -> Done:
        """What the consent service says at this moment counts, as when somebody is let in."""
        now, days = await self.now(command, command.stafettlogg, act), self._deadlines[act.by.kommune]
        under = needs.under_consent(command, now.circle.consented(None), days, now.circle.today)
        return await self.carry_out(under, command.name, command.stafettlogg, act, now)

    async def now(self, request: Request, stafettlogg: str, act: Act) -> Now:
        """Raises AccessDenied."""
        found = await self.found(act.by.kommune, stafettlogg)
        standings = await self._standings(act, found.state.child)
        grown = Grown(standings.answers_itself, frozenset(standings.own))
        return Now(standings, *_decided(request, found, _consents(standings), act, grown))

    async def carry_out(self, command: StafettloggCommand, name: str, stafettlogg: str, act: Act, now: Now) -> Done:
        return await self._handle(command, name, stafettlogg, act, now.circle, now.decision)

    @_once
    async def take_part(self, command: AsItComes | AskingTime, act: Act) -> Done:
        """What has arrived here about consents is enough."""
        circle, decision = await self._here(command, command.stafettlogg, act)
        asked = (
            needs.within(command, self._deadlines[act.by.kommune], circle.today)
            if isinstance(command, AskingTime)
            else command
        )
        return await self._handle(asked, command.name, command.stafettlogg, act, circle, decision)

    async def disagree(self, command: Disagree, act: Act) -> Done:
        """An entry may be any owner's: it is known when its fact has arrived here."""
        circle, decision = await self._here(command, command.stafettlogg, act)
        told = await spine(self._node.pool, act.by.kommune, command.stafettlogg)
        known = any(str(found.id) == command.entry for found in told.facts)
        under = DisagreeWith(command=command, known=known)
        return await self._handle(under, command.name, command.stafettlogg, act, circle, decision)

    async def record_in_journal(self, command: RecordInOwnJournal, act: Act) -> Done:
        """Of what this person can read now; the law is the municipality's, in the words it has today."""
        circle, decision = await self._here(command, command.stafettlogg, act)
        told = await spine(self._node.pool, act.by.kommune, command.stafettlogg)
        about = (found for found in told.facts if found.stream == command.item and found.stream != told.stafettlogg)
        readable = any(access.on_content(act.by, "read", circle, *slot(found)).allowed for found in about)
        under = RecordUnder(command=command, readable=readable, wording=self._basis(command, act))
        return await self._handle(under, command.name, command.stafettlogg, act, circle, decision)

    def _basis(self, command: RecordInOwnJournal, act: Act) -> str | None:
        guide = self._guides.get(act.by.kommune)
        known = guide.texts.journal if guide else ()
        named = (one for one in known if one.id == command.basis and act.by.owner in (one.services or {act.by.owner}))
        return next((one.text for one in named), None)

    async def _here(self, command: Command, stafettlogg: str, act: Act) -> tuple[Circle, Decision]:
        found = await self.found(act.by.kommune, stafettlogg)
        known = await consents(self._node.pool, act.by.kommune, found.state.child)
        return _decided(command, found, known, act, await grown(self._node, act, found.state.child))

    async def earlier(self, command: AskingConsent | AsItComes | AskingTime, act: Act) -> Done | None:
        handled = await self._node.commands.repeated(command.stafettlogg, act)
        return self._node.done(command.stafettlogg, handled) if handled else None

    async def by_system(
        self,
        command: BySystem | ArchiveBySystem | SetFamily | RestateUnderConsent,
        stafettlogg: str,
        act: Act,
        action: str,
        knowing: Knowing[StafettloggCommand] | None = None,
    ) -> None:
        """What a timer or an ended consent makes happen; `action` names it in the audit row."""
        await self._node.commands.handle(
            DECIDER, STAFETTLOGG, stafettlogg, command, act,
            lambda state: self._node.trail.entry(act, action, child=state.child, resources=(stafettlogg,)), knowing,
        )  # fmt: skip

    async def restate(self, owner: Owner, stafettlogg: str, act: Act, circle: Circle) -> None:
        """For a service that takes part, if it needs that."""
        command = RestateUnderConsent(owner=owner)
        await self.by_system(command, stafettlogg, act, "restate-stafettlogg", self._restated(owner, circle))

    async def consented(self, act: Act, child: str) -> frozenset[Owner]:
        """The services that the consent service lets in at this moment."""
        return (await self.consents(act, child)).consented(None)

    async def consents(self, act: Act, child: str) -> Circle:
        """What the consent service says at this moment, whoever takes part."""
        return _circle(Stafettlogg(child=child), _consents(await self._standings(act, child)), act.at)

    async def family(self, act: Act, child: str) -> tuple[Guardian, ...]:
        """Those who have foreldreansvar at this moment."""
        return _guardians(await self._standings(act, child))

    async def _handle(
        self, command: StafettloggCommand, name: str, stafettlogg: str, act: Act, circle: Circle, decision: Decision
    ) -> Done:
        entry = self._node.trail.entry(
            act, name, child=circle.child, resources=(stafettlogg,), categories=(Category.AGREEMENTS,),
            consents=circle.used(), decision=decision,
        )  # fmt: skip
        handled = await self._node.commands.handle(
            DECIDER, STAFETTLOGG, stafettlogg, command, act, lambda _: entry, self._restated(act.by.owner, circle)
        )
        return self._node.done(stafettlogg, handled)

    def _restated(self, owner: Owner, circle: Circle) -> Knowing[StafettloggCommand]:
        """What whoever is let in must know."""

        async def knowing(command: StafettloggCommand, rows: Sequence[Recorded]) -> StafettloggCommand:
            if not isinstance(command, JoinUnderConsent | ReopenUnderConsent | RestateUnderConsent):
                return command
            return command.model_copy(update={"restated": await self._restating.for_(owner, circle, rows)})

        return knowing

    async def found(self, kommune: str, stafettlogg: str) -> Found:
        """Raises Unknown when there is none."""
        rows = await self._node.store.read(kommune, stafettlogg)
        state = DECIDER.fold(STAFETTLOGG.read(row) for row in rows)
        if not state.child:
            raise Unknown
        return Found(state, rows)

    async def _standings(self, act: Act, child: str) -> Standings:
        owner, kommune = self._node.settings.owner, act.by.kommune
        found: Standings = await self._node.client.ask(
            ReadStandings(child=child), owner=owner, actor=self._node.client.itself(kommune),
            correlation=act.correlation,
        )  # fmt: skip
        return found


def _decided(command: Request, found: Found, known: list[Consent], act: Act, grown: Grown) -> tuple[Circle, Decision]:
    """Raises AccessDenied."""
    circle = grown.within(_circle(found.state, known, act.at, needs.led(command, found.state, found.rows)))
    return circle, access.on_log(act, needs.action(command, act), circle, needs.shown(command))


def _guardians(standings: Standings) -> tuple[Guardian, ...]:
    return tuple(
        Guardian(person=person, person_name=name, relation=relation)
        for person, name, relation in standings.guardian_names
    )


def _consents(standings: Standings) -> list[Consent]:
    return [
        Consent(
            s.consent, s.version, s.service, s.state.value, frozenset(c.value for c in s.categories), s.expires_on,
            s.asker, s.asked_by_owner, None if s.partners is None else frozenset(s.partners), s.covers_from,
        )
        for s in standings.standings
    ]  # fmt: skip


def _circle(
    state: Stafettlogg, known: list[Consent], at: datetime, led: frozenset[needs.Place] = frozenset()
) -> Circle:
    return Circle(
        child=state.child, participants=state.participants, guardians=state.guardians,
        invited=frozenset(state.invited), called={person: one.owner for person, one in state.called.items()},
        consents=known, today=at.astimezone(OSLO).date(), led=led,
    )  # fmt: skip
