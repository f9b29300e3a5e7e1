"""Journalført: what a service has copied into a record of its own, by whose decision and under which law."""

from typing import ClassVar

from shared.contracts.case.base import CaseCommand
from shared.contracts.case.facts import SpineFact
from shared.contracts.common import Id, Line, Owner, Personal, Slug


class RecordInOwnJournal(CaseCommand):
    """A participant tells that a contribution or a measure now stands in their service's own record too.

    basis: one of the municipality's. Nothing is copied by this: it is the family's right to know that it was.
    """

    name: ClassVar[str] = "record-in-own-journal"
    stafettlogg: Id
    item: Id
    basis: Slug


# --- Public facts ---------------------------------------------------------------------------------


class RecordedInOwnJournal(SpineFact):
    """wording: the law as the municipality named it on that day."""

    fact: ClassVar[str] = "recorded-in-own-journal"
    item: Id
    person: Id
    owner: Owner
    basis: Slug
    wording: Personal[Line]
