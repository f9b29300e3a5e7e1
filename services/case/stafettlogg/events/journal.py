"""What a service has copied into a record of its own."""

from typing import ClassVar

from services.case.stafettlogg.events.spine import SpineEvent
from shared.contracts.common import Id, Line, Owner, Personal, Slug


class RecordedInOwnJournal(SpineEvent):
    type: ClassVar[str] = "recorded-in-own-journal"
    item: Id
    person: Id
    owner: Owner
    basis: Slug
    wording: Personal[Line]


JournalEvent = RecordedInOwnJournal
