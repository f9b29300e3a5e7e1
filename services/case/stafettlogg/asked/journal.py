"""What can be asked about a service's own record, and how it may be refused."""

from pydantic import BaseModel

from shared.contracts.case import RecordInOwnJournal
from shared.contracts.common import Line
from shared.errors import Refused


class NoSuchBasis(Refused):
    """The municipality names no such law for this service."""


class RecordUnder(BaseModel, frozen=True):
    """readable: whether the item is a contribution that this person can read now. wording: of the law, if there is."""

    command: RecordInOwnJournal
    readable: bool
    wording: Line | None


JournalCommand = RecordUnder
