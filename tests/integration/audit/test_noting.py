"""What is found wrong stands in the audit service's own log: once, and as a restore where an owner was set back."""

import asyncpg

from services.audit.findings import Findings
from services.audit.noting import Noting
from shared import bus
from shared.contracts.audit import AuditEntry, FindingKind
from shared.database import pool
from shared.node import Node
from tests.servers import Installation


async def test_a_fault_and_a_restore_are_rows_of_our_own_and_each_is_told_once(
    installation: Installation, audit: asyncpg.Connection
) -> None:
    settings = installation.settings("audit")
    node = Node(settings, await pool(settings.dsn), bus.connect(settings))
    await Findings(audit, "4999", "barnehage").tell(FindingKind.ENTRY, "stafett/4999/barnehage/2026 leaf 4")
    await Findings(audit, "4999", "ppt").tell(FindingKind.SET_BACK, "7")
    for _ in range(2):
        await Noting(node).look(audit)
    await node.stop()
    found = {row["kind"]: f"f-{row['id']}" for row in await audit.fetch("SELECT id, kind FROM findings")}
    known = [AuditEntry.model_validate_json(row[0]) for row in await audit.fetch("SELECT entry FROM audit_trail")]
    rows = [(one.action, *one.resources, one.actor.id, one.kommune) for one in known if one.action.startswith("find-")]
    assert sorted(rows) == [
        ("find-fault", found["entry"], "entry", "barnehage", "audit", "4999"),
        ("find-restore", found["set-back"], "set-back", "ppt", "audit", "4999"),
    ]
