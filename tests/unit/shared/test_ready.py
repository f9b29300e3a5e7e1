"""A fold that is far behind shows at `readyz`; one that lags a little, as every fold does at times, does not."""

from types import SimpleNamespace
from typing import Any

import pytest

from shared import readiness
from shared.node import LAG, Node


@pytest.fixture(autouse=True)
def _well(monkeypatch: pytest.MonkeyPatch) -> None:
    async def nothing_wrong(*_: object) -> list[str]:
        return []

    monkeypatch.setattr(readiness, "database", nothing_wrong)
    monkeypatch.setattr(readiness, "jetstream", nothing_wrong)


def node(behind: int, *others: Node) -> Node:
    made: Any = Node.__new__(Node)
    made._joined, made._relays, made.durables, made.others = True, [], [], list(others)
    made.pool, made.nats, made.tasks = None, None, SimpleNamespace(failing={})
    made.projectors = [SimpleNamespace(name="timeline", behind=behind)]
    return made  # type: ignore[no-any-return]


@pytest.mark.parametrize(("behind", "wrong"), [(0, []), (LAG, []), (LAG + 1, ["timeline is behind"])])
async def test_a_fold_far_behind_is_told(behind: int, wrong: list[str]) -> None:
    assert await node(behind).ready() == wrong
    assert await node(0, node(behind)).ready() == wrong
