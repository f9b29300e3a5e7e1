"""Opens what this service itself has closed."""

from collections.abc import Sequence
from typing import TypeVar

from shared.errors import Unavailable
from shared.events import DomainEvent, Recorded, Schema
from shared.node import Node
from shared.sealing import KeyId, place

_Event = TypeVar("_Event", bound=DomainEvent)


async def opened(node: Node, schema: Schema[_Event], rows: Sequence[Recorded]) -> list[tuple[Recorded, _Event]]:
    """Each event of a stream with everything it holds."""
    return [(row, await _opened(node, schema, row)) for row in rows]


async def _opened(node: Node, schema: Schema[_Event], row: Recorded) -> _Event:
    if row.sealed is None or row.key_id is None:
        return schema.read(row)
    key_id = KeyId.parse(row.key_id)
    keys = await node.keyring.keys(row.kommune, row.child, [(key_id.owner, key_id.category)], [key_id])
    if (key := keys.get(key_id)) is None:
        raise Unavailable
    where = place(row.kommune, row.stream, row.event_id, f"{row.type}/{row.schema_version}", key_id)
    return schema.read(row, key.open(where, row.sealed))
