"""What the archive was asked for, and what it has answered: ids, times and a hash, nothing about anybody."""

from datetime import datetime
from typing import ClassVar

from pydantic import Field

from services.case.stafettlogg.events.spine import SpineEvent
from shared.contracts.common import Id


class ArchiveRequested(SpineEvent):
    type: ClassVar[str] = "archive-requested"
    package: Id


class ArchiveFailed(SpineEvent):
    type: ClassVar[str] = "archive-failed"
    package: Id
    attempt: int


class ArchiveDeposited(SpineEvent):
    type: ClassVar[str] = "archive-deposited"
    package: Id
    receipt: Id
    deposited_at: datetime
    sha256: str = Field(pattern="^[0-9a-f]{64}$")


ArchiveEvent = ArchiveRequested | ArchiveFailed | ArchiveDeposited
