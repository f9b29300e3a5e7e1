"""Rows as the log holds them."""

from datetime import UTC, datetime

import uuid_utils.compat as uuid

from shared.contracts.common import Actor, Role
from shared.events import Recorded

ACTOR = Actor(id="p-1", role=Role.EMPLOYEE, kommune="4999", owner="barnehage", unit="bekkelia")
AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def row(
    kind: str,
    schema_version: int,
    data: bytes,
    sealed: bytes | None = None,
    key_id: str | None = None,
    position: int = 7,
) -> Recorded:
    return Recorded(
        position, "4999", "s-1", 1, "c-1", uuid.uuid7(), kind, schema_version, data, sealed, key_id,
        ACTOR.model_dump_json().encode(), uuid.uuid7(), uuid.uuid7(), None, AT,
    )  # fmt: skip
