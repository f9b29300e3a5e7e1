"""An owner's own records of a child, opened with its own key; and who has foreldreansvar now."""

from collections.abc import Collection

from services.case.casework.events import ENROLMENT, NOTE, PREPARATION, ChildEnrolled, ObservationNoted
from services.case.rights.events import RESTRICTION, RestrictionLifted, RestrictionSet
from services.case.writes import SQL
from shared.contracts.case import ObservationNote, ParentsAnswer
from shared.contracts.consent import ReadStandings, Standings
from shared.decider import Act
from shared.errors import Unknown
from shared.events import Recorded
from shared.node import Node
from shared.personal import Json
from shared.sealing import DataKey, KeyId, SealBroken, place


class Records:
    def __init__(self, node: Node) -> None:
        self._node = node

    async def opened(self, row: Recorded) -> Json | None:
        """The personal half of one of this owner's own rows; None when it has none. Raises Unknown without its key."""
        if row.sealed is None or row.key_id is None:
            return None
        key_id = KeyId.parse(row.key_id)
        if key_id.child != row.child:
            raise SealBroken  # it was written about somebody else
        keys = await self._node.keyring.keys(row.kommune, row.child, [(key_id.owner, key_id.category)], [key_id])
        if (key := keys.get(key_id)) is None:
            raise Unknown  # destroyed with the child's other keys
        return _open(row, row.sealed, key)

    async def enrolled(self, kommune: str, child: str) -> ChildEnrolled:
        """Raises Unknown for a child of nobody's here."""
        if (found := await self.known(kommune, child)) is None:
            raise Unknown
        return found

    async def known(self, kommune: str, child: str) -> ChildEnrolled | None:
        rows = await self._node.store.read(kommune, child)
        return ENROLMENT.read(rows[-1], await self.opened(rows[-1])) if rows else None

    async def note(self, kommune: str, note: str) -> ObservationNoted:
        """Sealed. Raises Unknown when there is none."""
        rows = await self._node.store.read(kommune, note)
        if not rows:
            raise Unknown
        return NOTE.read(rows[0])

    async def opened_note(
        self, kommune: str, note: str, case: str | None = None, *, closed: Collection[str] = ()
    ) -> ObservationNote:
        """closed: what is not for the reader, though they may know that it is there."""
        row = (await self._node.store.read(kommune, note))[0]
        seen = None if note in closed else NOTE.read(row, await self.opened(row)).observation
        return ObservationNote(note=note, by=NOTE.read(row).by, at=row.recorded_at, observation=seen, case=case)

    async def restricted(self, kommune: str, child: str) -> frozenset[str]:
        """The streams that stand under begrensning here now."""
        found: dict[str, str] = {}
        for record in await self._node.pool.fetch(SQL["restrictions"], kommune, child):
            match RESTRICTION.read(Recorded(*record)):
                case RestrictionSet(request=request, of=of):
                    found[request] = of
                case RestrictionLifted(request=request):
                    del found[request]
                case _:
                    continue
        return frozenset(found.values())

    async def answers(self, kommune: str, invitation: str) -> dict[str, ParentsAnswer]:
        """The newest of each parent."""
        found = {}
        for row in await self._node.store.read(kommune, invitation):
            sent = PREPARATION.read(row, await self.opened(row))
            found[sent.guardian] = ParentsAnswer(
                guardian=sent.guardian, at=row.recorded_at, works_well=sent.works_well, wondering=sent.wondering,
                wishes=sent.wishes, interpreter=sent.interpreter,
            )  # fmt: skip
        return found

    async def guardians(self, act: Act, child: str) -> frozenset[str]:
        """Those who have foreldreansvar at this moment."""
        found: Standings = await self._node.client.ask(
            ReadStandings(child=child), owner=self._node.settings.owner,
            actor=self._node.client.itself(act.by.kommune), correlation=act.correlation,
        )  # fmt: skip
        return frozenset(found.guardians)


def _open(row: Recorded, sealed: bytes, key: DataKey) -> Json:
    where = place(row.kommune, row.stream, row.event_id, f"{row.type}/{row.schema_version}", key.id)
    return key.open(where, sealed)
