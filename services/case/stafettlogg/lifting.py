"""A stuck case, and koordinerende enhet. Only `familie` answers: the log belongs to the child."""

from collections.abc import Mapping
from uuid import uuid4

from services.case.consultation.check import Leads, check, unit_names
from services.case.stafettlogg import needs
from services.case.stafettlogg.asked.level import LiftUnderConsent
from services.case.stafettlogg.handlers import Now, Sharing
from shared.contracts.case import CheckLift, LiftToCoordination
from shared.contracts.case.consultation import CONFIRMABLE, Found, TextCheck
from shared.contracts.common import Category, Done
from shared.decider import Act
from shared.municipality import Municipality
from shared.node import Node


class Lifting:
    def __init__(self, node: Node, sharing: Sharing, municipalities: Mapping[str, Municipality]) -> None:
        self._node, self._sharing, self._municipalities = node, sharing, municipalities
        self._units = {kommune: unit_names(one) for kommune, one in municipalities.items()}

    async def lift(self, command: LiftToCoordination, act: Act) -> Done:
        """An anonymous question is looked through here, and sent when it stands in the log."""
        now, of = await self._sharing.now(command, command.stafettlogg, act), self._municipalities[act.by.kommune]
        to, (remind_on, answer_by) = of.coordinating, needs.invitation(of.deadlines, now.circle.today)
        under = LiftUnderConsent(
            command=command, consented=now.circle.consented(None), to=to.owner if to else None,
            unit=to.id if to else None, found=self._found(command, act, now) if command.anonymous else (),
            number=str(uuid4()), remind_on=remind_on, answer_by=answer_by,
        )  # fmt: skip
        return await self._sharing.carry_out(under, command.name, command.stafettlogg, act, now)

    async def look(self, query: CheckLift, act: Act) -> TextCheck:
        now = await self._sharing.now(query, query.stafettlogg, act)
        entry = self._node.trail.entry(
            act, query.name, child=now.circle.child, resources=(query.stafettlogg,), categories=(Category.AGREEMENTS,),
            consents=now.circle.used(), decision=now.decision,
        )  # fmt: skip
        await self._node.trail.record(entry)
        found = self._found(query, act, now)
        return TextCheck(found=found, sendable=all(one.kind in CONFIRMABLE for one in found))

    def _found(self, asked: LiftToCoordination | CheckLift, act: Act, now: Now) -> tuple[Found, ...]:
        """What `familie` knows leads to the child; the household's address is its service's alone."""
        standings, circle = now.standings, now.circle
        names = (standings.child_name or "", *(name for _, name, _ in standings.guardian_names), *asked.known)
        ids = (circle.child, asked.stafettlogg, *circle.participants, *circle.guardians)
        return check(asked.question, Leads.of(names, self._units[act.by.kommune], ids))
