"""What can be asked about the archive. By ourselves: come too late, they change nothing."""

from datetime import datetime

from pydantic import BaseModel

from shared.contracts.case import RequestArchive
from shared.contracts.common import Id


class ArchiveClosed(BaseModel, frozen=True):
    """Sent when a log has been closed for a moment."""

    package: Id


class MarkDeposited(BaseModel, frozen=True):
    package: Id
    receipt: Id
    deposited_at: datetime
    sha256: str


class MarkArchiveFailed(BaseModel, frozen=True):
    package: Id
    attempt: int


ArchiveBySystem = ArchiveClosed | MarkDeposited | MarkArchiveFailed
ArchiveCommand = RequestArchive | ArchiveBySystem
