"""A person's task list is one look into one index, however many tasks there are, and one whether a child is erased."""

from typing import Any

from services.case.reading import SQL
from tests.servers import Installation

FILL = """INSERT INTO tasks (kommune, task, kind, person, leader_of, child, ref, due, created_at, done)
SELECT '9999', 't-' || n, 'evaluate-measure', CASE WHEN n % 50 = 0 THEN '' ELSE 'p-' || n % 4000 END,
       CASE WHEN n % 50 = 0 THEN 'u-' || n % 700 ELSE '' END, 'c-' || n % 6000, 's-' || n % 6000, current_date, now(),
       n % 3 = 0
FROM generate_series(1, 60000) n"""


async def test_the_task_list_of_a_person_is_read_through_the_index_whatever_the_plan(system: Installation) -> None:
    connection = await system.superuser("case_ppt")
    try:
        await connection.execute(FILL)
        await connection.execute("ANALYZE tasks")
        for mode in ("force_custom_plan", "force_generic_plan"):
            await connection.execute(f"SET plan_cache_mode = {mode}")
            asking = await connection.prepare(SQL["tasks"])
            plan = await asking.explain("9999", "p-17", "u-50")
            assert _scans(plan) == {("tasks", "tasks_open"), ("erased", "erased_pkey")}, plan
            assert len(await asking.fetch("9999", "p-17", "u-50")) > 5
    finally:
        await connection.execute("DELETE FROM tasks WHERE kommune = '9999'")
        await connection.close()


def _scans(plan: list[dict[str, Any]]) -> set[tuple[str, str]]:
    """Each table that is read, and through which index; "" for one that is read whole."""
    reading = [node for one in plan for node in _nodes(one["Plan"]) if "Relation Name" in node]
    return {(node["Relation Name"], ",".join(sorted(_indexes(node)))) for node in reading}


def _indexes(node: dict[str, Any]) -> set[str]:
    return {inner["Index Name"] for inner in _nodes(node) if "Index Name" in inner}


def _nodes(node: dict[str, Any]) -> list[dict[str, Any]]:
    return [node, *(inner for part in node.get("Plans", ()) for inner in _nodes(part))]
