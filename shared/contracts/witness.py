"""What the audit service asks of every other one: to remember how far each log has come, and how long its own trail is.

Between services only; nobody asks it on a person's behalf.
"""

from typing import Annotated, ClassVar

from pydantic import BaseModel, Field

from shared.contracts.common import Reply, Request

Note = Annotated[str, Field(max_length=100_000, pattern=r"^[^\x00-\x09\x0b-\x1f\x7f]*$")]


class Witnessed(Reply):
    """As in C2SP tlog-witness: 200 and a cosignature, 409 and the size that the witness knows, 422, 403, 404."""

    status: int
    body: Note = ""


class AddCheckpoint(Request):
    """`body` as C2SP tlog-witness has it: the old size, a consistency proof, and the signed checkpoint."""

    name: ClassVar[str] = "add-checkpoint"
    service: ClassVar[str] = "witness"
    reply: ClassVar[type[BaseModel]] = Witnessed
    body: Note


class TrailEnd(Reply):
    """The number of the newest audit row of this owner in the municipality; 0 before the first."""

    number: int


class ReadTrailEnd(Request):
    """A heartbeat that is asked for: an owner that does not answer, or has more rows than have arrived, is seen."""

    name: ClassVar[str] = "read-trail-end"
    service: ClassVar[str] = "witness"
    reply: ClassVar[type[BaseModel]] = TrailEnd


REQUESTS: tuple[type[Request], ...] = (AddCheckpoint, ReadTrailEnd)
