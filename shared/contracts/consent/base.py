"""What every request to the consent service is, and the states that a consent goes through."""

from enum import StrEnum
from typing import ClassVar

from shared.contracts.common import Command, Query


class ConsentCommand(Command):
    service: ClassVar[str] = "consent"


class ConsentQuery(Query):
    service: ClassVar[str] = "consent"


class State(StrEnum):
    PROPOSED = "proposed"
    PARTIAL = "partial"  # some, not all, have said yes
    ACTIVE = "active"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    LAPSED = "lapsed"  # others than those who said yes decide now: the child has grown, or barnevernet has its care
