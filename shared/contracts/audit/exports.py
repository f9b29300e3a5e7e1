"""What the personvernombud takes out for whoever checks from outside: a log, with what one case needs opened."""

from typing import Annotated, ClassVar

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from shared.contracts.common import Id, Owner, Query, Reply

Path = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9./-]{0,199}$")]


class ExportedFile(Reply):
    model_config = ConfigDict(ser_json_bytes="base64", val_json_bytes="base64")
    path: Path
    content: bytes


class ExportPart(Reply):
    """size: of the log that all parts are of. next: pass it as `first`, with the size, for the next part."""

    files: tuple[ExportedFile, ...]
    size: int
    next: int | None = None


class ExportLog(Query):
    """One owner's log of one year, with every entry about a child opened and proven; for an open investigation.

    A part fits in a message. size: left out of the first question, and then as the first answer has it.
    """

    name: ClassVar[str] = "export-log"
    service: ClassVar[str] = "audit"
    reply: ClassVar[type[BaseModel]] = ExportPart
    investigation: Id
    child: Id
    owner: Owner
    year: int = Field(ge=2000, lt=3000)
    size: int | None = Field(default=None, ge=1, lt=2**63)
    first: int = Field(default=0, ge=0, lt=2**31)
