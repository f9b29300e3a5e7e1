"""What every request to a case service has in common."""

from typing import ClassVar

from shared.contracts.common import Command, Query


class CaseCommand(Command):
    service: ClassVar[str] = "case"


class CaseQuery(Query):
    service: ClassVar[str] = "case"
