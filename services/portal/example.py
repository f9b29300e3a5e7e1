"""A stafettlogg that never was, to be looked at before anybody says yes to a real one."""

from datetime import UTC, datetime, time, timedelta
from typing import NamedTuple

from services.portal.dates import today
from shared.contracts.audit import Look
from shared.contracts.case import Entry, Kind, Measure, Participant, ServiceStanding, StafettloggView
from shared.contracts.common import Id, Owner, Role

FAMILY: Owner = "familie"
MOTHER, TEACHER, ADVISER, CHILD = "eksempel-mor", "eksempel-larer", "eksempel-radgiver", "eksempel-barn"
EVERYBODY = (FAMILY, "barnehage", "ppt")


class Reader(NamedTuple):
    """Whose page it is."""

    id: Id
    name: str
    role: Role


class Example(NamedTuple):
    reader: Reader
    log: StafettloggView
    looks: tuple[Look, ...]


def _then(days: int, hour: int = 12) -> datetime:
    return datetime.combine(today() - timedelta(days=days), time(hour), UTC)


def _written(number: int, days: int, by: Id, owner: Owner, kind: Kind, text: str) -> Entry:
    return Entry(
        id=f"eksempel-{number}", what="contribution.written.v1", at=_then(days), owner=owner, by=by,
        data={"kind": kind.value}, text={"text": text}, audience=EVERYBODY,
    )  # fmt: skip


def _happened(number: int, days: int, what: str, by: Id, **data: str) -> Entry:
    return Entry(
        id=f"eksempel-{number}", what=f"stafettlogg.{what}.v1", at=_then(days), owner=FAMILY, by=by, data=data,
        audience=EVERYBODY,
    )  # fmt: skip


def example() -> Example:
    """As if it were going on now."""
    opened, agreed = _then(40), _then(28)
    reading = Measure(
        measure="eksempel-tiltak", title="Les sammen, to og to", description="Ti minutter hver dag, etter hvilestund.",
        responsible=TEACHER, agreed_at=agreed, evaluate_on=today() + timedelta(days=14),
    )  # fmt: skip
    log = StafettloggView(
        stafettlogg="eksempel", child=CHILD, child_name="Mina Eksempel", attention="Språk og lek",
        goal="Mina har en venn å leke med", level=2, opened_at=opened, closed_at=None, holder=TEACHER,
        holder_since=opened, baton_offered_to=None,
        participants=(
            Participant(person=MOTHER, person_name="Anna Eksempel", owner=FAMILY, relation="mother"),
            Participant(person=TEACHER, person_name="Per Eksempel", owner="barnehage", relation="employee"),
            Participant(person=ADVISER, person_name="Eva Eksempel", owner="ppt", relation="employee"),
        ),
        services=tuple(
            ServiceStanding(owner=one, consent="active", participation="taking-part") for one in EVERYBODY[1:]
        ),
        measures=(reading,),
        entries=(
            _written(5, 2, MOTHER, FAMILY, Kind.LYSGLIMT, "Mina lekte butikk i går, og solgte meg en banan."),
            _written(4, 9, TEACHER, "barnehage", Kind.NOTE, "Mina og en annen leste sammen fire dager denne uken."),
            _written(3, 20, ADVISER, "ppt", Kind.NOTE, "Korte bøker med mye å peke på, virker best."),
            _happened(2, 30, "invitation-accepted", ADVISER, owner="ppt"),
            _happened(1, 40, "opened", TEACHER),
        ),
    )  # fmt: skip
    looks = (
        Look(look="eksempel-1", owner="barnehage", role=Role.EMPLOYEE, last_at=_then(2, 9), times=2, rules=()),
        Look(look="eksempel-2", owner="ppt", role=Role.EMPLOYEE, last_at=_then(20, 9), times=1, rules=()),
    )
    return Example(Reader(MOTHER, "Anna Eksempel", Role.GUARDIAN), log, looks)
