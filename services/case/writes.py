"""What a fold writes: statements of the `.sql` files in `sql/`, and deadlines."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import asyncpg

from services.case.dates import OSLO
from shared.statements import statements
from shared.timers import Timer, end_timers, set_timers

SQL = {name: text for path in (Path(__file__).parent / "sql").glob("*.sql") for name, text in statements(path).items()}
EndTimer = tuple[str, str]  # kommune and name
Write = tuple[str, tuple[Any, ...]] | Timer | EndTimer


async def write(connection: asyncpg.Connection, writes: Iterable[Write], sql: Mapping[str, str] = SQL) -> None:
    for one in writes:
        if isinstance(one, Timer):
            await set_timers(connection, [one])
        elif isinstance(one[1], str):
            await end_timers(connection, [(one[0], one[1])])
        else:
            await connection.execute(sql[one[0]], *one[1])


def morning(day: date) -> datetime:
    return datetime.combine(day, time(7), OSLO).astimezone(UTC)


def day_over(day: date) -> datetime:
    return datetime.combine(day, time(23, 59, 59), OSLO).astimezone(UTC)
