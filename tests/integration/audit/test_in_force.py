"""New access rules are a row in every municipality's audit log before anybody is answered by them."""

import re
import shutil
from pathlib import Path

import asyncpg
import pytest

from shared import bus, in_force
from shared.contracts.audit import AuditEntry
from shared.database import pool
from shared.municipality import load
from shared.node import Node
from tests.servers import Installation

SERVICES = Path(in_force.__file__).parents[1] / "services"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("access.cedar", "access.cedarschema"):
        shutil.copy(SERVICES / "audit" / name, tmp_path)
    return tmp_path


def test_what_is_taken_out_added_or_moved_to_another_file_is_another_set(folder: Path) -> None:
    found, policies = [in_force.digest(folder)], folder / "access.cedar"
    policies.write_bytes(policies.read_bytes() + b"\n")
    found.append(in_force.digest(folder))
    (folder / "within").mkdir()
    shutil.move(policies, folder / "within")
    found.append(in_force.digest(folder))
    assert len({*found, in_force.digest(SERVICES / "audit")}) == len(found)


def test_every_service_that_has_rules_says_which() -> None:
    having = {path.relative_to(SERVICES).parts[0] for path in SERVICES.rglob("access.cedar")}
    saying = {
        path.parent.name for path in SERVICES.glob("*/app.py") if re.search(r"decides_by\(node", path.read_text())
    }
    assert having == saying


async def test_each_municipality_has_a_row_of_each_change_and_none_of_a_start_without(
    installation: Installation, audit: asyncpg.Connection, folder: Path
) -> None:
    settings = installation.settings("audit")
    node = Node(settings, await pool(settings.dsn), bus.connect(settings))
    policies, told = folder / "access.cedar", list[str]()
    for more in (b"// one\n", b"// another\n"):
        policies.write_bytes(policies.read_bytes() + more)
        told.append(in_force.digest(folder))
        for _ in range(2):  # started twice
            again = Node(settings, node.pool, node.broker)
            in_force.decides_by(again, folder)
            await again.prepare()
    await node.stop()
    await audit.execute("UPDATE policies_in_force SET sha256 = $1", in_force.digest(SERVICES / "audit"))
    known = [AuditEntry.model_validate_json(row[0]) for row in await audit.fetch("SELECT entry FROM audit_trail")]
    rows = [(one.kommune, *one.resources) for one in known if one.action == in_force.ACTION]
    expected = [(kommune, digest) for kommune in load(settings.municipalities) for digest in told]
    assert sorted(row for row in rows if row[1] in told) == sorted(expected)
