"""A leader is told how often the own unit's people read and changed what it has, and nothing of anybody else's."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

import asyncpg
import pytest
import pytest_asyncio
import uuid_utils.compat as uuid

from shared.bus import Client
from shared.contracts.audit import AuditEntry, ReadUnitUse, UnitUse, Use
from shared.contracts.case import report
from shared.contracts.common import Actor, Category, Request, Role, defined_in
from shared.errors import RemoteRefused
from tests.integration.audit.staff import AT_ANOTHER_SERVICE, ELSEWHERE, OF_BEKKELIA
from tests.integration.audit.trail import Owners, entry
from tests.municipalities import NEIGHBOUR
from tests.servers import Installation
from tests.waiting import until

NUMBERS = count(5_000_000)
NOON = datetime(2026, 2, 18, 11, tzinfo=UTC)  # a Wednesday
SUNDAY, LATE = datetime(2026, 2, 15, 11, tzinfo=UTC), datetime(2026, 2, 18, 20, 30, tzinfo=UTC)
SIV = Actor(id="p-siv", role=Role.LEADER, kommune="4999", owner="barnehage", unit="bekkelia")
OF_ANOTHER_SERVICE = {"actor": SIV.model_copy(update={"owner": "helsestasjon", "unit": None})}


class Unit:
    """Somebody and a child that no other test knows, and what is told of them."""

    def __init__(self, portal: Client, audit: asyncpg.Connection, owners: Owners) -> None:
        self.portal, self._audit, self._owners = portal, audit, owners
        tag = uuid.uuid7().hex
        self.child, self.other = f"c-own-{tag}", f"c-other-{tag}"
        self.kari = Actor(id=next(OF_BEKKELIA), role=Role.EMPLOYEE, kommune="4999", owner="barnehage")

    def row(self, **said: Any) -> AuditEntry:
        if "owner_then" in said:
            said["actor"] = self.kari.model_copy(update={"owner": said.pop("owner_then")})
        return entry(**{"actor": self.kari, "child": self.child, "at": NOON, "action": "read-case"} | said)

    async def told(self, *rows: AuditEntry) -> None:
        for row in rows:
            await self._owners.send(self._owners.of_entry(row, next(NUMBERS)))

        async def there() -> bool:
            known = "SELECT count(*) FROM entries WHERE correlation = ANY($1)"
            return await self._audit.fetchval(known, [row.correlation for row in rows]) == len(rows)

        await until(there)

    def asking(self, **said: Any) -> ReadUnitUse:
        usual = {"unit": "bekkelia", "children": (self.child,), "month": date(2026, 2, 1)}
        return ReadUnitUse(**usual | said)

    async def used(self, by: Actor = SIV, **said: Any) -> UnitUse:
        """What is told of this test's own people."""
        found: UnitUse = await self.portal.ask(self.asking(**said), owner="audit", actor=by)
        own = (self.kari.id, ELSEWHERE, AT_ANOTHER_SERVICE)
        return found.model_copy(update={"uses": tuple(one for one in found.uses if one.person in own)})

    def use(self, child: str | None, **numbers: int) -> Use:
        none = {"reads": 0, "changes": 0, "denied": 0, "off_hours": 0}
        return Use(person=self.kari.id, child=child, **none | numbers)


@pytest_asyncio.fixture(scope="module")
async def portal(installation: Installation, audit: asyncpg.Connection) -> AsyncIterator[Client]:
    async with installation.asking("portal") as client:
        yield client


@pytest.fixture
def unit(portal: Client, audit: asyncpg.Connection, owners: Owners) -> Unit:
    return Unit(portal, audit, owners)


