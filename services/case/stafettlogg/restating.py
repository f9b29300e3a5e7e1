"""Says again what stands, when a service is let in whose consents do not reach back to when it was said. See ADR 16."""

from collections.abc import Sequence

from services.case.access import FAMILY, Circle
from services.case.publish import PUBLISHED
from services.case.spine import closed_under, fold, open_facts
from services.case.stafettlogg.events import StafettloggOpened
from services.case.stafettlogg.events.participation import StafettloggRestated
from services.case.unsealed.restating import now_stands
from shared.contracts.common import Category, Owner
from shared.days import day_of
from shared.errors import Unavailable
from shared.events import Recorded
from shared.sealing import Keyring
from shared.wire import envelope, parse_envelope

SPINE = (FAMILY, Category.AGREEMENTS)
TELLING = frozenset({StafettloggOpened.type, StafettloggRestated.type})


def is_lost(owner: Owner, circle: Circle, rows: Sequence[Recorded]) -> bool:
    """Whether this service may read what is said today, and neither the opening nor what has been said again since."""
    told = max(day_of(row.recorded_at) for row in rows if row.type in TELLING)
    return owner in circle.sharing(*SPINE, circle.today) - circle.sharing(*SPINE, told)


class Restating:
    """keyring: familie's, which has every key to the spine."""

    def __init__(self, keyring: Keyring) -> None:
        self._keyring = keyring

    async def for_(self, owner: Owner, circle: Circle, rows: Sequence[Recorded]) -> StafettloggRestated | None:
        """rows: the whole log. Raises Unavailable when the keys are not to be had now."""
        if not is_lost(owner, circle, rows):
            return None
        public = ((row, fact) for row in rows if (fact := PUBLISHED.get(row.type)))
        spine = fold(rows[0].stream, [parse_envelope(envelope(row, fact, FAMILY)) for row, fact in public])
        keys = await self._keyring.keys(rows[0].kommune, spine.child, [SPINE], closed_under(spine.facts))
        opened = open_facts(spine, dict(keys), {SPINE: ()})
        if not (opened.child_name and opened.attention):
            raise Unavailable
        return StafettloggRestated(now=now_stands(opened, {*spine.participants, *spine.guardians}))
