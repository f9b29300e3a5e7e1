"""Every statement of ours is understood by the database it is meant for, and allowed to the role that will run it."""

import re
from pathlib import Path

import asyncpg
import pytest

from deploy.topology import SHIELDED
from shared.database import in_schema
from shared.statements import statements
from tests.architecture.everything import ROOT
from tests.servers import Installation

PLANNED = re.compile(r"(--[^\n]*\s+)*(SELECT|INSERT|UPDATE|DELETE|WITH)\b")
KERNEL = sorted((ROOT / "shared" / "sql").glob("*.sql"))


def meant_for(name: str) -> list[Path]:
    return [*KERNEL, *sorted((ROOT / "services" / name / "sql").glob("*.sql"))]


async def prepared(dsn: str, paths: list[Path]) -> set[Path]:
    connection = await asyncpg.connect(dsn)
    for path in paths:
        for name, text in statements(path).items():
            try:
                await connection.prepare(text)
                if PLANNED.match(text):  # rights are looked at when it is planned to be run
                    await connection.execute(f"EXPLAIN (GENERIC_PLAN) {text}")
            except asyncpg.PostgresError as error:
                pytest.fail(f"{path.relative_to(ROOT)}: {name}: {error}")
    await connection.close()
    return set(paths)


async def test_every_statement_can_be_prepared_by_its_service(system: Installation) -> None:
    seen = set[Path]()
    for service in system.topology.services:
        seen |= await prepared(system.settings(service.identity).dsn, meant_for(service.name))
    assert seen == {*KERNEL, *(ROOT / "services").glob("*/sql/*.sql")}


async def test_every_statement_on_reports_can_be_prepared_where_they_are(system: Installation) -> None:
    theirs = sorted((ROOT / "services").glob("*/*/sql/*.sql"))
    for service in system.topology.services:
        if service.peers:
            dsn = in_schema(system.settings(service.identity).dsn, SHIELDED)
            assert await prepared(dsn, [*KERNEL, *theirs]) == {*KERNEL, *theirs}
