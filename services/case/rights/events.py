"""What an owner has answered to what families ask about their own information. Private."""

from typing import ClassVar
from uuid import UUID

from shared.contracts.case import Withheld
from shared.contracts.common import Id
from shared.events import DomainEvent, Schema


class AccessDecided(DomainEvent):
    """Of everything held about the child then, this is given and that withheld. Who asked reads the rows themselves."""

    type: ClassVar[str] = "access-decided"
    child: Id
    request: Id
    by: Id
    given: tuple[UUID, ...]
    withheld: tuple[Withheld, ...]


ACCESS: Schema[AccessDecided] = Schema([AccessDecided])
