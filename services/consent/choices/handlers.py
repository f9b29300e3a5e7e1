"""Carries out what an administrator changes, and tells what was changed; every act with its audit row."""

from collections.abc import Iterator, Mapping, Sequence

from services.consent.choices import access
from services.consent.choices.decider import decider
from services.consent.choices.events import SCHEMA, ChoicesChanged
from shared.choices import Municipalities
from shared.contracts import consent as c
from shared.contracts.common import Done, Id, Kommune
from shared.decider import Act
from shared.events import Recorded
from shared.handlingsveileder import Handlingsveileder
from shared.node import Node

STREAM = "municipality"


class Choosing:
    def __init__(self, node: Node, municipalities: Municipalities, guides: Mapping[Kommune, Handlingsveileder]) -> None:
        self._node, self._files, self._guides = node, municipalities.files, guides

    async def change(self, command: c.ChangeChoices, act: Act) -> Done:
        decision = access.on_municipality(act.by, command.name)
        terms = [term.id for term in self._guides[act.by.kommune].texts.vocabulary]
        entry = self._node.trail.entry(act, command.name, decision=decision)
        rules = decider(self._files[act.by.kommune], terms)
        handled = await self._node.commands.handle(rules, SCHEMA, STREAM, command, act, lambda _: entry)
        return self._node.done(STREAM, handled)

    async def read(self, query: c.ReadChanges, act: Act) -> c.Changes:
        decision = access.on_municipality(act.by, query.name)
        await self._node.trail.record(self._node.trail.entry(act, query.name, decision=decision))
        rows = await self._node.store.read(act.by.kommune, STREAM)
        return c.Changes(changes=tuple(changes(rows)), files=self._guides[act.by.kommune].texts)


def changes(rows: Sequence[Recorded]) -> Iterator[c.Change]:
    """Each as what it gave another value."""
    before: c.Chosen = c.Chosen()
    for row in rows:
        after = SCHEMA.read(row)
        yield _change(row.who().id, row, before, after)
        before = after


def _change(by: Id, row: Recorded, before: c.Chosen, after: ChoicesChanged) -> c.Change:
    return c.Change(
        number=after.number, at=row.recorded_at, by=by, ground=after.ground, case=after.case,
        deadlines=tuple(one for one in after.deadlines if one not in before.deadlines),
        levels=after.levels if after.levels != before.levels else None,
        words=tuple(one for one in after.words if one not in before.words),
        pauses=tuple(one for one in after.pauses if one not in before.pauses),
    )  # fmt: skip
