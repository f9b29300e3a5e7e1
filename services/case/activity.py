"""When each service last did something in a stafettlogg: what everybody in it may see."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from services.case.dates import OSLO
from shared.contracts.common import Envelope, Owner, Role

PEOPLE = frozenset({Role.EMPLOYEE, Role.LEADER, Role.GUARDIAN, Role.YOUTH})
IN_THE_LOG = ("stafettlogg.", "contribution.")  # an answer about consent is no word in the log


def is_activity(found: Envelope) -> bool:
    return found.actor.role in PEOPLE and found.type.startswith(IN_THE_LOG)


def last_active(facts: Iterable[Envelope]) -> dict[Owner, datetime]:
    """facts: those of one stafettlogg, in any order."""
    newest: dict[Owner, datetime] = {}
    for found in facts:
        if is_activity(found):
            newest[found.actor.owner] = max(found.at, newest.get(found.actor.owner, found.at))
    return newest


def silent_from(last: datetime, silence_days: int) -> date:
    """The first day on which somebody who wrote last at `last` counts as silent."""
    return last.astimezone(OSLO).date() + timedelta(days=silence_days + 1)
