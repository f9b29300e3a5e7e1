"""The personvernombud finds acts in the own municipality; the search is an act too; nobody else searches."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import asyncpg
import pytest
import pytest_asyncio
import uuid_utils.compat as uuid

from shared.bus import Client
from shared.contracts.audit import AuditEntries, AuditEntry, Outcome, SearchAudit
from shared.contracts.common import Actor, Role
from shared.days import day_of
from shared.errors import RemoteRefused
from tests.integration.audit.trail import Owners, entry
from tests.municipalities import NEIGHBOUR
from tests.servers import Installation
from tests.waiting import until

DPO = Actor(id="p-dpo", role=Role.DPO, kommune="4999", owner="audit")
POSITIONS = count(1_000_000)
TODAY = day_of(datetime.now(UTC))


@dataclass(frozen=True)
class Acts:
    """Six acts, oldest first, about children and by a nurse that no other test knows; numbers 3 and 5 are hers."""

    tag: str
    entries: list[AuditEntry]

    def some(self, *which: int) -> list[AuditEntry]:
        return [self.entries[n] for n in which]

    def tagged(self, asked: dict[str, Any]) -> dict[str, Any]:
        """The ids of this test for the plain ones."""
        return {
            name: f"{value}-{self.tag}" if value in ("c-1", "c-3", "p-nurse") else self._each(value)
            for name, value in asked.items()
        }

    def _each(self, value: Any) -> Any:
        return tuple(f"{one}-{self.tag}" for one in value) if isinstance(value, tuple) else value


@pytest_asyncio.fixture
async def acts(audit: asyncpg.Connection, owners: Owners) -> Acts:
    tag = uuid.uuid7().hex
    child, nurse = f"c-1-{tag}", Actor(id=f"p-nurse-{tag}", role=Role.EMPLOYEE, kommune="4999", owner="helsestasjon")
    said: list[dict[str, Any]] = [
        {"child": child, "action": "read-case"},
        {"child": child, "action": "read-case", "outcome": "denied", "code": "AccessDenied"},
        {"child": f"c-2-{tag}", "action": "register-concern"},
        {"child": child, "action": "read-stafettlogg", "actor": nurse, "owner": "helsestasjon"},
        {"child": None, "action": "my-tasks"},
        {"child": child, "action": "read-case", "actor": nurse, "owner": "helsestasjon"},
    ]
    entries = [entry(**one) for one in said]
    for made in entries:
        await owners.send(owners.of_entry(made, next(POSITIONS)))
    last = entries[-1].correlation

    async def there() -> bool:
        return bool(await audit.fetchval("SELECT count(*) FROM entries WHERE correlation = $1", last))

    await until(there)
    return Acts(tag, entries)


@pytest_asyncio.fixture(scope="module")
async def portal(installation: Installation, audit: asyncpg.Connection) -> AsyncIterator[Client]:
    async with installation.asking("portal") as client:
        yield client


async def search(portal: Client, by: Actor = DPO, **asked: Any) -> AuditEntries:
    found: AuditEntries = await portal.ask(SearchAudit(**asked), owner="audit", actor=by)
    return found


async def own_rows(audit: asyncpg.Connection) -> list[AuditEntry]:
    """What the audit service itself has written, oldest first."""
    rows = await audit.fetch("SELECT entry FROM audit_trail ORDER BY position")
    return [AuditEntry.model_validate_json(row["entry"]) for row in rows]


@pytest.mark.parametrize(
    ("asked", "which"),
    [
        ({"child": "c-1"}, [5, 3, 1, 0]),
        ({"child": "c-3"}, []),
        ({"actor": "p-nurse"}, [5, 3]),
        ({"child": "c-1", "owner": "helsestasjon"}, [5, 3]),
        ({"child": "c-1", "action": "read-stafettlogg"}, [3]),
        ({"child": "c-1", "outcome": Outcome.DENIED}, [1]),
        ({"child": "c-1", "action": "read-case", "outcome": Outcome.DONE}, [5, 0]),
        ({"actor": "p-nurse", "owner": "barnehage"}, []),
        ({"actors": ("p-nurse", "p-nobody")}, [5, 3]),
        ({"actors": ()}, []),
        ({"child": "c-1", "first": TODAY, "last": TODAY}, [5, 3, 1, 0]),
        ({"child": "c-1", "first": TODAY + timedelta(days=1)}, []),
        ({"child": "c-1", "last": TODAY - timedelta(days=1)}, []),
    ],
)
async def test_each_filter_finds_its_acts_newest_first(
    portal: Client, acts: Acts, asked: dict[str, Any], which: list[int]
) -> None:
    found = await search(portal, **acts.tagged(asked))
    assert (list(found.entries), found.total, found.next) == (acts.some(*which), len(which), None)


@pytest.mark.parametrize(
    ("asked", "newest"),
    [({"owner": "helsestasjon"}, 5), ({"action": "my-tasks"}, 4), ({"action": "register-concern"}, 2),
     ({"owner": "barnehage", "outcome": Outcome.DENIED}, 1)],
)  # fmt: skip
async def test_filters_that_find_much_begin_with_the_newest(
    portal: Client, acts: Acts, asked: dict[str, Any], newest: int
) -> None:
    found = await search(portal, **asked, limit=1)
    assert list(found.entries) == acts.some(newest)


async def test_pages_follow_each_other_and_tell_the_total(portal: Client, acts: Acts) -> None:
    child = f"c-1-{acts.tag}"
    first = await search(portal, child=child, owner="barnehage", limit=1)
    second = await search(portal, child=child, owner="barnehage", limit=1, before=first.next)
    assert [*first.entries, *second.entries] == acts.some(1, 0)
    assert (first.total, second.total, second.next) == (2, 2, None)


async def test_another_municipality_is_another_log(portal: Client, acts: Acts, owners: Owners) -> None:
    child, elsewhere = f"c-1-{acts.tag}", DPO.model_copy(update={"kommune": NEIGHBOUR})
    assert (await search(portal, elsewhere, child=child)).total == 0
    made = entry(kommune=NEIGHBOUR, child=child)
    await owners.send(owners.of_entry(made, next(POSITIONS)))

    async def found() -> bool:
        return made in (await search(portal, elsewhere, child=child, action="read-case")).entries

    await until(found)
    assert made not in (await search(portal, child=child)).entries


async def test_the_search_itself_is_in_the_log(portal: Client, acts: Acts, audit: asyncpg.Connection) -> None:
    child, nurse = f"c-1-{acts.tag}", f"p-nurse-{acts.tag}"
    await search(portal, child=child, actor=nurse)
    (row,) = [one for one in await own_rows(audit) if one.child == child]
    assert (row.action, row.actor, row.resources) == ("search-audit", DPO, (nurse,))
    assert row.policies == ("A01-personvernombud",)

    async def came_back() -> bool:
        return row in (await search(portal, child=child, action="search-audit")).entries

    await until(came_back)


async def test_the_rules_that_decided_are_told_in_a_sentence(portal: Client, acts: Acts, owners: Owners) -> None:
    child = f"c-1-{acts.tag}"
    made = entry(child=child, policies=("A01-personvernombud", "X99-gone"))
    await owners.send(owners.of_entry(made, next(POSITIONS)))

    async def told() -> bool:
        return made in (await search(portal, child=child)).entries

    await until(told)
    (rule,) = (await search(portal, child=child)).rules
    assert (rule.id, rule.text.startswith("Personvernombudet kan se")) == ("A01-personvernombud", True)


@pytest.mark.parametrize("role", [Role.EMPLOYEE, Role.LEADER, Role.GUARDIAN])
async def test_nobody_else_searches_and_the_attempt_is_a_row(
    portal: Client, audit: asyncpg.Connection, role: Role
) -> None:
    """Without what was typed as a child's id: nobody goes by it here, and it may be a name."""
    child, by = f"c-{uuid.uuid7().hex}", DPO.model_copy(update={"id": f"p-{uuid.uuid7().hex}", "role": role})
    with pytest.raises(RemoteRefused) as refused:
        await search(portal, by, child=child)
    assert (refused.value.code, refused.value.status) == ("AccessDenied", 403)
    (row,) = [one for one in await own_rows(audit) if one.actor == by]
    assert (row.action, row.outcome, row.code) == ("search-audit", Outcome.DENIED, "AccessDenied")
    assert child not in row.model_dump_json()


@pytest.mark.parametrize("before", [0, -1, 2**63, 10**40])
async def test_a_place_that_no_log_has_is_refused(portal: Client, before: int) -> None:
    unbound = SearchAudit().model_copy(update={"before": before})  # as one who does not hold to the contract asks
    with pytest.raises(RemoteRefused) as refused:
        await portal.ask(unbound, owner="audit", actor=DPO)
    assert (refused.value.code, refused.value.status) == ("InvalidRequest", 400)
