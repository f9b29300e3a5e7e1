"""A tiltak from its agreement on, which its tests begin from."""

from datetime import date

from services.case.stafettlogg.events import measures as m
from shared.contracts.case import Effect
from tests.unit.case.log import (
    invited,
    joined,
    opened,
)  # fmt: skip

LATER, NEXT = date(2027, 1, 15), date(2027, 4, 15)
begun = (opened, invited, joined)
evaluated = m.MeasureEvaluated(
    measure="m1", effect=Effect.SOME, happened="To ganger i uka", childs_view="Gøy", parents_view="Bra"
)
continued = m.MeasureContinued(measure="m1", responsible="adviser", evaluate_on=NEXT)
changed = m.MeasureChanged(
    measure="m1", title="Liten gruppe", description=None, responsible="teacher", evaluate_on=NEXT
)