async def test_reads_changes_and_refused_attempts_are_counted_for_each_person_and_child(unit: Unit) -> None:
    await unit.told(
        unit.row(), unit.row(action="read-child", at=SUNDAY), unit.row(at=LATE), unit.row(action="add-observation"),
        unit.row(action="agree-measure", owner="familie", child=unit.other),
        unit.row(action="read-stafettlogg", child=unit.other, at=NOON - timedelta(days=9)),
        unit.row(outcome="denied", code="AccessDenied", child=unit.other), unit.row(outcome="refused", code="NotNow"),
    )  # fmt: skip
    found = await unit.used()
    assert found.uses == (
        unit.use(unit.other, reads=1, changes=1),
        unit.use(unit.child, reads=3, changes=1, off_hours=2),
        unit.use(None, denied=1),
    )
    assert (found.first, found.last) == (date(2026, 2, 1), date(2026, 2, 28))


UNTOLD: dict[str, dict[str, Any]] = {
    "shielded content": {"categories": (Category.PRIVATE, Category.SHIELDED)},
    "another service's": {"owner": "ppt"},
    "what the person did for another service": {"owner_then": "ppt"},
    "the day before the month": {"at": datetime(2026, 1, 31, 22, 59, tzinfo=UTC)},
    "the day after it": {"at": datetime(2026, 2, 28, 23, 1, tzinfo=UTC)},
    "lists": {"action": "my-children"},
    "consents": {"action": "read-consents"},
    "an anonymous question": {"action": "read-consultation"},
    "somebody else": OF_ANOTHER_SERVICE,
    "casework about a child of another unit": {"child": "c-of-another-unit"},
}


async def test_nothing_else_is_told_of(unit: Unit) -> None:
    shielded = [one.name for one in defined_in((report,), Request)]
    tried = [unit.row(action=name, outcome=outcome) for name in shielded for outcome in ("done", "denied")]
    await unit.told(unit.row(), *(unit.row(**said) for said in UNTOLD.values()), *tried)
    assert (await unit.used()).uses == (unit.use(unit.child, reads=1),)
    assert (await unit.used(month=date(2026, 4, 1))).uses == ()
    neighbour = SIV.model_copy(update={"kommune": NEIGHBOUR})
    assert (await unit.used(neighbour)).uses == ()


@pytest.mark.parametrize("who", [ELSEWHERE, AT_ANOTHER_SERVICE])
async def test_nobody_who_works_elsewhere_is_told_of_not_even_about_the_units_own_children(
    unit: Unit, who: str
) -> None:
    there = unit.kari.model_copy(update={"id": who})
    await unit.told(unit.row(actor=there), unit.row(actor=there, action="read-stafettlogg"))
    assert (await unit.used()).uses == ()


async def test_the_last_thirty_days_are_told_of_where_no_month_is_chosen(unit: Unit) -> None:
    now = datetime.now(UTC)
    await unit.told(unit.row(at=now), unit.row(at=now - timedelta(days=32)))
    (one,) = (await unit.used(month=None)).uses
    assert one.reads == 1


STRANGERS = {
    "an employee": {"role": Role.EMPLOYEE},
    "the personvernombud": {"role": Role.DPO, "owner": "audit"},
    "another unit's leader": {"unit": "solhaug"},
    "another service's leader": {"owner": "helsestasjon"},
    "a leader of no unit": {"unit": None},
}


@pytest.mark.parametrize("changes", STRANGERS.values(), ids=list(STRANGERS))
async def test_nobody_else_is_told(unit: Unit, changes: dict[str, Any]) -> None:
    with pytest.raises(RemoteRefused) as refused:
        await unit.used(SIV.model_copy(update=changes))
    assert refused.value.code == "AccessDenied"


async def test_a_unit_that_is_none_is_answered_like_another_leaders(unit: Unit) -> None:
    with pytest.raises(RemoteRefused) as refused:
        await unit.used(SIV.model_copy(update={"unit": "made-up"}), unit="made-up")
    assert refused.value.code == "AccessDenied"


async def test_the_look_names_whose_use_was_told_of(unit: Unit, audit: asyncpg.Connection) -> None:
    await unit.told(unit.row())
    await unit.used()
    rows = [AuditEntry.model_validate_json(row[0]) for row in await audit.fetch("SELECT entry FROM audit_trail")]
    (own,) = [row for row in rows if unit.kari.id in row.resources]
    assert (own.action, own.actor.id, own.policies) == ("read-unit-use", SIV.id, ("A07-egen-enhet",))
