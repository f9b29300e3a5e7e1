"""The municipality's archive gets a stafettlogg, and says so."""

from typing import ClassVar

from pydantic import Field

from shared.contracts.case.base import CaseCommand
from shared.contracts.case.facts import SpineFact
from shared.contracts.common import Id, Moment


class RequestArchive(CaseCommand):
    """The stafettholder or a guardian wants the log in the archive as it is now; a closed one goes there by itself."""

    name: ClassVar[str] = "request-archive"
    stafettlogg: Id


# --- Public facts ---------------------------------------------------------------------------------


class ArchiveFact(SpineFact):
    package: Id


class ArchiveRequested(ArchiveFact):
    fact: ClassVar[str] = "archive-requested"


class ArchiveFailed(ArchiveFact):
    """The archive did not take it; it is tried again."""

    fact: ClassVar[str] = "archive-failed"
    attempt: int = Field(ge=1, lt=2**31)


class ArchiveDeposited(ArchiveFact):
    """The archive's receipt. sha256: of the package's arkivmelding, which holds those of its documents."""

    fact: ClassVar[str] = "archive-deposited"
    receipt: Id
    deposited_at: Moment
    sha256: str = Field(pattern="^[0-9a-f]{64}$")
