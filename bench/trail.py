"""A trail of audit rows to measure with: a year of a barnehage's, and what is sought in it."""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta

import uuid_utils.compat as uuid

from bench.sample import KOMMUNE, OWNER, PRODUCER, SIGNING
from shared.audit_trail import encode
from shared.contracts.audit import AuditEntry, Outcome, SearchAudit
from shared.contracts.common import Actor, Category, Role
from shared.wire import Message, signed

PAGE = 500  # rows that the intake takes at once
CHILDREN, PEOPLE, DAYS = 20_000, 2_000, 250
START = datetime(2026, 1, 1, tzinfo=UTC)


def messages(count: int) -> Iterator[list[Message]]:
    for first in range(0, count, PAGE):
        yield [_message(n, count) for n in range(first, min(first + PAGE, count))]


def _message(n: int, count: int) -> Message:
    by = Actor(id=_person(n), role=Role.EMPLOYEE, kommune=KOMMUNE, owner=OWNER)
    entry = AuditEntry(
        id=uuid.uuid7(), kommune=KOMMUNE, owner=OWNER, service="case", at=START + timedelta(DAYS) * (n / count),
        actor=by, action=_action(n), child=_child(n), resources=("note",), categories=(Category.PRIVATE,),
        policies=("employee-of-owner",), legal_basis=("barnehageloven § 2 b",), correlation=uuid.uuid7(),
        outcome=Outcome.DONE if n % 400 else Outcome.DENIED,
    )  # fmt: skip
    return signed(Message(f"aud.{KOMMUNE}.{OWNER}", encode(entry), n + 1, PRODUCER, b""), entry.id.hex, SIGNING)


def _child(n: int) -> str:
    return f"c-{n * 104_729 % CHILDREN:08x}"


def _person(n: int) -> str:
    return f"p-{n * 7_919 % PEOPLE:08x}"


def _action(n: int) -> str:
    return f"act-{n % 40}"


def _day(n: int) -> date:
    return (START + timedelta(n % DAYS)).date()


Asked = Callable[[int], SearchAudit]
SOUGHT: Mapping[str, Asked] = {
    "one child": lambda n: SearchAudit(child=_child(n)),
    "one person": lambda n: SearchAudit(actor=_person(n)),
    "one kind of act": lambda n: SearchAudit(action=_action(n)),
    "what was refused": lambda _: SearchAudit(outcome=Outcome.DENIED),
    "one day": lambda n: SearchAudit(first=_day(n), last=_day(n)),
    "everything": lambda _: SearchAudit(),
}
