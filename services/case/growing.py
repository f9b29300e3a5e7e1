"""Whether a child answers for itself, and about what alone: by its age, which only the consent service knows."""

from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple

from services.case.access import FAMILY, Circle
from shared.contracts.common import Category, Role
from shared.contracts.consent import ReadStandings, Standings
from shared.decider import Act
from shared.errors import Refused
from shared.node import Node


class Grown(NamedTuple):
    itself: bool = False
    own: frozenset[Category] = frozenset()

    def within(self, circle: Circle) -> Circle:
        return replace(circle, itself=self.itself, own=self.own)


async def grown(node: Node, act: Act, child: str, about: Iterable[Category] = ()) -> Grown:
    """As it is at this moment, for a reader to whom it matters. about: what would be read, by a guardian."""
    of_youth = act.by.role is Role.YOUTH and act.by.id == child
    of_guardian = act.by.role is Role.GUARDIAN and Category.HEALTH in about
    if node.settings.owner != FAMILY or not (of_youth or of_guardian):
        return Grown()
    actor = node.client.itself(act.by.kommune)
    try:
        found: Standings = await node.client.ask(
            ReadStandings(child=child), owner=FAMILY, actor=actor, correlation=act.correlation
        )
    except Refused as refusal:
        if refusal.retryable:
            raise
        return Grown(own=frozenset(about))
    return Grown(found.answers_itself, frozenset(found.own))
