"""Every statement of ours is understood by the database it is meant for, as the role that will run it."""

from pathlib import Path

import asyncpg
import pytest

from shared.statements import statements
from tests.architecture.everything import ROOT
from tests.servers import Installation

KERNEL = sorted((ROOT / "shared" / "sql").glob("*.sql"))


def meant_for(name: str) -> list[Path]:
    return [*KERNEL, *sorted((ROOT / "services" / name / "sql").glob("*.sql"))]


async def test_every_statement_can_be_prepared_by_its_service(system: Installation) -> None:
    seen = set()
    for service in system.topology.services:
        connection = await asyncpg.connect(system.settings(service.identity).dsn)
        for path in meant_for(service.name):
            for name, text in statements(path).items():
                seen.add((path, name))
                try:
                    await connection.prepare(text)
                except asyncpg.PostgresError as error:
                    pytest.fail(f"{path.relative_to(ROOT)}: {name}: {error}")
        await connection.close()
    assert {path for path, _ in seen} == {*KERNEL, *(ROOT / "services").glob("*/sql/*.sql")}
