"""Commands on contributions, each answered by its writer's own owner."""

from services.case import access, reading
from services.case.contribution.decider import DECIDER, WriteFor
from services.case.contribution.events import CONTRIBUTION
from shared.contracts.case import WriteContribution
from shared.contracts.common import Done
from shared.decider import Act
from shared.errors import Unknown
from shared.node import Node


class Contributions:
    def __init__(self, node: Node) -> None:
        self._node, self._owner = node, node.settings.owner

    async def write(self, command: WriteContribution, act: Act) -> Done:
        kommune = act.by.kommune
        spine = await reading.spine(self._node.pool, kommune, command.stafettlogg)
        if handled := await self._node.commands.repeated(command.contribution, act):
            return self._node.done(command.contribution, handled)  # the log may have been closed since
        if spine.closed_at:
            raise Unknown
        circle = reading.circle(spine, await reading.consents(self._node.pool, kommune, spine.child), act.at)
        decision = access.write_content(act, circle, self._owner, command.category)
        entry = self._node.trail.entry(
            act, command.name, child=spine.child, resources=(command.stafettlogg, command.contribution),
            categories=(command.category,), consents=circle.used(), decision=decision,
        )  # fmt: skip
        handled = await self._node.commands.handle(
            DECIDER, CONTRIBUTION, command.contribution, WriteFor(command, spine.child), act, lambda _: entry
        )
        return self._node.done(command.contribution, handled)
