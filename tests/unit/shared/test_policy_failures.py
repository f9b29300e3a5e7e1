"""A policy that cannot be evaluated: a no, a line at error, a count, and an audit row of its own."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from opentelemetry.sdk.metrics.export import InMemoryMetricReader
from pydantic import BaseModel

from deploy.system import MUNICIPALITIES
from shared import tokens
from shared.bus import Server
from shared.contracts.case import MyTasks
from shared.contracts.common import Actor, Role
from shared.decider import Act
from shared.errors import AccessDenied
from tests.unit.shared.test_access import LEVEL, OWN_UNIT, decided, policies

KARI = Actor(id="p-kari", role=Role.EMPLOYEE, kommune="4999", owner="barnehage")


class Told(BaseModel):
    """What is answered."""


def server(denied: list[str]) -> Server:
    settings = SimpleNamespace(municipalities=MUNICIPALITIES, trusted=SimpleNamespace(signing=None), owner="barnehage")

    async def write(_request: object, _action: str, _act: Act, code: str) -> None:
        denied.append(code)

    return Server(cast(Any, None), cast(Any, settings), write)


@pytest.mark.parametrize("refused", [True, False])
async def test_it_is_written_down_whether_or_not_the_rest_could_be_answered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, *, refused: bool
) -> None:
    monkeypatch.setattr(tokens, "verify", lambda *_: KARI)
    rules, denied = policies(tmp_path, OWN_UNIT, LEVEL), list[str]()
    message: Any = SimpleNamespace(subject="req.case.barnehage.my-tasks.v1", headers={}, data=b"{}")

    async def handler(_request: MyTasks, _act: Act) -> Told:
        if not decided(rules, level=1).allowed and refused:
            raise AccessDenied
        return Told()

    answering = server(denied)._answer(MyTasks, handler, message)
    if refused:
        with pytest.raises(AccessDenied):
            await answering
    else:
        assert await answering == Told()
    assert denied == ["PolicyFailed"]
    assert "policy evaluation failed" in {record.message for record in caplog.records}


async def test_a_plain_no_is_no_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tokens, "verify", lambda *_: KARI)
    rules, denied = policies(tmp_path, OWN_UNIT), list[str]()
    message: Any = SimpleNamespace(subject="req.case.barnehage.my-tasks.v1", headers={}, data=b"{}")

    async def handler(_request: MyTasks, _act: Act) -> Told:
        assert not decided(rules, unit="solbakken").allowed
        raise AccessDenied

    with pytest.raises(AccessDenied):
        await server(denied)._answer(MyTasks, handler, message)
    assert denied == ["AccessDenied"]


def test_each_failure_is_counted(tmp_path: Path, reader: InMemoryMetricReader) -> None:
    rules = policies(tmp_path, OWN_UNIT, LEVEL)
    for _ in range(3):
        assert not decided(rules, level=1).allowed
    found = cast(Any, reader.get_metrics_data()).resource_metrics
    points = [
        point.value
        for resource in found for scope in resource.scope_metrics for metric in scope.metrics
        if metric.name == "stafett.policy.failures" for point in metric.data.data_points
    ]  # fmt: skip
    assert points == [3]
