"""A contract does not change unnoticed. After a deliberate change: `python -m tests.architecture.test_contracts`."""

from pathlib import Path
from typing import Any

import orjson
import pytest
from pydantic import BaseModel

from deploy import asyncapi
from shared.contracts.audit import AuditEntry
from shared.contracts.common import Actor, Envelope
from tests.architecture import test_api
from tests.architecture.everything import ROOT, facts, requests

SNAPSHOT = Path(__file__).parent / "contracts.json"


def contracts() -> dict[str, Any]:
    """The JSON schema of everything that crosses between services, by its wire name."""
    found: dict[str, type[BaseModel]] = {"actor": Actor, "envelope": Envelope, "audit-entry": AuditEntry}
    for request in requests():
        name = f"{request.service}.{request.name}.v{request.version}"
        found |= {f"req {name}": request, f"reply {name}": request.reply}
    found |= {f"evt {fact.wire_name()}": fact for fact in facts()}
    return {name: model.model_json_schema() for name, model in sorted(found.items())}


def _text() -> bytes:
    return orjson.dumps(contracts(), option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE)


def test_every_contract_is_as_it_was_agreed() -> None:
    agreed, now = orjson.loads(SNAPSHOT.read_bytes()), orjson.loads(_text())
    changed = sorted(name for name in agreed.keys() | now.keys() if agreed.get(name) != now.get(name))
    assert changed == []


@pytest.mark.parametrize("kind", ["req", "evt"])
def test_no_two_contracts_share_a_name(kind: str) -> None:
    names = (
        [f"{r.service}.{r.name}.v{r.version}" for r in requests()]
        if kind == "req"
        else [fact.wire_name() for fact in facts()]
    )
    assert len(names) == len(set(names))


if __name__ == "__main__":
    SNAPSHOT.write_bytes(_text())
    (ROOT / "docs/api/asyncapi.json").write_bytes(asyncapi.text())
    test_api.DESCRIPTION.write_bytes(test_api.text())
